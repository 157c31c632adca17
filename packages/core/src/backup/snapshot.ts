import type { ConnectionParameters } from '../target/connection';
import { openSession, type Session } from '../target/session';

/** An exported snapshot, held open: everybody who names it sees the database at the same instant. */
export interface HeldSnapshot {
  /** What `pg_dump --snapshot` and `SET TRANSACTION SNAPSHOT` take. */
  readonly id: string;
  readonly takenAt: Date;
  readonly session: Session;
}

/**
 * Holds a snapshot while `use` runs: one REPEATABLE READ, read-only transaction exports it, and stays open until the
 * dump and the fingerprint that share it are done. https://www.postgresql.org/docs/current/functions-admin.html#FUNCTIONS-SNAPSHOT-SYNCHRONIZATION
 */
export async function withSnapshot<T>(
  connection: ConnectionParameters,
  use: (snapshot: HeldSnapshot) => Promise<T>,
): Promise<T> {
  const session = await openSession(connection, { readOnly: true });
  try {
    await session.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const [row] = await session.query<{ id: string; at: Date }>(
      'SELECT pg_catalog.pg_export_snapshot() AS id, now() AS at',
    );
    if (!row) throw new Error('pg_export_snapshot returned nothing');
    return await use({ id: row.id, takenAt: row.at, session });
  } finally {
    await session.query('ROLLBACK').catch(() => undefined);
    await session.close();
  }
}
