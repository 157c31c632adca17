import { setRestorePoint } from '../../engines/pgbackrest/restore-point';
import { beforeApplyOf } from '../../engines/pgbackrest/points';
import { withSession, type Session } from '../../target/session';
import type { RunContext } from '../context';
import type { PointInTime } from '../record';
import type { Preflight } from './preflight';

/**
 * Puts down the moment just before the migrations are applied, where an engine took the backup that may be able to go back to any moment:
 * everything that clients wrote since the backup is before it. With pgBackRest it has a name in the WAL, and that WAL is sent off.
 */
export async function markBeforeApply(
  { record, signal }: RunContext,
  { loaded }: Pick<Preflight, 'loaded'>,
): Promise<void> {
  const { backup } = record;
  if (backup?.engine === undefined) return;
  const { engine } = backup;
  signal.throwIfAborted();
  const beforeApply = await withSession(loaded.connection, {}, async (session): Promise<PointInTime> => {
    if (engine.name !== 'pgbackrest') return now(session);
    const { name, lsn, at } = await setRestorePoint(session, beforeApplyOf(record.id));
    await session.query('SELECT pg_catalog.pg_switch_wal()');
    return { name, lsn, at };
  });
  record.backup = { ...backup, beforeApply };
}

async function now(session: Session): Promise<PointInTime> {
  const [row] = await session.query<{ at: Date }>('SELECT clock_timestamp() AS at');
  const lsn = await session
    .query<{ lsn: string }>('SELECT pg_catalog.pg_current_wal_lsn()::text AS lsn')
    .then(
      (rows) => rows[0]?.lsn ?? null,
      () => null,
    );
  return { at: (row?.at ?? new Date()).toISOString(), lsn };
}
