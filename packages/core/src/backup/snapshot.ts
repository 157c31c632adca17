import { SafeMigrateError } from '../errors';
import type { ConnectionParameters } from '../target/connection';
import { openSession, type Session } from '../target/session';
import { listTables, lockTables, type Table } from './lock-tables';

/** An exported snapshot, held open: everybody who names it sees the database at the same instant. */
export interface HeldSnapshot {
  /** What `pg_dump --snapshot` and `SET TRANSACTION SNAPSHOT` take. */
  readonly id: string;
  readonly takenAt: Date;
  readonly session: Session;
}

/** Tables come and go while they are locked: so often is it tried again. */
const ATTEMPTS = 5;

/**
 * Holds a snapshot while `use` runs: one REPEATABLE READ, read-only transaction exports it, and stays open until the
 * dump and the fingerprint that share it are done. https://www.postgresql.org/docs/current/functions-admin.html#FUNCTIONS-SNAPSHOT-SYNCHRONIZATION
 *
 * Every table is locked (ACCESS SHARE, as any reader does) before the snapshot is taken: a table that is rewritten or truncated after the
 * snapshot looks empty to it, for pg_dump and for the fingerprint alike, and nobody would notice.
 */
export async function withSnapshot<T>(
  connection: ConnectionParameters,
  use: (snapshot: HeldSnapshot) => Promise<T>,
): Promise<T> {
  const session = await openSession(connection, { readOnly: true });
  try {
    const { id, at } = await lockAndExport(session);
    return await use({ id, takenAt: at, session });
  } finally {
    await session.query('ROLLBACK').catch(() => undefined);
    await session.close();
  }
}

async function lockAndExport(session: Session): Promise<{ readonly id: string; readonly at: Date }> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const tables = await listTables(session);
    // LOCK takes no snapshot: the first SELECT does, when nobody can rewrite anything any more.
    await session.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const locked = await lock(session, tables);
    if (locked) {
      const [row] = await session.query<{ id: string; at: Date }>(
        'SELECT pg_catalog.pg_export_snapshot() AS id, clock_timestamp() AS at',
      );
      if (!row) throw new Error('pg_export_snapshot returned nothing');
      const now = await listTables(session);
      const known = new Set(tables.map(({ oid }) => oid));
      if (now.every(({ oid }) => known.has(oid))) return row;
    }
    await session.query('ROLLBACK');
  }
  throw new SafeMigrateError({
    code: 'BACKUP_TABLES_CHANGE',
    what: 'Tables are created and dropped all the time, so that they cannot be locked for a backup.',
    why: `In ${ATTEMPTS} attempts the list of tables changed between reading and locking it.`,
    next: 'Run again when nothing creates or drops tables.',
  });
}

/** False where a table is not there any more. */
async function lock(session: Session, tables: readonly Table[]): Promise<boolean> {
  try {
    await lockTables(session, tables, 'ACCESS SHARE');
    return true;
  } catch (error) {
    if (['42P01', '3F000'].includes((error as { code?: string }).code ?? '')) return false;
    throw error;
  }
}
