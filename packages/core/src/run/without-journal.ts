import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SafeMigrateError } from '../errors';
import { RunEnded } from './context';
import type { RunRecord } from './record';

/**
 * Where the role may not have a journal, the record on disk and TypeORM's list are all that tells of an interrupted run.
 *
 * @param executed names on TypeORM's list now
 * @throws SafeMigrateError RUN_CHANGED_NOTHING; RunEnded with `needs-attention` where something is committed
 */
export function assertNothingOnDisk(
  directory: string,
  target: RunRecord['target'],
  executed: readonly string[],
): void {
  const record = newestRun(directory, target);
  if (!record || record.outcome !== undefined) return;
  const pending = record.pending ?? [];
  const done = pending.filter((name) => executed.includes(name));
  if (done.length === 0) {
    throw new SafeMigrateError({
      code: 'RUN_CHANGED_NOTHING',
      what: `Run ${record.id} was interrupted before any of its migrations was recorded.`,
      why: "There is no journal in the database: this is known from its record on disk and from TypeORM's list. What a migration outside a transaction had begun is not known.",
      next: 'Run again: safe-migrate run',
    });
  }
  const rest = pending.filter((name) => !executed.includes(name));
  throw new RunEnded(
    'needs-attention',
    new SafeMigrateError({
      code: 'NO_JOURNAL',
      what: `Run ${record.id} was interrupted after it had committed ${done.join(', ')}.`,
      why: `There is no journal in the database: whether sync and verify were done is not known.${rest.length > 0 ? ` Not recorded: ${rest.join(', ')}.` : ''}`,
      next: `${rest.length > 0 ? 'Run again: safe-migrate run. Then' : 'Run'} the sync commands by themselves, and look at the API.`,
    }),
  );
}

/** The newest record of a run on the same database. */
function newestRun(directory: string, target: RunRecord['target']): Partial<RunRecord> | undefined {
  const records = list(directory).flatMap((name) => read(join(directory, name)) ?? []);
  return records.find(
    (record) =>
      record.command === 'run' &&
      record.target?.connection === target?.connection &&
      record.target?.systemIdentifier === target?.systemIdentifier,
  );
}

/** Their names begin with the time at which the run began. */
function list(directory: string): readonly string[] {
  try {
    return readdirSync(directory)
      .filter((name) => name.endsWith('.json'))
      .sort()
      .reverse();
  } catch {
    return [];
  }
}

function read(path: string): Partial<RunRecord> | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Partial<RunRecord>;
  } catch {
    return undefined;
  }
}
