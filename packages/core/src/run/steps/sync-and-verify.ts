import { fingerprintDatabase } from '../../backup/database-content';
import { contentDifferences, type NamedFingerprint } from '../../backup/named-fingerprint';
import { SafeMigrateError } from '../../errors';
import { serverError } from '../../target/server-error';
import { undoUnits } from '../../rollback/way-back';
import { runSync } from '../../sync/sync';
import { askGraphql, missingRecords } from '../../verify/graphql';
import { isDeclaredName } from '../../verify/declared-changes';
import type { TableVerdict } from '../../verify/verdict';
import { RunEnded, type RunContext } from '../context';
import { isSessionGone, leaveToResume, type Applied } from './apply';
import type { Preflight } from './preflight';

/** What is known when the migrations are committed. */
export type AfterApply = Pick<Preflight, 'loaded' | 'declared' | 'bookkeeping' | 'answers'>;

/** Brings the application's metadata up to date, then checks that what was there is still there; a failure goes back. */
export async function syncAndVerify(
  context: RunContext,
  ready: AfterApply,
  applied: Applied,
  fingerprints: Readonly<Record<string, NamedFingerprint>> | undefined,
): Promise<void> {
  try {
    await sync(context, ready);
    await verify(context, ready);
  } catch (error) {
    if (context.signal.aborted || error instanceof RunEnded) throw error;
    const lost = error instanceof SafeMigrateError ? undefined : serverError(error);
    if (lost && context.journal.current) throw leaveToResume(context, lost);
    if (!(error instanceof SafeMigrateError)) throw error;
    if (context.journal.current && (await isSessionGone(applied.input.host)))
      throw leaveToResume(context, error);
    throw await goBack(context, ready, applied, fingerprints, error);
  }
}

function sync({ settings, steps, signal, emit }: RunContext, { loaded }: AfterApply): Promise<void> {
  const { sync: commands, syncTimeout: timeout, projectRoot: cwd } = settings;
  if (commands.length === 0) {
    steps.skip('sync', 'no sync commands are configured');
    return Promise.resolve();
  }
  return steps.run('sync', async () => {
    const before = await fingerprintDatabase(loaded.connection);
    await runSync({ commands, cwd, timeout, signal });
    const after = await fingerprintDatabase(loaded.connection);
    const differences = contentDifferences(before.named, after.named);
    for (const { words } of differences) emit({ kind: 'note', message: `while sync ran, ${words}` });
    assertNoRowsMissing(differences);
    return { result: undefined, summary: commands.join('; ') };
  });
}

/** Rows that vanish while the sync commands run were deleted by them or by clients: nobody can prove which. */
function assertNoRowsMissing(differences: ReturnType<typeof contentDifferences>): void {
  const missing = differences.filter(({ rowsMissing }) => rowsMissing > 0n);
  if (missing.length === 0) return;
  throw new RunEnded(
    'needs-attention',
    new SafeMigrateError({
      code: 'ROWS_MISSING_AFTER_SYNC',
      what: 'The migration is applied and was proven, but rows vanished while the sync commands ran.',
      why: missing.map(({ words }) => words).join('\n'),
      next: 'Find out whether the sync commands or clients deleted them; the backup named in the run record holds them.',
    }),
  );
}

/** Verdicts that hold, in words. */
const WORDS: readonly (readonly [TableVerdict['verdict'], string])[] = [
  ['untouched', 'tables untouched'],
  ['untouched-columns', 'with untouched columns'],
  ['unchanged', 'compared and unchanged'],
  ['rehearsed', 'compared in the rehearsal, counted and sampled live'],
  ['changed-as-declared', 'changed as declared'],
];

function verify({ settings, record, steps, signal }: RunContext, { answers }: AfterApply): Promise<void> {
  return steps.run('verify', async () => {
    for (const [index, probe] of settings.graphql.entries()) {
      const missing = missingRecords(answers[index], await askGraphql(probe, signal));
      if (missing.length > 0) {
        throw new SafeMigrateError({
          code: 'RECORDS_NOT_RETURNED',
          what: `The GraphQL endpoint ${probe.url} does not return all records that it returned before.`,
          why: missing.slice(0, 10).join('\n'),
          next: 'Look at the migration and the sync command: an existing field or record is no longer served.',
        });
      }
    }
    const counts = WORDS.map(([kind, words]) => {
      const count = record.verdicts.filter(({ verdict }) => verdict === kind).length;
      return count > 0 ? `${count} ${words}` : '';
    });
    const parts = [
      ...counts.filter(Boolean),
      ...(settings.graphql.length > 0 ? ['GraphQL returns every record that it returned before'] : []),
    ];
    return { result: undefined, summary: parts.join(', ') || 'there was no table before' };
  });
}

/**
 * Takes the migrations back with `down()` and compares with the backup.
 *
 * @returns how the run ends; never throws
 */
export async function goBack(
  { settings, emit, journal }: RunContext,
  { loaded, declared, bookkeeping }: Omit<AfterApply, 'answers'>,
  { input, units }: Applied,
  fingerprints: Readonly<Record<string, NamedFingerprint>> | undefined,
  cause: SafeMigrateError,
): Promise<RunEnded> {
  emit({ kind: 'warning', message: `${cause.what} Going back with down().` });
  try {
    await journal.current?.goingBack(cause.facts());
    await undoUnits({ ...input, signal: undefined }, units);
  } catch (error) {
    const words =
      error instanceof SafeMigrateError ? `${error.what}\n${error.why}` : String((error as Error).message);
    return new RunEnded(
      'needs-attention',
      combined(cause, 'and going back failed; the migrations are still applied.', [words]),
    );
  }
  // Kept by the journal too; without one, the definitions and the proof of down() are all that is compared.
  if (!fingerprints) return new RunEnded('rolled-back', cause);
  const differences = async () => {
    const { named } = await fingerprintDatabase(loaded.connection);
    return contentDifferences(
      withoutTable(fingerprints, bookkeeping),
      withoutTable(named, bookkeeping),
    ).filter(
      ({ table, columns }) =>
        columns.length === 0 || !columns.every((column) => isDeclaredName(declared, table, column)),
    );
  };
  let left = await differences();
  if (left.length > 0 && settings.sync.length > 0) {
    // The sync command may have written half of its work: let it fit the metadata to the schema as it is again.
    const { sync: commands, syncTimeout: timeout, projectRoot: cwd } = settings;
    const again = await runSync({ commands, cwd, timeout }).then(
      () => true,
      () => false,
    );
    left = await differences();
    if (left.length > 0 && !again) {
      return new RunEnded(
        'needs-attention',
        combined(
          cause,
          'down() brought the schema back, but rows differ from the backup.',
          left.map(({ words }) => words),
        ),
      );
    }
  }
  const missing = left.filter(({ rowsMissing }) => rowsMissing > 0n);
  if (missing.length > 0) {
    return new RunEnded(
      'needs-attention',
      combined(
        cause,
        'down() brought the schema back, but rows of the backup are missing.',
        missing.map(({ words }) => words),
      ),
    );
  }
  for (const { words } of left)
    emit({ kind: 'note', message: `differs from the backup, written by clients or by sync since: ${words}` });
  return new RunEnded('rolled-back', cause);
}

function withoutTable(
  prints: Readonly<Record<string, NamedFingerprint>>,
  name: string,
): Record<string, NamedFingerprint> {
  return Object.fromEntries(Object.entries(prints).filter(([table]) => table !== name));
}

function combined(cause: SafeMigrateError, words: string, details: readonly string[]): SafeMigrateError {
  return new SafeMigrateError({
    code: cause.code,
    what: `${cause.what} ${words}`,
    why: [cause.why, ...details].join('\n'),
    next: 'Look at the differences above. The backup named in the run record holds the state before.',
  });
}
