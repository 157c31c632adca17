import { reaches, type Level, type MigrationReview } from '@safe-migrate/hazards';
import { refusal } from '../../errors';
import { assertRoom } from '../../preflight/disk-space';
import type { ReviewedMigration } from '../../review/judge-trial';
import { reviewPending } from '../../review/review-stage';
import { liveSchema } from '../../review/schema-source';
import { openScratch, type Scratch } from '../../scratch/database';
import { withSession } from '../../target/session';
import type { Host } from '../../typeorm/host';
import type { RunContext } from '../context';
import { DROPS, UNANSWERABLE } from '../unanswerable';
import type { Preflight } from './preflight';

/** Where trials run, and the process that runs them. */
export interface Trials {
  readonly scratch: Scratch;
  readonly host: Host;
}

/** Tries every pending migration on a scratch copy of the schema and refuses what the policy does not let pass. */
export function review(context: RunContext, ready: Preflight): Promise<Trials> {
  const { settings, record, steps, emit, signal, atEnd, hosts } = context;
  return steps.run('review', async () => {
    const { loaded, facts, tools, units } = ready;
    // Dumped while a place for it is made.
    const schema = liveSchema(loaded.connection, tools, { extensions: facts.extensions, signal });
    atEnd(() => schema.close());
    const scratch = await openScratch({
      runId: record.id,
      live: facts,
      liveConnection: loaded.connection,
      scratchUrl: settings.scratchUrl,
      onFetch: (version) =>
        emit({
          kind: 'note',
          message: `fetching the PostgreSQL ${version} server programs for the scratch database`,
        }),
      signal,
    });
    atEnd(() => scratch.close());
    const started = hosts.trials().then(({ host }) => host);
    // Told where it is waited for, which is later.
    started.catch(() => undefined);
    const reviews = await reviewPending({
      units,
      host: started,
      facts,
      tools,
      scratch,
      signal,
      schema,
      today: record.startedAt.slice(0, 10),
      unanswerable: UNANSWERABLE,
      enable: settings.enable,
      escrowed: DROPS,
    });
    record.reviews = [...reviews];
    for (const { migration, inconclusive } of reviews) {
      if (inconclusive) {
        emit({
          kind: 'note',
          message: `${migration} needs rows to run (${inconclusive.message}); it is judged on the restored backup`,
        });
      }
    }
    assertAllowed(reviews, settings.refuse);
    await room(context, ready, reviews);
    const statements = reviews.reduce(
      (sum, { statements }) => sum + statements.filter(({ direction }) => direction === 'up').length,
      0,
    );
    const acknowledged = reviews.reduce((sum, review) => sum + review.acknowledged.length, 0);
    const rest = acknowledged > 0 ? ` but ${acknowledged} acknowledged` : '';
    return {
      result: { scratch, host: await started },
      summary: `${statements} statements recorded and judged; nothing at or above "${settings.refuse}"${rest}`,
    };
  });
}

/** Before a backup is taken for nothing. */
async function room(
  { record, emit }: RunContext,
  { loaded: { connection }, facts }: Preflight,
  reviews: readonly ReviewedMigration[],
): Promise<void> {
  const rewritten = reviews.flatMap(({ statements }) =>
    statements.flatMap(({ direction, effect }) => (direction === 'up' ? effect.rewrites : [])),
  );
  const warnings = await withSession(connection, { readOnly: true }, (session) =>
    assertRoom(session, rewritten, connection, facts),
  );
  for (const message of warnings) emit({ kind: 'warning', message });
  record.warnings.push(...warnings);
}

/**
 * Refuses reviews with a finding at or above a level.
 *
 * @throws SafeMigrateError REVIEW_REFUSED
 */
export function assertAllowed(reviews: readonly MigrationReview[], threshold: Level): void {
  const refused = reviews.flatMap(({ migration, findings }) =>
    findings.filter(({ level }) => reaches(level, threshold)).map((finding) => ({ migration, finding })),
  );
  const unexplained = reviews.find(
    ({ level, migration }) =>
      reaches(level, threshold) && !refused.some((entry) => entry.migration === migration),
  );
  if (refused.length === 0 && !unexplained) return;
  const names = [
    ...new Set([
      ...refused.map(({ migration }) => migration),
      ...(unexplained ? [unexplained.migration] : []),
    ]),
  ];
  throw refusal({
    code: 'REVIEW_REFUSED',
    what: `${names.join(', ')} ${names.length > 1 ? 'are' : 'is'} refused by the review.`,
    why:
      refused.map(({ finding }) => `${finding.level} ${finding.rule}: ${finding.message}`).join('\n') ||
      `a statement of it is judged ${unexplained?.level}`,
    next:
      refused
        .map(({ finding }) => finding.safeWay)
        .filter((text, index, all) => text && all.indexOf(text) === index)
        .join('\n') || 'Rewrite the statement so that it can be judged.',
  });
}
