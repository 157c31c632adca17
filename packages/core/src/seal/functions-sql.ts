import { quoteLiteral } from '../target/identifier';
import { FUNCTIONS, REFUSED, TABLES, TRUNCATE_TRIGGER } from './names';

/** What a database is known by: a restored copy or a clone has another one. */
export interface DatabaseKey {
  readonly oid: string;
  /** Null where the role may not read it; then the oid alone has to do. */
  readonly systemIdentifier: string | null;
}

const DEFINER = `SECURITY DEFINER SET search_path = pg_catalog, pg_temp`;
const list = (texts: readonly string[]): string => texts.map(quoteLiteral).join(', ');
const FUNCTION_NAMES = FUNCTIONS.map((signature) => signature.replace(/\(.*/, ''));

/** The key is part of the text, so that a copy of the schema without rows is recognised as well. */
function isHere({ oid, systemIdentifier }: DatabaseKey): string {
  const same =
    systemIdentifier === null
      ? ''
      : ` AND (SELECT system_identifier::text FROM pg_control_system()) = ${quoteLiteral(systemIdentifier)}`;
  return `(EXISTS (SELECT FROM pg_database WHERE datname = current_database() AND oid::text = ${quoteLiteral(oid)})${same})`;
}

const IS_OPEN = `EXISTS (SELECT FROM safe_migrate.seal_opening WHERE pid = pg_backend_pid()
  AND xid = pg_current_xact_id_if_assigned()::text AND transaction_at = transaction_timestamp())`;

/** In both event triggers that see what was dropped: each looks after the function of the other. */
const KEEP_PARTS = `    IF (gone.object_type = 'schema' AND gone.object_name = 'safe_migrate')
      OR (gone.object_type = 'event trigger' AND gone.object_name LIKE 'safe\\_migrate\\_%')
      OR (gone.object_type = 'trigger' AND gone.original AND (gone.address_names[3] = '${TRUNCATE_TRIGGER}' OR gone.address_names[1] = 'safe_migrate'))
      OR (gone.object_type = 'function' AND gone.address_names[1] = 'safe_migrate' AND gone.address_names[2] IN (${list(FUNCTION_NAMES)}))
      OR (gone.object_type = 'table' AND gone.schema_name = 'safe_migrate' AND gone.object_name IN (${list(TABLES)})) THEN
      PERFORM safe_migrate.refuse(format('%s would take away %s %s, a part of the seal', TG_TAG, gone.object_type, gone.object_identity));
    END IF;
`;

/** The function that knows whose seal this is: in a copy it sleeps. */
export function sealedHereSql(key: DatabaseKey): string {
  return `CREATE OR REPLACE FUNCTION safe_migrate.sealed_here() RETURNS boolean LANGUAGE sql STABLE ${DEFINER} AS $$ SELECT ${isHere(key)} $$;`;
}

/** What {@link sealedHereSql} becomes while a seal is taken off. */
export const SEALED_NOWHERE_SQL = `CREATE OR REPLACE FUNCTION safe_migrate.sealed_here() RETURNS boolean LANGUAGE sql STABLE ${DEFINER} AS
  $$ SELECT false $$;`;

/** All other functions. They run with the rights of whoever sealed the database, and find nothing by search_path. */
export const functionsSql = (key: DatabaseKey): string => `
CREATE OR REPLACE FUNCTION safe_migrate.seal_open() RETURNS boolean LANGUAGE sql STABLE ${DEFINER} AS
  $$ SELECT ${IS_OPEN} $$;

CREATE OR REPLACE FUNCTION safe_migrate.seal_allows(kind text, in_schema text, object text) RETURNS boolean LANGUAGE sql STABLE ${DEFINER} AS
  $$ SELECT EXISTS (SELECT FROM safe_migrate.seal_policy p WHERE kind = ANY (p.kinds)
       AND in_schema LIKE p.schema_like AND coalesce(object, '') LIKE p.object_like) $$;

CREATE OR REPLACE FUNCTION safe_migrate.refuse(what text) RETURNS void LANGUAGE plpgsql ${DEFINER} AS $$
DECLARE
  here safe_migrate.identity;
BEGIN
  SELECT * INTO here FROM safe_migrate.identity;
  RAISE EXCEPTION USING ERRCODE = '${REFUSED}',
    MESSAGE = format('REFUSED by the seal of safe-migrate: %s. Instead: %s', what, coalesce(here.next_command, 'safe-migrate run')),
    DETAIL = format('The database %I (%s, %s) is sealed since %s; nothing was changed.', current_database(),
      coalesce(here.name, '?'), coalesce(here.environment, '?'), coalesce(to_char(here.sealed_at, 'YYYY-MM-DD'), '?')),
    HINT = format('A migration may do this in a safe run: %s. To take the seal off: safe-migrate unseal --confirm %s',
      coalesce(here.next_command, 'safe-migrate run'), quote_ident(current_database()));
END $$;

CREATE OR REPLACE FUNCTION safe_migrate.on_start() RETURNS event_trigger LANGUAGE plpgsql ${DEFINER} AS $$
BEGIN
  IF NOT safe_migrate.sealed_here() OR safe_migrate.seal_open() THEN RETURN; END IF;
  -- Before any lock is taken. Where some schemas may be dropped, only what is dropped tells whether this is one of them.
  IF TG_TAG = 'DROP SCHEMA' AND EXISTS (SELECT FROM safe_migrate.seal_policy WHERE 'schema' = ANY (kinds)) THEN RETURN; END IF;
  PERFORM safe_migrate.refuse(TG_TAG || ' destroys data');
END $$;

CREATE OR REPLACE FUNCTION safe_migrate.on_drop() RETURNS event_trigger LANGUAGE plpgsql ${DEFINER} AS $$
DECLARE
  gone record;
  kind text;
  named text[] := '{}';
BEGIN
  IF NOT safe_migrate.sealed_here() OR safe_migrate.seal_open() THEN RETURN; END IF;
  FOR gone IN SELECT * FROM pg_event_trigger_dropped_objects() LOOP
${KEEP_PARTS}    CONTINUE WHEN gone.is_temporary OR gone.schema_name LIKE 'pg\\_temp%' OR gone.schema_name LIKE 'pg\\_toast%';
    -- What goes along with its own table (its row type, its identity's sequence) is judged with the table.
    kind := CASE
      WHEN gone.object_type = 'schema' THEN 'schema'
      WHEN gone.object_type IN ('table', 'foreign table') THEN 'table'
      WHEN gone.object_type LIKE '%column' OR gone.object_type LIKE '%attribute' THEN 'column'
      WHEN NOT (gone.original OR gone.normal) THEN NULL
      WHEN gone.object_type IN ('view', 'materialized view') THEN 'view'
      WHEN gone.object_type IN ('type', 'domain', 'composite type') THEN 'type'
      WHEN gone.object_type = 'sequence' THEN 'sequence' END;
    CONTINUE WHEN kind IS NULL;
    CONTINUE WHEN safe_migrate.seal_allows(kind, coalesce(gone.schema_name, gone.object_name),
      CASE kind WHEN 'schema' THEN NULL WHEN 'column' THEN gone.address_names[2] ELSE gone.object_name END);
    named := named || format('%s %s', gone.object_type, gone.object_identity);
  END LOOP;
  IF cardinality(named) > 0 THEN
    PERFORM safe_migrate.refuse(format('%s would drop %s%s', TG_TAG, array_to_string(named[1:3], ', '),
      CASE WHEN cardinality(named) > 3 THEN format(' and %s more', cardinality(named) - 3) ELSE '' END));
  END IF;
END $$;

CREATE OR REPLACE FUNCTION safe_migrate.on_keep() RETURNS event_trigger LANGUAGE plpgsql ${DEFINER} AS $$
DECLARE
  gone record;
BEGIN
  IF NOT safe_migrate.sealed_here() OR safe_migrate.seal_open() THEN RETURN; END IF;
  FOR gone IN SELECT * FROM pg_event_trigger_dropped_objects() LOOP
${KEEP_PARTS}  END LOOP;
END $$;

CREATE OR REPLACE FUNCTION safe_migrate.on_rewrite() RETURNS event_trigger LANGUAGE plpgsql ${DEFINER} AS $$
DECLARE
  rewritten record;
BEGIN
  IF NOT safe_migrate.sealed_here() OR safe_migrate.seal_open() THEN RETURN; END IF;
  SELECT n.nspname, c.relname INTO rewritten FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE c.oid = pg_event_trigger_table_rewrite_oid() AND c.relpersistence <> 't';
  IF FOUND AND NOT safe_migrate.seal_allows('rewrite', rewritten.nspname, rewritten.relname) THEN
    PERFORM safe_migrate.refuse(format('%s would rewrite table %I.%I', TG_TAG, rewritten.nspname, rewritten.relname));
  END IF;
END $$;

-- Every ordinary table of the user's: TRUNCATE has no event trigger.
CREATE OR REPLACE FUNCTION safe_migrate.protect(tab regclass) RETURNS void LANGUAGE plpgsql ${DEFINER} AS $$
DECLARE
  tab_now record;
BEGIN
  SELECT n.nspname, c.relname, t.tgenabled INTO tab_now FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_trigger t ON t.tgrelid = c.oid AND t.tgname = '${TRUNCATE_TRIGGER}'
   WHERE c.oid = tab AND c.relkind IN ('r', 'p') AND c.relpersistence <> 't'
     AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname NOT IN ('information_schema', 'safe_migrate');
  IF NOT FOUND OR tab_now.tgenabled = 'A' THEN RETURN; END IF;
  IF tab_now.tgenabled IS NULL THEN
    EXECUTE format('CREATE TRIGGER ${TRUNCATE_TRIGGER} BEFORE TRUNCATE ON %I.%I FOR EACH STATEMENT EXECUTE FUNCTION safe_migrate.on_truncate()',
      tab_now.nspname, tab_now.relname);
  END IF;
  EXECUTE format('ALTER TABLE %I.%I ENABLE ALWAYS TRIGGER ${TRUNCATE_TRIGGER}', tab_now.nspname, tab_now.relname);
END $$;

CREATE OR REPLACE FUNCTION safe_migrate.on_truncate() RETURNS trigger LANGUAGE plpgsql ${DEFINER} AS $$
BEGIN
  IF safe_migrate.sealed_here() AND NOT safe_migrate.seal_open() AND NOT safe_migrate.seal_allows('truncate', TG_TABLE_SCHEMA, TG_TABLE_NAME) THEN
    PERFORM safe_migrate.refuse(format('TRUNCATE would empty table %I.%I', TG_TABLE_SCHEMA, TG_TABLE_NAME));
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION safe_migrate.on_end() RETURNS event_trigger LANGUAGE plpgsql ${DEFINER} AS $$
DECLARE
  done record;
  -- Asked without the functions that say so elsewhere: one of them may be what was changed.
  is_open CONSTANT boolean := ${IS_OPEN};
BEGIN
  IF NOT ${isHere(key)} THEN RETURN; END IF;
  FOR done IN SELECT * FROM pg_event_trigger_ddl_commands() LOOP
    IF done.schema_name = 'safe_migrate' AND NOT is_open AND (
         done.classid = 'pg_proc'::regclass
      OR done.classid IN ('pg_class'::regclass, 'pg_trigger'::regclass, 'pg_rewrite'::regclass) AND EXISTS (
           SELECT FROM pg_class c WHERE c.relname IN (${list(TABLES)}) AND c.relnamespace = 'safe_migrate'::regnamespace AND (c.oid = done.objid
             OR c.oid = (SELECT tgrelid FROM pg_trigger t WHERE t.oid = done.objid) OR c.oid = (SELECT ev_class FROM pg_rewrite r WHERE r.oid = done.objid)))) THEN
      PERFORM safe_migrate.refuse(format('%s would change %s, a part of the seal', TG_TAG, done.object_identity));
    END IF;
    CONTINUE WHEN done.object_type IS DISTINCT FROM 'table' AND done.object_type IS DISTINCT FROM 'table column' AND done.object_type IS DISTINCT FROM 'trigger';
    IF done.command_tag = 'ALTER TABLE' THEN
      IF NOT is_open AND EXISTS (SELECT FROM pg_trigger WHERE tgrelid = done.objid AND tgname = '${TRUNCATE_TRIGGER}' AND tgenabled <> 'A') THEN
        PERFORM safe_migrate.refuse(format('%s would switch off the guard of %s', TG_TAG, done.object_identity));
      END IF;
    ELSIF done.command_tag = 'ALTER TRIGGER' THEN
      IF NOT is_open AND EXISTS (SELECT FROM pg_trigger WHERE oid = done.objid AND tgfoid = 'safe_migrate.on_truncate'::regproc) THEN
        PERFORM safe_migrate.refuse(format('%s would change the guard %s', TG_TAG, done.object_identity));
      END IF;
    ELSIF done.object_type = 'table' THEN
      BEGIN
        PERFORM safe_migrate.protect(done.objid::regclass);
      EXCEPTION WHEN insufficient_privilege THEN
        -- Sealed by a role that may have event triggers but is no superuser: the application's table comes first.
        RAISE WARNING 'safe-migrate: TRUNCATE is not refused on %: %', done.object_identity, SQLERRM;
      END;
    END IF;
  END LOOP;
END $$;

CREATE OR REPLACE FUNCTION safe_migrate.stamp_ticket() RETURNS trigger LANGUAGE plpgsql ${DEFINER} AS $$
BEGIN
  NEW.pid := pg_backend_pid();
  SELECT backend_start INTO NEW.backend_start FROM pg_stat_get_activity(pg_backend_pid());
  NEW.issued_at := clock_timestamp();
  NEW.issued_by := session_user;
  NEW.application := current_setting('application_name');
  NEW.address := inet_client_addr()::text;
  NEW.expires_at := clock_timestamp() + interval '12 hours';
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION safe_migrate.stamp_opening() RETURNS trigger LANGUAGE plpgsql ${DEFINER} AS $$
BEGIN
  IF safe_migrate.sealed_here() AND NOT EXISTS (SELECT FROM safe_migrate.seal_ticket t
      WHERE t.run = NEW.run AND t.pid = pg_backend_pid() AND t.expires_at > clock_timestamp()
        AND t.backend_start = (SELECT backend_start FROM pg_stat_get_activity(pg_backend_pid()))) THEN
    PERFORM safe_migrate.refuse('this session has no ticket of a safe run');
  END IF;
  NEW.pid := pg_backend_pid();
  NEW.xid := pg_current_xact_id()::text;
  NEW.transaction_at := transaction_timestamp();
  NEW.opened_by := session_user;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION safe_migrate.keep_record() RETURNS trigger LANGUAGE plpgsql ${DEFINER} AS $$
BEGIN
  IF safe_migrate.sealed_here() THEN PERFORM safe_migrate.refuse(format('%s would change the record of the seal', TG_OP)); END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION safe_migrate.keep_policy() RETURNS trigger LANGUAGE plpgsql ${DEFINER} AS $$
BEGIN
  IF safe_migrate.sealed_here() THEN PERFORM safe_migrate.refuse(format('%s would change what the seal knows', TG_OP)); END IF;
  RETURN NULL;
END $$;

-- Committed before the migrating transaction begins: whatever becomes of that one, this stays on record.
CREATE OR REPLACE FUNCTION safe_migrate.issue_ticket(run text, secret_hash text) RETURNS void LANGUAGE sql ${DEFINER} AS
  $$ INSERT INTO safe_migrate.seal_ticket (run, secret_hash) VALUES ($1, $2) $$;

CREATE OR REPLACE FUNCTION safe_migrate.open_seal(secret text) RETURNS void LANGUAGE plpgsql ${DEFINER} AS $$
DECLARE
  ticket safe_migrate.seal_ticket;
BEGIN
  SELECT * INTO ticket FROM safe_migrate.seal_ticket t
   WHERE t.secret_hash = encode(sha256(convert_to(secret, 'UTF8')), 'hex') AND t.pid = pg_backend_pid() AND t.expires_at > clock_timestamp();
  IF NOT FOUND THEN PERFORM safe_migrate.refuse('this is not the ticket of this session'); END IF;
  INSERT INTO safe_migrate.seal_opening (run) VALUES (ticket.run) ON CONFLICT DO NOTHING;
END $$;

REVOKE ALL ON FUNCTION safe_migrate.issue_ticket(text, text), safe_migrate.open_seal(text), safe_migrate.protect(regclass),
  safe_migrate.refuse(text) FROM PUBLIC;
`;
