import { catalogFromFacts } from '../catalog/from-facts';
import type { MigrationReview, RecordedStatement, ReviewInput, StatementVerdict } from '../contract';
import type { Catalog } from '../catalog/catalog';
import { KnowledgeWatch } from '../files/knowledge';
import { LOCK_BUDGET_SECONDS } from '../effects/cost';
import { worst } from '../policy/level';
import type { RecordingReview } from './recording';
import { heldFindings, reviewRecording } from './recording';
import type { RecordingContext } from './statement-judge';
import { leftover, madeByRecording } from './leftover';
import { judgeReversibility } from './reversibility';

/**
 * Reviews one migration by what its `up()` and `down()` sent to the server. `down()` is judged on the schema that `up()` leaves: what up()
 * made, it may drop.
 *
 * Pure and synchronous; {@link loadParser} must have been awaited once.
 *
 * @example
 * await loadParser();
 * const review = reviewMigration({ migration: 'AddX1700000000000', serverMajor: 15, searchPath: ['core'], tables, up, down });
 * if (review.level !== 'safe') for (const finding of review.findings) report(finding);
 */
export function reviewMigration(input: ReviewInput): MigrationReview {
  const catalog = catalogFromFacts(input);
  const { serverMajor, timeZone, declared, enable, lockTimeout = LOCK_BUDGET_SECONDS * 1000 } = input;
  const session = {
    serverMajor,
    ...(timeZone === undefined ? {} : { timeZone }),
    ...(declared ? { declared } : {}),
    ...(enable ? { enable } : {}),
    ...(lockTimeout === null ? {} : { lockTimeout }),
  };
  if (input.earlier?.length) {
    reviewRecording(input.earlier, catalog, { direction: 'up', ...session, up: [] });
    catalog.nextRecording(input.searchPath, true);
  }
  const up = reviewWithEffects(input.up, catalog, { direction: 'up', ...session, up: [] });
  const held = heldFindings(up, catalog);
  const made = madeByRecording(catalog);
  const down = reviewWithEffects(input.down, catalog, { direction: 'down', ...session, up: up.steps });
  const left = leftover(made, madeByRecording(catalog));
  const reversal = judgeReversibility(up.steps, hasUnread(up), down.steps, hasUnread(down), left);
  const findings = [...up.findings, ...held, ...down.findings, ...reversal];
  return {
    migration: input.migration,
    level: worst(findings.map(({ level }) => level)),
    statements: [...up.statements, ...down.statements],
    findings,
  };
}

// A statement that does not parse leaves no step behind.
const hasUnread = ({ findings }: Pick<RecordingReview, 'findings'>): boolean =>
  findings.some(({ rule }) => rule === 'unknown-statement');

function reviewWithEffects(
  recording: readonly RecordedStatement[],
  catalog: Catalog,
  context: Omit<RecordingContext, 'rollsBack'>,
): Omit<RecordingReview, 'statements'> & { readonly statements: readonly StatementVerdict[] } {
  const watches = recording.map(() => new KnowledgeWatch());
  const review = reviewRecording(recording, catalog, context, (index, subject) =>
    watches[index]?.see(subject),
  );
  const statements = review.statements.map((statement, index) => {
    const { locks = [], rewrites = [], scans = [], builds = [], error = null } = review.outcomes[index] ?? {};
    // What does not parse was never seen.
    const knowledge = error?.sqlstate === '42601' ? 'unknown' : (watches[index]?.knowledge ?? 'unknown');
    const held = locks.map(([relation, mode]) => ({ relation, mode }));
    return { ...statement, effect: { knowledge, locks: held, rewrites, scans, builds, error } };
  });
  return { ...review, statements };
}
