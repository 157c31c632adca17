import { fingerprintDatabase } from '../../backup/database-content';
import {
  contentDifferences,
  type ContentDifference,
  type NamedFingerprint,
} from '../../backup/named-fingerprint';
import { SafeMigrateError } from '../../errors';
import { serverError } from '../../target/server-error';
import { undoUnits } from '../../rollback/way-back';
import { asRunnable, commandLine } from '../../hooks/command';
import { runSync, type SyncInput } from '../../sync/sync';
import { runChecks, type Checks } from '../../verify/checks/check';
import { isDeclaredName } from '../../verify/declared-changes';
import type { TableVerdict } from '../../verify/verdict';
import { RunEnded, type RunContext } from '../context';
import { lastWayBack } from '../last-way-back';
import { isSessionGone, leaveToResume, type Applied } from './apply';
import type { Preflight } from './preflight';

/** What is known when the migrations are committed. */
export type AfterApply = Pick<Preflight, 'loaded' | 'declared' | 'bookkeeping' | 'samples'> & {
  /** Those of the settings, where a resumed run does not bring its own. */
  readonly checks?: Checks;
};

/**
 * Brings the application's metadata up to date, then checks that what was there is still there; a failure goes back, or keeps what is
 * committed, as the settings say.
 */
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
    const { step } = context.record.steps.findLast(({ state }) => state === 'failed') ?? {};
    const { onSyncFailure, onVerifyFailure } = context.settings;
    if ((step === 'sync' ? onSyncFailure : onVerifyFailure) === 'keep') throw kept(context, error);
    throw await goBack(context, ready, applied, fingerprints, error);
  }
}

/** Nothing is taken back; `resume` does sync and verify again. */
function kept({ journal }: RunContext, error: SafeMigrateError): RunEnded {
  const again = journal.current
    ? 'Correct the cause, then: safe-migrate resume    (does sync and verify again)'
    : 'Correct the cause, and run the sync commands by themselves: there is no journal to resume from.';
  return new RunEnded(
    'needs-attention',
    new SafeMigrateError({
      code: error.code,
      what: `${error.what} The migrations are committed and stay so, as the settings say.`,
      why: error.why,
      next: again,
    }),
  );
}

/** What {@link runSync} needs, from the settings; what it does is kept in the record. */
export function syncInput({ settings, record, emit, signal }: RunContext): SyncInput {
  const { sync: steps, syncTimeout: timeout, projectRoot, workspaceRoot } = settings;
  const onStep: SyncInput['onStep'] = (step) => {
    (record.synced ??= []).push(step);
  };
  return { steps, timeout, projectRoot, workspaceRoot, emit, signal, onStep };
}

/** The steps of the sync, as they would be typed. */
export function syncWords({ settings }: Pick<RunContext, 'settings'>): string {
  return settings.sync.map((step) => commandLine(asRunnable(step))).join('; ');
}

function sync(context: RunContext, { loaded }: AfterApply): Promise<void> {
  const { settings, steps, emit } = context;
  if (settings.sync.length === 0) {
    steps.skip('sync', 'no sync commands are configured');
    return Promise.resolve();
  }
  return steps.run('sync', async () => {
    const before = await fingerprintDatabase(loaded.connection);
    await runSync(syncInput(context));
    const after = await fingerprintDatabase(loaded.connection);
    const differences = contentDifferences(before.named, after.named);
    for (const { words } of differences) emit({ kind: 'note', message: `while sync ran, ${words}` });
    assertNoRowsMissing(differences);
    return { result: undefined, summary: syncWords(context) };
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

function verify(
  { settings, record, steps, emit, signal }: RunContext,
  { loaded, checks = settings, samples }: AfterApply,
): Promise<void> {
  return steps.run('verify', async () => {
    const place = { ...settings, connection: loaded.connection, emit, signal };
    const made = await runChecks(checks, samples, place, (check) => void (record.checks ??= []).push(check));
    const counts = WORDS.map(([kind, words]) => {
      const count = record.verdicts.filter(({ verdict }) => verdict === kind).length;
      return count > 0 ? `${count} ${words}` : '';
    });
    const parts = [
      ...counts.filter(Boolean),
      ...(made > 0 ? [`${made} ${made === 1 ? 'check holds' : 'checks hold'}`] : []),
    ];
    return { result: undefined, summary: parts.join(', ') || 'there was no table before' };
  });
}

/**
 * Takes the migrations back with `down()` and compares with the backup; where that fails, the backup itself is the way back.
 *
 * @returns how the run ends; never throws
 */
export async function goBack(
  context: RunContext,
  ready: Omit<AfterApply, 'samples'>,
  applied: Applied,
  fingerprints: Readonly<Record<string, NamedFingerprint>> | undefined,
  cause: SafeMigrateError,
): Promise<RunEnded> {
  const ended = await goDown(context, ready, applied, fingerprints, cause);
  if (ended.outcome !== 'needs-attention') return ended;
  return lastWayBack(context, { ...ready, units: applied.units }, ended);
}

async function goDown(
  context: RunContext,
  { loaded, declared, bookkeeping }: Omit<AfterApply, 'samples'>,
  { input, units }: Applied,
  fingerprints: Readonly<Record<string, NamedFingerprint>> | undefined,
  cause: SafeMigrateError,
): Promise<RunEnded> {
  const { settings, emit, journal } = context;
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
  let asDeclared: readonly ContentDifference[] = [];
  const differences = async () => {
    const { named } = await fingerprintDatabase(loaded.connection);
    const all = contentDifferences(withoutTable(fingerprints, bookkeeping), withoutTable(named, bookkeeping));
    const isAsDeclared = ({ table, columns }: ContentDifference) =>
      columns.length > 0 && columns.every((column) => isDeclaredName(declared, table, column));
    asDeclared = all.filter(isAsDeclared);
    return all.filter((difference) => !isAsDeclared(difference));
  };
  let left = await differences();
  if (left.length > 0 && settings.sync.length > 0) {
    // The sync command may have written half of its work: let it fit the metadata to the schema as it is again.
    const again = await runSync({ ...syncInput(context), signal: undefined }).then(
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
  for (const { words } of asDeclared)
    emit({ kind: 'warning', message: `declared to change, and not brought back by down(): ${words}` });
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
