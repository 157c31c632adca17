/**
 * The tables of the seal. Who may read them: everybody (a dump reads every table); nothing in them is secret, of a ticket's secret there
 * is only the hash.
 */
export const TABLES_SQL = `
CREATE SCHEMA IF NOT EXISTS safe_migrate;
CREATE TABLE IF NOT EXISTS safe_migrate.identity (
  id smallint PRIMARY KEY DEFAULT 1 CHECK (id = 1),
  environment text NOT NULL, name text NOT NULL,
  database text NOT NULL, database_oid text NOT NULL, system_identifier text,
  next_command text NOT NULL, sealed boolean NOT NULL, sealed_at timestamptz NOT NULL, sealed_by text NOT NULL);
CREATE TABLE IF NOT EXISTS safe_migrate.seal_policy (
  pattern text NOT NULL, schema_like text NOT NULL, object_like text NOT NULL, kinds text[] NOT NULL);
CREATE TABLE IF NOT EXISTS safe_migrate.seal_ticket (
  run text NOT NULL, secret_hash text PRIMARY KEY, pid integer NOT NULL, backend_start timestamptz NOT NULL,
  issued_at timestamptz NOT NULL, issued_by text NOT NULL, application text, address text, expires_at timestamptz NOT NULL);
CREATE TABLE IF NOT EXISTS safe_migrate.seal_opening (
  run text NOT NULL, pid integer NOT NULL, xid text NOT NULL, transaction_at timestamptz NOT NULL, opened_by text NOT NULL,
  PRIMARY KEY (xid, pid, transaction_at));
CREATE TABLE IF NOT EXISTS safe_migrate.seal_event (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at timestamptz NOT NULL DEFAULT clock_timestamp(), what text NOT NULL,
  by_role text NOT NULL DEFAULT session_user, application text DEFAULT current_setting('application_name'),
  address text DEFAULT inet_client_addr()::text, details jsonb NOT NULL DEFAULT '{}');
CREATE TABLE IF NOT EXISTS safe_migrate.seal_inventory (
  tab oid PRIMARY KEY, schema_name name NOT NULL, table_name name NOT NULL, dropped integer NOT NULL, guard text NOT NULL);
GRANT USAGE ON SCHEMA safe_migrate TO PUBLIC;
GRANT SELECT ON safe_migrate.identity, safe_migrate.seal_policy, safe_migrate.seal_ticket, safe_migrate.seal_opening,
  safe_migrate.seal_event, safe_migrate.seal_inventory TO PUBLIC;
`;

/** Triggers that keep the seal's own tables true: what happened stays on record, what is allowed changes only in the open. */
export const OWN_TRIGGERS_SQL = `
CREATE TRIGGER stamp BEFORE INSERT ON safe_migrate.seal_ticket FOR EACH ROW EXECUTE FUNCTION safe_migrate.stamp_ticket();
CREATE TRIGGER stamp BEFORE INSERT ON safe_migrate.seal_opening FOR EACH ROW EXECUTE FUNCTION safe_migrate.stamp_opening();
CREATE TRIGGER keep BEFORE UPDATE OR DELETE OR TRUNCATE ON safe_migrate.seal_ticket FOR EACH STATEMENT EXECUTE FUNCTION safe_migrate.keep_record();
CREATE TRIGGER keep BEFORE UPDATE OR DELETE OR TRUNCATE ON safe_migrate.seal_opening FOR EACH STATEMENT EXECUTE FUNCTION safe_migrate.keep_record();
CREATE TRIGGER keep BEFORE UPDATE OR DELETE OR TRUNCATE ON safe_migrate.seal_event FOR EACH STATEMENT EXECUTE FUNCTION safe_migrate.keep_record();
CREATE TRIGGER keep BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON safe_migrate.identity FOR EACH STATEMENT EXECUTE FUNCTION safe_migrate.keep_policy();
CREATE TRIGGER keep BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON safe_migrate.seal_policy FOR EACH STATEMENT EXECUTE FUNCTION safe_migrate.keep_policy();
ALTER TABLE safe_migrate.seal_ticket ENABLE ALWAYS TRIGGER stamp, ENABLE ALWAYS TRIGGER keep;
ALTER TABLE safe_migrate.seal_opening ENABLE ALWAYS TRIGGER stamp, ENABLE ALWAYS TRIGGER keep;
ALTER TABLE safe_migrate.seal_event ENABLE ALWAYS TRIGGER keep;
ALTER TABLE safe_migrate.identity ENABLE ALWAYS TRIGGER keep;
ALTER TABLE safe_migrate.seal_policy ENABLE ALWAYS TRIGGER keep;
`;

/** Makes way for {@link OWN_TRIGGERS_SQL} where they are there already. */
export const DROP_OWN_TRIGGERS_SQL = `
DROP TRIGGER IF EXISTS stamp ON safe_migrate.seal_ticket;
DROP TRIGGER IF EXISTS stamp ON safe_migrate.seal_opening;
DROP TRIGGER IF EXISTS keep ON safe_migrate.seal_ticket;
DROP TRIGGER IF EXISTS keep ON safe_migrate.seal_opening;
DROP TRIGGER IF EXISTS keep ON safe_migrate.seal_event;
DROP TRIGGER IF EXISTS keep ON safe_migrate.identity;
DROP TRIGGER IF EXISTS keep ON safe_migrate.seal_policy;
`;
