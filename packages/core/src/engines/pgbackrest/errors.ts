import { reasonOf } from '../../backup/dump-error';
import { SafeMigrateError } from '../../errors';
import type { RunResult } from '../../process/run';

/** The lines of its log that say what is wrong, without the clock and the process in front. */
function reason(result: RunResult): string {
  const plain = (text: string) =>
    text
      .split('\n')
      .map((line) => line.replace(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+ P\d+\s+/, ''))
      .filter((line) => !/^(INFO|DETAIL):/.test(line))
      .join('\n');
  return reasonOf({ ...result, stderr: plain(result.stderr), stdout: '' });
}

/** What pgBackRest said when a command of it failed. */
export function pgBackRestError(command: string, result: RunResult): SafeMigrateError {
  return new SafeMigrateError({
    code: 'PGBACKREST_FAILED',
    what: `pgbackrest ${command} failed; there is no certified backup.`,
    why: reason(result),
    next: 'Correct the cause above (pgbackrest check says whether it is gone) and run again; nothing was migrated.',
  });
}

/** A backup that is in the repository and cannot be brought back. */
export function notRestorable(label: string, why: string): SafeMigrateError {
  return new SafeMigrateError({
    code: 'BACKUP_NOT_RESTORABLE',
    what: `The backup ${label} in the repository of pgBackRest could not be restored.`,
    why,
    next: 'It does not count as a backup, and nothing was migrated. Look at the repository (pgbackrest verify) and take a full backup.',
  });
}

/** The same, from how a restore ended. */
export const restoreError = (label: string, result: RunResult): SafeMigrateError =>
  notRestorable(label, reason(result));
