import { SafeMigrateError } from '../errors';
import type { ConnectionParameters } from '../target/connection';
import { openSession, type OwnSession } from '../target/session';

/** A session on the same server that is not on the database in question: databases are created and renamed from there. */
export interface Maintenance {
  readonly session: OwnSession;
  readonly connection: ConnectionParameters;
  readonly server: {
    readonly systemIdentifier: string | null;
    readonly major: number;
    readonly version: string;
    readonly user: string;
    readonly mayCreate: boolean;
    readonly databases: readonly string[];
    readonly roles: readonly string[];
  };
}

/** Opens it: on `postgres`, else on `template1`. */
export async function openMaintenance(live: ConnectionParameters): Promise<Maintenance> {
  const candidates = ['postgres', 'template1'].filter((database) => database !== live.database);
  for (const [index, database] of candidates.entries()) {
    const connection = { ...live, database };
    try {
      const session = await openSession(connection);
      return { session, connection, server: await readServer(session) };
    } catch (error) {
      const isLast = index === candidates.length - 1;
      if (isLast || !(error instanceof SafeMigrateError) || error.code !== 'DATABASE_MISSING') throw error;
    }
  }
  throw new Error('there is no database to connect to');
}

async function readServer(session: OwnSession): Promise<Maintenance['server']> {
  const [row] = await session.query<Omit<Maintenance['server'], 'systemIdentifier'>>(`
    SELECT current_setting('server_version_num')::int / 10000 AS major, current_setting('server_version') AS version, current_user::text AS "user",
           (SELECT rolcreatedb OR rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user) AS "mayCreate",
           ARRAY(SELECT datname::text FROM pg_catalog.pg_database) AS databases, ARRAY(SELECT rolname::text FROM pg_catalog.pg_roles) AS roles`);
  if (!row) throw new Error('the server says nothing about itself');
  const systemIdentifier = await session
    .query<{ id: string }>('SELECT system_identifier::text AS id FROM pg_catalog.pg_control_system()')
    .then(
      (rows) => rows[0]?.id ?? null,
      () => null,
    );
  return { ...row, systemIdentifier };
}
