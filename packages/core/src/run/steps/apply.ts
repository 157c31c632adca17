import { ApplyFailed, applyUnits, type AppliedUnit, type ApplyInput } from '../../apply/apply';
import { SafeMigrateError } from '../../errors';
import type { Rehearsal } from '../../rehearsal/rehearse';
import { undoUnits } from '../../rollback/way-back';
import { withSession } from '../../target/session';
import { listMigrations } from '../../typeorm/migration-list';
import { readStructure, type Structure } from '../../verify/structure';
import { structureDifferences } from '../../verify/structure-differences';
import { RunEnded, type RunContext } from '../context';
import type { Preflight } from './preflight';

/** What undoing needs later, should sync or verify fail. */
export interface Applied {
  readonly input: ApplyInput;
  readonly units: readonly AppliedUnit[];
}

/** Changes the live database. On failure it is as it was, and that was looked at, or the run ends as needs-attention. */
export function apply(context: RunContext, ready: Preflight, rehearsal: Rehearsal): Promise<Applied> {
  const { settings, record, steps, emit, signal } = context;
  return steps.run('apply', async () => {
    const { host, loaded, units, declared, bookkeeping, pending } = ready;
    const { lockTimeout, lockRetries } = settings;
    const input: ApplyInput = {
      ...{ host, units, rehearsal, declared, bookkeeping, lockTimeout, lockRetries, emit, signal },
      connection: loaded.connection,
    };
    const before = await withSession(loaded.connection, { readOnly: true }, readStructure);
    try {
      const applied = await applyUnits(input);
      record.verdicts = applied.flatMap(({ proof }) => [...proof.verdicts]);
      const count = pending.length === 1 ? pending[0]?.name : `${pending.length} migrations`;
      return { result: { input, units: applied }, summary: `${count} committed` };
    } catch (error) {
      throw error instanceof ApplyFailed ? await afterFailure(input, ready, error, before) : error;
    }
  });
}

async function afterFailure(
  input: ApplyInput,
  ready: Preflight,
  { failure, committed }: ApplyFailed,
  before: Structure,
): Promise<unknown> {
  const cause = failure instanceof SafeMigrateError ? failure : unexpected(failure);
  try {
    if (committed.length > 0) await undoUnits({ ...input, signal: undefined }, committed);
    const problems = await differencesNow(ready, before);
    if (problems.length === 0) return committed.length > 0 ? new RunEnded('rolled-back', cause) : failure;
    return new RunEnded('needs-attention', notAsBefore(cause, problems));
  } catch (error) {
    const words =
      error instanceof SafeMigrateError ? `${error.what}\n${error.why}` : String((error as Error).message);
    return new RunEnded('needs-attention', notAsBefore(cause, [words]));
  }
}

/** From a new session: the one that failed may be gone. */
function differencesNow({ loaded, pending }: Preflight, before: Structure): Promise<readonly string[]> {
  return withSession(loaded.connection, { readOnly: true }, async (session) => {
    const { executed } = await listMigrations(session, loaded);
    const recorded = pending
      .filter(({ name }) => executed.includes(name))
      .map(({ name }) => `${name} is recorded as executed`);
    return [...recorded, ...structureDifferences(before, await readStructure(session))];
  });
}

function notAsBefore(cause: SafeMigrateError, problems: readonly string[]): SafeMigrateError {
  return new SafeMigrateError({
    code: 'NOT_AS_BEFORE',
    what: 'The migration failed and the database is not quite what it was.',
    why: [`${cause.what} ${cause.why}`, ...problems].join('\n'),
    next: 'Look at the differences above. The backup named in the run record holds the state before.',
  });
}

function unexpected(error: unknown): SafeMigrateError {
  return new SafeMigrateError({
    code: 'APPLY_FAILED',
    what: 'Applying the migrations failed.',
    why: error instanceof Error ? error.message : String(error),
    next: 'Correct the cause and run again.',
  });
}
