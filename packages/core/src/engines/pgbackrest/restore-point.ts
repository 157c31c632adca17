import { setTimeout as pause } from 'node:timers/promises';
import { listTables, lockTables, type Table } from '../../backup/lock-tables';
import { SafeMigrateError } from '../../errors';
import type { ConnectionParameters } from '../../target/connection';
import { openSession, type OwnSession, type Session } from '../../target/session';

/** A named place in the WAL of the live server. */
export interface RestorePoint {
  readonly name: string;
  readonly lsn: string;
  /** Segment of WAL that it is in. */
  readonly wal: string;
  readonly at: string;
}

/** A restore point, and a snapshot that shows exactly what a recovery up to it will hold. */
export interface PointWithSnapshot {
  readonly point: RestorePoint;
  readonly snapshotId: string;
  /** Holds the snapshot. */
  readonly session: Session;
  /** How long nobody could write, in ms. */
  readonly pausedMs: number;
}

/** So often is it tried to stop all writers for a moment. */
const ATTEMPTS = 20;
/** Longest time in ms that one attempt may keep writers waiting: shorter than the second after which the server looks for deadlocks. */
const LONGEST_WAIT_MS = 500;

/**
 * Sets a restore point at a moment at which no transaction that has written to a table is under way, and keeps a snapshot of that moment.
 *
 * Why the two show the same rows: a lock in SHARE mode on every table is had only when every transaction that wrote to one of them has
 * ended; a transaction gives its locks back after its commit record is in the WAL and after it became visible to others. As long as
 * the locks are held nobody else writes. So a snapshot and a restore point that are both taken under them have the same commits behind
 * them: whatever a recovery up to the point brings back, the snapshot sees, and nothing else. The locks go as soon as both are taken.
 *
 * An attempt gives up after half a second, before a client can become the victim of a deadlock with us.
 *
 * @throws SafeMigrateError BACKUP_WRITERS_IN_THE_WAY, BACKUP_RIGHTS
 */
export async function withRestorePoint<T>(
  connection: ConnectionParameters,
  name: string,
  use: (taken: PointWithSnapshot) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const holder = await openSession(connection, { readOnly: true });
  try {
    const locker = await openSession(connection);
    let taken;
    try {
      // Where the role may: an autovacuum in the way gives up after this time, and of a deadlock we would be the victim.
      await locker.query(`SET deadlock_timeout = '50ms'`).catch(() => undefined);
      taken = await attempts(locker, holder, name, signal);
    } finally {
      await locker.close();
    }
    return await use({ ...taken, session: holder });
  } finally {
    await holder.query('ROLLBACK').catch(() => undefined);
    await holder.close();
  }
}

/** A restore point alone: what can be restored to, without a word about what is there. */
export async function setRestorePoint(session: Session, name: string): Promise<RestorePoint> {
  const [row] = await session.query<{ lsn: string; wal: string; at: Date }>(
    `SELECT p::text AS lsn, pg_catalog.pg_walfile_name(p) AS wal, clock_timestamp() AS at FROM pg_catalog.pg_create_restore_point($1) p`,
    [name],
  );
  if (!row) throw new Error('pg_create_restore_point returned nothing');
  return { name, lsn: row.lsn, wal: row.wal, at: row.at.toISOString() };
}

async function attempts(
  locker: OwnSession,
  holder: OwnSession,
  name: string,
  signal: AbortSignal | undefined,
): Promise<Omit<PointWithSnapshot, 'session'>> {
  let why = '';
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    signal?.throwIfAborted();
    const tables = await listTables(locker, LARGE_OBJECTS);
    const started = performance.now();
    try {
      await locker.query(`BEGIN; SET LOCAL statement_timeout = ${LONGEST_WAIT_MS}`);
      await lockTables(locker, tables, 'SHARE');
      await holder.query(
        `BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = ${LONGEST_WAIT_MS}`,
      );
      // A table that is rewritten later would look empty to the snapshot.
      await lockTables(holder, tables, 'ACCESS SHARE');
      const [row] = await holder.query<{ id: string }>('SELECT pg_catalog.pg_export_snapshot() AS id');
      const point = await setRestorePoint(locker, name);
      await locker.query('COMMIT');
      await holder.query('SET LOCAL statement_timeout = 0');
      const pausedMs = performance.now() - started;
      const known = new Set(tables.map(({ oid }) => oid));
      const now = await listTables(holder, LARGE_OBJECTS);
      if (row && now.every(({ oid }) => known.has(oid))) return { point, snapshotId: row.id, pausedMs };
      why = 'tables are created and dropped all the time';
    } catch (error) {
      if (!isInTheWay(error)) throw rightsOr(error);
      why = (await writers(holder, tables)).join('\n') || (error as Error).message;
    }
    await locker.query('ROLLBACK').catch(() => undefined);
    await holder.query('ROLLBACK').catch(() => undefined);
    // Writers that were kept waiting go first.
    await pause(100 + Math.random() * 400, undefined, { signal });
  }
  throw new SafeMigrateError({
    code: 'BACKUP_WRITERS_IN_THE_WAY',
    what: 'There was no moment without a transaction that writes, so that nothing can be compared with a restored copy.',
    why: `In ${ATTEMPTS} attempts of ${LONGEST_WAIT_MS} ms the tables could not be locked in SHARE mode. In the way:\n${why}`,
    next: 'Run again when that has ended. pgBackRest keeps the backup that it took; it is not certified.',
  });
}

/** Large objects are rows of a catalog, which a superuser may lock as well. */
const LARGE_OBJECTS = `c.oid IN ('pg_catalog.pg_largeobject'::regclass, 'pg_catalog.pg_largeobject_metadata'::regclass)
  AND (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user)
  AND EXISTS (SELECT 1 FROM pg_catalog.pg_largeobject_metadata)`;

/** Somebody writes, a table is gone, or we were the victim of a deadlock: tried again. */
const isInTheWay = (error: unknown): boolean =>
  ['57014', '55P03', '40P01', '42P01', '3F000'].includes((error as { code?: string }).code ?? '');

function rightsOr(error: unknown): unknown {
  if ((error as { code?: string }).code !== '42501') return error;
  return new SafeMigrateError({
    code: 'BACKUP_RIGHTS',
    what: 'The role of the data source may not lock every table in SHARE mode.',
    why: `${(error as Error).message}. Writers are stopped for a moment so that the restored copy can be compared with exactly what the live database held.`,
    next: 'Run with a role that owns the tables or may update every one of them, or with a superuser.',
  });
}

async function writers(session: Session, tables: readonly Table[]): Promise<readonly string[]> {
  await session.query('ROLLBACK').catch(() => undefined);
  const rows = await session.query<{ pid: number; who: string; seconds: number | null; tables: string }>(
    `SELECT a.pid, coalesce(nullif(a.application_name, ''), a.backend_type) AS who,
            extract(epoch FROM clock_timestamp() - a.xact_start)::int AS seconds, string_agg(DISTINCT l.relation::regclass::text, ', ') AS tables
       FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a USING (pid)
      WHERE l.granted AND l.relation = ANY ($1::oid[]) AND l.pid <> pg_catalog.pg_backend_pid() AND l.mode NOT IN ('AccessShareLock', 'RowShareLock', 'ShareLock')
        AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
      GROUP BY 1, 2, 3 ORDER BY 3 DESC NULLS LAST LIMIT 5`,
    [tables.map(({ oid }) => oid)],
  );
  return rows.map(
    ({ pid, who, seconds, tables: written }) =>
      `process ${pid} (${who}), in one transaction for ${seconds ?? 0} s, has written to ${written}`,
  );
}
