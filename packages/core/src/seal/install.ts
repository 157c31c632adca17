import { setTimeout } from 'node:timers/promises';
import { refusal, SafeMigrateError } from '../errors';
import { quoteIdentifier, quoteLiteral } from '../target/identifier';
import type { Session } from '../target/session';
import { functionsSql, sealedHereSql, type DatabaseKey } from './functions-sql';
import { EVENT_TRIGGERS, FUNCTIONS, own, TABLES, TRUNCATE_TRIGGER } from './names';
import { likePatterns, type Allowance } from './policy';
import { DROP_OWN_TRIGGERS_SQL, OWN_TRIGGERS_SQL, TABLES_SQL } from './tables-sql';

/** What a seal is to say and to allow. */
export interface SealOptions {
  readonly environment: string;
  readonly name: string;
  /** What to type instead of what was refused. */
  readonly nextCommand: string;
  readonly policy: readonly Allowance[];
  /** The role that runs migrations: only it may open the seal. */
  readonly runner: string;
  /** Marks the database as a template, so that DROP DATABASE refuses. */
  readonly template: boolean;
}

/** What stands in the way of destruction now, and what does not. */
export interface SealReport {
  readonly database: string;
  readonly installed: readonly string[];
  /** What could not be installed, why, and what that leaves open. */
  readonly missing: readonly string[];
}

/** Longest wait in ms for the lock of one table; its clients wait no longer behind us. */
const LOCK_MS = 500;
const ATTEMPTS = 8;

/**
 * Seals the database of the session, or seals it again with other options. Nothing that holds up clients is locked for longer than half a
 * second, and no row of the user's is read or written.
 *
 * @throws SafeMigrateError SEAL_RIGHTS
 */
export async function installSeal(session: Session, options: SealOptions): Promise<SealReport> {
  const { key, database } = await readKey(session);
  const installed: string[] = [];
  const missing: string[] = [];
  await session.query('BEGIN');
  try {
    await session.query(`SET LOCAL lock_timeout = '10s'`);
    await dropEventTriggers(session);
    await session.query(TABLES_SQL);
    await session.query(functionsSql(key));
    await takeOwnership(session);
    await session.query(DROP_OWN_TRIGGERS_SQL);
    await writeIdentity(session, options, key, database);
    await grantToRunner(session, options.runner);
    await session.query(
      `${sealedHereSql(key)}\nALTER FUNCTION safe_migrate.sealed_here() OWNER TO CURRENT_USER; GRANT EXECUTE ON FUNCTION safe_migrate.sealed_here() TO PUBLIC`,
    );
    await session.query(OWN_TRIGGERS_SQL);
    const refused = await createEventTriggers(session);
    if (refused === undefined)
      installed.push(
        'DROP SCHEMA, TABLE, VIEW, TYPE, SEQUENCE, OWNED, columns and rewrites of tables refuse (event triggers)',
      );
    else
      missing.push(
        `event triggers: ${refused}. DROP SCHEMA, TABLE, VIEW, TYPE, SEQUENCE, OWNED, dropped columns, rewrites and TRUNCATE of tables made from now on are not refused inside the database; the guard in Nx and the safe run are what is left. A superuser can complete the seal: set SAFE_MIGRATE_SEAL_URL to its connection and seal again`,
      );
    // Written as part of the same transaction: who switches a part off and on again later leaves another xmin in the catalog.
    await session.query(
      `INSERT INTO ${own('seal_event')} (what, details) SELECT 'sealed', $1::jsonb || jsonb_build_object('parts', (${PARTS_SQL}))`,
      [JSON.stringify({ environment: options.environment, name: options.name, policy: options.policy })],
    );
    await session.query('COMMIT');
  } catch (error) {
    await session.query('ROLLBACK').catch(() => undefined);
    throw rightsError(error);
  }
  await setTemplate(session, database, options.template, installed, missing);
  const unprotected = await protectTables(session);
  await session.query('SELECT safe_migrate.remember(NULL)');
  if (unprotected.length === 0) installed.push('TRUNCATE refuses on every table (statement triggers)');
  else missing.push(...unprotected.map((words) => `TRUNCATE is not refused on ${words}`));
  return { database, installed, missing };
}

/** Oid and system identifier of the session's database. */
export async function readKey(session: Session): Promise<{ key: DatabaseKey; database: string }> {
  const [row] = await session.query<{ oid: string; database: string }>(
    'SELECT oid::text, datname::text AS database FROM pg_catalog.pg_database WHERE datname = current_database()',
  );
  const identifier = await session
    .query<{ id: string }>('SELECT system_identifier::text AS id FROM pg_catalog.pg_control_system()')
    .then(([found]) => found?.id ?? null)
    .catch(() => null);
  return { key: { oid: row?.oid ?? '', systemIdentifier: identifier }, database: row?.database ?? '' };
}

/** A new seal is made while the old one does not look. */
export async function dropEventTriggers(session: Session): Promise<void> {
  const found = await session.query<{ name: string }>(
    `SELECT evtname::text AS name FROM pg_catalog.pg_event_trigger WHERE evtname IN (${EVENT_TRIGGERS.map(({ name }) => quoteLiteral(name)).join(', ')})`,
  );
  for (const { name } of found) await session.query(`DROP EVENT TRIGGER ${quoteIdentifier(name)}`);
}

async function writeIdentity(
  session: Session,
  { environment, name, nextCommand, policy }: SealOptions,
  { oid, systemIdentifier }: DatabaseKey,
  database: string,
): Promise<void> {
  await session.query(`DELETE FROM ${own('identity')}`);
  await session.query(
    `INSERT INTO ${own('identity')} (environment, name, database, database_oid, system_identifier, next_command, sealed, sealed_at, sealed_by)
     VALUES ($1, $2, $3, $4, $5, $6, true, clock_timestamp(), session_user)`,
    [environment, name, database, oid, systemIdentifier, nextCommand],
  );
  await session.query(`DELETE FROM ${own('seal_policy')}`);
  for (const { pattern, kinds } of policy) {
    const { schema, object } = likePatterns(pattern);
    await session.query(
      `INSERT INTO ${own('seal_policy')} (pattern, schema_like, object_like, kinds) VALUES ($1, $2, $3, $4)`,
      [pattern, schema, object, kinds],
    );
  }
}

async function grantToRunner(session: Session, runner: string): Promise<void> {
  const role = quoteIdentifier(runner);
  await session.query(`GRANT CREATE, USAGE ON SCHEMA safe_migrate TO ${role}`);
  await session.query(
    `GRANT EXECUTE ON FUNCTION safe_migrate.issue_ticket(text, text), safe_migrate.open_seal(text) TO ${role}`,
  );
}

/** A role without the rights for everything may have begun: its functions would run with too few rights. */
async function takeOwnership(session: Session): Promise<void> {
  const objects = [
    ...FUNCTIONS.filter((signature) => !signature.startsWith('sealed_here')).map(
      (name) => `FUNCTION ${own(name)}`,
    ),
    ...TABLES.map((name) => `TABLE ${own(name)}`),
  ];
  await session.query(objects.map((object) => `ALTER ${object} OWNER TO CURRENT_USER`).join(';\n'));
}

/** @returns why they could not be created */
async function createEventTriggers(session: Session): Promise<string | undefined> {
  await session.query('SAVEPOINT event_triggers');
  try {
    for (const { name, event, run, tags } of EVENT_TRIGGERS) {
      const when = tags.length > 0 ? `WHEN TAG IN (${tags.map(quoteLiteral).join(', ')})` : '';
      await session.query(`CREATE EVENT TRIGGER ${name} ON ${event} ${when} EXECUTE FUNCTION ${own(run)}()`);
      // Also where session_replication_role is replica, which a restore with disabled triggers sets.
      await session.query(`ALTER EVENT TRIGGER ${name} ENABLE ALWAYS`);
    }
    return undefined;
  } catch (error) {
    if ((error as { code?: string }).code !== '42501') throw error;
    await session.query('ROLLBACK TO SAVEPOINT event_triggers');
    return (error as Error).message;
  }
}

/** SQL: `{"event trigger safe_migrate_drop": "16500:745", ...}`: oid and xmin of all event triggers and functions of the seal. */
export const PARTS_SQL = `SELECT coalesce(jsonb_object_agg(name, part), '{}') FROM (
  SELECT 'event trigger ' || evtname AS name, oid || ':' || xmin AS part FROM pg_catalog.pg_event_trigger WHERE evtname LIKE 'safe\\_migrate\\_%'
  UNION ALL SELECT 'function ' || proname, oid || ':' || xmin FROM pg_catalog.pg_proc WHERE pronamespace = 'safe_migrate'::regnamespace) parts`;

async function setTemplate(
  session: Session,
  database: string,
  wanted: boolean,
  installed: string[],
  missing: string[],
): Promise<void> {
  if (!wanted) {
    missing.push('DROP DATABASE is not refused: --no-template was given');
    return;
  }
  try {
    await session.query(`ALTER DATABASE ${quoteIdentifier(database)} IS_TEMPLATE true`);
    installed.push(
      'DROP DATABASE refuses ("cannot drop a template database"); what else it means: every role with CREATEDB may copy the database, and an archive made with pg_dump --create makes a template again',
    );
  } catch (error) {
    missing.push(`DROP DATABASE is not refused: ${(error as Error).message}`);
  }
}

/** One table after the other, each with its own short lock. */
async function protectTables(session: Session): Promise<string[]> {
  const tables = await session.query<{ name: string }>(`
    SELECT c.oid::regclass::text AS name FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname NOT IN ('information_schema', 'safe_migrate')
       AND NOT EXISTS (SELECT FROM pg_catalog.pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = '${TRUNCATE_TRIGGER}' AND t.tgenabled = 'A' AND t.tgnargs = 2)
     ORDER BY c.oid`);
  const failed: string[] = [];
  await session.query(`SET lock_timeout = ${LOCK_MS}`);
  for (const { name } of tables) {
    for (let attempt = 1; ; attempt++) {
      try {
        await session.query('SELECT safe_migrate.protect($1::regclass)', [name]);
        break;
      } catch (error) {
        const { code, message } = error as { code?: string; message: string };
        // Dropped or renamed meanwhile: a table that comes with another name is guarded when it comes.
        if (code === '42P01') break;
        if (code === '55P03' && attempt < ATTEMPTS) {
          await setTimeout(LOCK_MS * attempt * (0.5 + Math.random()));
          continue;
        }
        failed.push(`${name}: ${message}`);
        break;
      }
    }
  }
  return failed;
}

export function rightsError(error: unknown): unknown {
  const { code, message } = error as { code?: string; message?: string };
  if (error instanceof SafeMigrateError || code !== '42501') return error;
  return refusal({
    code: 'SEAL_RIGHTS',
    what: 'This role may not seal the database; nothing was changed.',
    why: message ?? 'A right is missing.',
    next: 'Set SAFE_MIGRATE_SEAL_URL to a connection of a superuser (or of the role that sealed the database before) and run again.',
  });
}
