import { refusal } from '../errors';
import type { Session } from './session';

/** What a run must know about the server and database before it touches them. */
export interface ServerFacts {
  /** For example 150018 for 15.18. */
  readonly versionNumber: number;
  readonly major: number;
  readonly version: string;
  readonly database: string;
  readonly databaseOid: string;
  readonly user: string;
  /** First schema of the role's search_path that exists: where TypeORM puts its table unless told otherwise. */
  readonly currentSchema: string;
  readonly superuser: boolean;
  /** Identifies the cluster; null where the role may not read it. */
  readonly systemIdentifier: string | null;
  readonly encoding: string;
  readonly collate: string;
  readonly timeZone: string;
  /** Size of the database in bytes. */
  readonly bytes: number;
  /** A standby, or a server, database or role set to read-only; told right by a session that is opened with `readOnly: 'as-given'`. */
  readonly readOnly: boolean;
  /** A standby: it follows another server. */
  readonly recovery: boolean;
  readonly extensions: readonly string[];
  /** Settings that the database or the role gives every session (`ALTER DATABASE/ROLE ... SET`), e.g. search_path. */
  readonly sessionSettings: Readonly<Record<string, string>>;
}

/** Oldest major whose catalog and hash functions the pipeline relies on. */
export const OLDEST_MAJOR = 13;

/** Reads the facts in one round trip (plus one for the cluster's identifier, which needs a right). */
export async function readServerFacts(session: Session): Promise<ServerFacts> {
  const [row] = await session.query<{
    version: string;
    number: number;
    database: string;
    oid: string;
    user: string;
    current_schema: string | null;
    superuser: boolean;
    encoding: string;
    collate: string;
    zone: string;
    bytes: string;
    recovery: boolean;
    read_only: string;
    extensions: string[];
  }>(`
    SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int AS number,
           d.datname AS database, d.oid::text AS oid, current_user::text AS "user", current_schema()::text AS current_schema,
           (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user) AS superuser,
           pg_catalog.pg_encoding_to_char(d.encoding)::text AS encoding, d.datcollate::text AS collate,
           current_setting('TimeZone') AS zone, pg_catalog.pg_database_size(d.oid)::text AS bytes,
           pg_catalog.pg_is_in_recovery() AS recovery,
           current_setting('default_transaction_read_only') AS read_only,
           ARRAY(SELECT extname::text FROM pg_catalog.pg_extension ORDER BY 1) AS extensions
      FROM pg_catalog.pg_database d WHERE d.datname = current_database()`);
  if (!row) throw new Error('pg_database has no row for the current database');
  return {
    versionNumber: row.number,
    major: Math.floor(row.number / 10_000),
    version: row.version,
    database: row.database,
    databaseOid: row.oid,
    user: row.user,
    currentSchema: row.current_schema ?? 'public',
    superuser: row.superuser,
    systemIdentifier: await systemIdentifier(session),
    encoding: row.encoding,
    collate: row.collate,
    timeZone: row.zone,
    bytes: Number(row.bytes),
    readOnly: row.recovery || row.read_only === 'on',
    recovery: row.recovery,
    extensions: row.extensions,
    sessionSettings: await sessionSettings(session),
  };
}

/** A scratch session gets the same ones; limits and logging are left out, they are about the server, not about meaning. */
async function sessionSettings(session: Session): Promise<Record<string, string>> {
  const rows = await session.query<{ name: string; setting: string }>(`
    SELECT name, current_setting(name) AS setting FROM pg_catalog.pg_settings
     WHERE source IN ('database', 'user', 'database user') AND context = 'user'
       AND name NOT LIKE '%timeout%' AND name NOT LIKE 'log%' AND name NOT LIKE '%read_only'`);
  return Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
}

async function systemIdentifier(session: Session): Promise<string | null> {
  try {
    const [row] = await session.query<{ id: string }>(
      'SELECT system_identifier::text AS id FROM pg_catalog.pg_control_system()',
    );
    return row?.id ?? null;
  } catch {
    return null;
  }
}

/** Refuses a server that the pipeline cannot migrate. */
export function assertMigratable(facts: ServerFacts): void {
  if (facts.major < OLDEST_MAJOR) {
    throw refusal({
      code: 'SERVER_TOO_OLD',
      what: `The server is PostgreSQL ${facts.version}.`,
      why: `Proof and backup rely on what PostgreSQL ${OLDEST_MAJOR} and later offer.`,
      next: 'Upgrade the server first.',
    });
  }
  if (facts.readOnly) {
    throw refusal({
      code: 'SERVER_READ_ONLY',
      what: `The database ${facts.database} does not accept writes.`,
      why: facts.recovery
        ? 'It is a standby: it follows another server, or has not finished its recovery.'
        : 'default_transaction_read_only is on for the server, the database or the role.',
      next: facts.recovery
        ? 'Point the data source at the primary server.'
        : 'Find out who made it read-only, and why (a full disk is a common reason); then: ALTER DATABASE or ALTER ROLE ... RESET default_transaction_read_only, or in postgresql.conf.',
    });
  }
}
