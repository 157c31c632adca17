import { setTimeout as pause } from 'node:timers/promises';
import { SafeMigrateError } from '../../errors';
import type { ConnectionParameters } from '../../target/connection';
import { withSession } from '../../target/session';
import type { RestorePoint } from './restore-point';

/** Longest time in ms until a segment of WAL is in the repository: pgBackRest's own default. */
const LONGEST_MS = 60_000;

/**
 * Has the server archive the WAL that a restore point is in, and waits until it says that it did.
 *
 * @throws SafeMigrateError PGBACKREST_ARCHIVE_FAILS
 */
export async function archived(
  connection: ConnectionParameters,
  { wal, name }: RestorePoint,
  signal?: AbortSignal,
): Promise<void> {
  await withSession(connection, {}, async (session) => {
    await session.query('SELECT pg_catalog.pg_switch_wal()');
    const deadline = Date.now() + LONGEST_MS;
    for (;;) {
      signal?.throwIfAborted();
      const [row] = await session.query<{ last: string | null; failed: string | null }>(
        `SELECT last_archived_wal AS last, CASE WHEN last_failed_time > coalesce(last_archived_time, '-infinity') THEN last_failed_wal END AS failed FROM pg_catalog.pg_stat_archiver`,
      );
      const last = row?.last ?? '';
      // Names of segments are in the order of the WAL; a history or backup file is none.
      if (/^[0-9A-F]{24}$/.test(last) && last >= wal) return;
      if (Date.now() > deadline) {
        throw new SafeMigrateError({
          code: 'PGBACKREST_ARCHIVE_FAILS',
          what: `The WAL with the restore point ${name} did not reach the repository.`,
          why: `${wal} was not archived within ${LONGEST_MS / 1000} s; the server archived ${last || 'nothing'} last${row?.failed ? ` and failed with ${row.failed}` : ''}.`,
          next: 'Look at the log of the server and at archive_command; nothing was migrated.',
        });
      }
      await pause(100, undefined, { signal });
    }
  });
}
