import { SafeMigrateError } from '../errors';
import type { RunResult } from '../process/run';

/** What pg_dump said, as an error that a user can act on. */
export function dumpError(result: RunResult, place: string): SafeMigrateError {
  const reason = reasonOf(result);
  if (/No space left on device|could not write|ENOSPC|Disk quota exceeded/i.test(reason)) {
    return new SafeMigrateError({
      code: 'BACKUP_DISK_FULL',
      what: 'The disk is full: the backup could not be written.',
      why: reason,
      next: `Free space for ${place}, or name another place with --backup-directory.`,
    });
  }
  if (/permission denied|must be owner|row-level security|query would be affected/i.test(reason))
    return rightsError(reason);
  return new SafeMigrateError({
    code: 'BACKUP_FAILED',
    what: 'pg_dump failed; there is no backup.',
    why: reason,
    next: 'Correct the cause above and run again; nothing was migrated.',
  });
}

/** The role may not read everything. */
export function rightsError(why: string): SafeMigrateError {
  return new SafeMigrateError({
    code: 'BACKUP_RIGHTS',
    what: 'The role of the data source may not read everything, so a full backup is impossible.',
    why,
    next: 'Run with a role that may read every table (owner, superuser or pg_read_all_data with BYPASSRLS).',
  });
}

/** The lines that say why, of everything that a verbose program writes; the last ones where none does. */
export function reasonOf({ stderr, stdout, spawnError, code }: RunResult): string {
  const lines = (stderr || stdout).trim().split('\n');
  const first = lines.findIndex((line) => /\b(error|fatal|panic):/i.test(line));
  const said = first < 0 ? lines.slice(-4) : lines.slice(first, first + 4);
  return (
    said.join('\n').trim() ||
    spawnError?.message ||
    `It ended with ${code ?? 'a signal'} and printed nothing.`
  );
}
