import { OWN_SCHEMA } from '../target/own-schemas';
import type { Session } from '../target/session';

/** Raised with every change of the tables below; a database that has a newer one is left alone. */
export const JOURNAL_VERSION = 1;

/**
 * The tables of the journal. `run` is one execution, `unit` what is committed together, `statement` what runs outside a transaction, and
 * `lease` has one row: who works on this database now. New schemas and tables are for their owner alone; nothing is granted.
 */
const CREATE = `
  DO $$ BEGIN
    -- IF NOT EXISTS asks for the right to create schemas even where it is there, made by whoever sealed the database.
    IF to_regnamespace('${OWN_SCHEMA}') IS NULL THEN CREATE SCHEMA ${OWN_SCHEMA}; END IF;
  END $$;
  CREATE TABLE IF NOT EXISTS ${OWN_SCHEMA}.journal_version (version int PRIMARY KEY, since timestamptz NOT NULL DEFAULT now());
  CREATE TABLE IF NOT EXISTS ${OWN_SCHEMA}.run (
    id text PRIMARY KEY, command text NOT NULL, project jsonb NOT NULL, host text NOT NULL, pid int NOT NULL,
    state text NOT NULL CHECK (state IN ('running', 'unsettled', 'settled')),
    direction text NOT NULL DEFAULT 'up' CHECK (direction IN ('up', 'down')),
    step text, plan jsonb, cause jsonb, outcome text, error jsonb, resumed_by text,
    started_at timestamptz NOT NULL DEFAULT now(), seen_at timestamptz NOT NULL DEFAULT now(), finished_at timestamptz);
  CREATE TABLE IF NOT EXISTS ${OWN_SCHEMA}.unit (
    run_id text NOT NULL, number int NOT NULL, migrations text[] NOT NULL, transactional boolean NOT NULL,
    state text NOT NULL CHECK (state IN ('planned', 'started', 'committed', 'undoing', 'undone')),
    touched_up jsonb NOT NULL, touched_down jsonb NOT NULL, before jsonb, result jsonb,
    started_at timestamptz, ended_at timestamptz, PRIMARY KEY (run_id, number));
  CREATE TABLE IF NOT EXISTS ${OWN_SCHEMA}.statement (
    run_id text NOT NULL, unit int NOT NULL, direction text NOT NULL, migration text NOT NULL, number int NOT NULL,
    hash text NOT NULL, kind text NOT NULL, state text NOT NULL CHECK (state IN ('started', 'done')),
    at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (run_id, unit, direction, migration, number));
  CREATE TABLE IF NOT EXISTS ${OWN_SCHEMA}.lease (
    id int PRIMARY KEY CHECK (id = 1), run_id text NOT NULL, host text NOT NULL, pid int NOT NULL, process_space text NOT NULL,
    backend_pid int NOT NULL, backend_start timestamptz NOT NULL, application_name text NOT NULL,
    taken_at timestamptz NOT NULL DEFAULT now(), heartbeat_at timestamptz NOT NULL DEFAULT now());
  INSERT INTO ${OWN_SCHEMA}.journal_version (version) VALUES (${JOURNAL_VERSION}) ON CONFLICT DO NOTHING;`;

/** What is known about the journal of a database. */
export type JournalState =
  | { readonly state: 'ready' }
  | { readonly state: 'missing' }
  /** It is there, or cannot be made, and this role may not use it; or a newer version of safe-migrate made it. */
  | { readonly state: 'unusable'; readonly why: string };

/** Looks whether the journal is there and may be used. Reads catalogs and one row. */
export async function readJournalState(session: Session): Promise<JournalState> {
  const [row] = await session.query<{ there: boolean; usable: boolean | null }>(`
    SELECT n.oid IS NOT NULL AND c.oid IS NOT NULL AS there,
           pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND pg_catalog.has_table_privilege(c.oid, 'SELECT, INSERT, UPDATE, DELETE') AS usable
      FROM (SELECT 1) one LEFT JOIN pg_catalog.pg_namespace n ON n.nspname = '${OWN_SCHEMA}'
      LEFT JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = 'lease' AND c.relkind = 'r'`);
  if (!row?.there) return { state: 'missing' };
  if (row.usable !== true)
    return {
      state: 'unusable',
      why: `this role may not use the schema ${OWN_SCHEMA}, which another role made`,
    };
  const [found] = await session.query<{ version: number }>(
    `SELECT max(version) AS version FROM ${OWN_SCHEMA}.journal_version`,
  );
  const version = found?.version ?? 0;
  return version > JOURNAL_VERSION
    ? { state: 'unusable', why: `a newer safe-migrate made it (version ${version} of the journal)` }
    : { state: 'ready' };
}

/**
 * Makes the journal where it is missing, or says why it cannot be. To be called by whoever holds the advisory lock of the lease: then nobody
 * else makes it at the same moment.
 */
export async function ensureJournal(session: Session): Promise<JournalState> {
  const found = await readJournalState(session);
  if (found.state !== 'missing') return found;
  try {
    await session.query(`BEGIN; ${CREATE} COMMIT`);
    return { state: 'ready' };
  } catch (error) {
    await session.query('ROLLBACK').catch(() => undefined);
    const { code, message } = error as { code?: string; message?: string };
    if (code !== '42501') throw error;
    return { state: 'unusable', why: `this role may not make the schema ${OWN_SCHEMA}: ${message}` };
  }
}
