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

/** SQL: whether the policy lets the application do this by itself. */
const isAllowed = (kind: string, schema: string, object: string): string =>
  `EXISTS (SELECT FROM safe_migrate.seal_policy p WHERE ${kind} = ANY (p.kinds) AND ${schema} LIKE p.schema_like AND coalesce(${object}, '') LIKE p.object_like)`;

/** In both event triggers that see what was dropped: each looks after the function of the other. */
const IS_PART = `(gone.object_type = 'schema' AND gone.object_name = 'safe_migrate')
      OR (gone.object_type = 'event trigger' AND gone.object_name LIKE 'safe\\_migrate\\_%')
      OR (gone.object_type = 'trigger' AND gone.original AND (gone.address_names[3] = '${TRUNCATE_TRIGGER}' OR gone.address_names[1] = 'safe_migrate'))
      OR (gone.object_type = 'function' AND gone.address_names[1] = 'safe_migrate' AND gone.address_names[2] IN (${list(FUNCTION_NAMES)}))
      OR (gone.object_type = 'table' AND gone.schema_name = 'safe_migrate' AND gone.object_name IN (${list(TABLES)}))`;
const KEEP_PARTS = `  SELECT format('%s would take away %s %s, a part of the seal', TG_TAG, gone.object_type, gone.object_identity) INTO what
    FROM pg_event_trigger_dropped_objects() gone WHERE ${IS_PART} LIMIT 1;
`;

/**
 * The name under which the seal first saw a table is in the arguments of its trigger: who renames a table, or moves it to where more is
 * allowed, would otherwise be judged by the new name.
 */
const BORN = `SELECT t.tgrelid,
    convert_from(substring(t.tgargs FROM 1 FOR position('\\x00'::bytea IN t.tgargs) - 1), getdatabaseencoding()) AS schema_name,
    convert_from(substring(t.tgargs FROM position('\\x00'::bytea IN t.tgargs) + 1 FOR length(t.tgargs) - position('\\x00'::bytea IN t.tgargs) - 1), getdatabaseencoding()) AS table_name
    FROM pg_trigger t`;
/** SQL: the arguments of the trigger of a table that is called so, as the catalog has them. */
const argumentsFor = (schema: string, table: string): string =>
  `convert_to(${schema}::text, getdatabaseencoding()) || '\\x00'::bytea || convert_to(${table}::text, getdatabaseencoding()) || '\\x00'::bytea`;
/** What follows CREATE TRIGGER, for format() with the names of schema and table. */
const GUARD_SQL = `${TRUNCATE_TRIGGER} BEFORE TRUNCATE ON %1$I.%2$I FOR EACH STATEMENT EXECUTE FUNCTION safe_migrate.on_truncate(%1$L, %2$L)`;

/** SQL: how many columns a table has lost. */
const droppedOf = (table: string): string =>
  `SELECT count(*) FROM pg_attribute a WHERE a.attrelid = ${table} AND a.attisdropped`;

/** SQL: what became of the inventory past the seal, as \`problem\`. What the policy allows is no problem. */
export const MISSING_SQL = `
  SELECT format('table %I.%I is gone or has another name, and no safe run took it away', i.schema_name, i.table_name) AS problem
    FROM safe_migrate.seal_inventory i LEFT JOIN pg_class c ON c.oid = i.tab LEFT JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE (n.nspname, c.relname) IS DISTINCT FROM (i.schema_name, i.table_name)
  UNION ALL SELECT format('table %I.%I lost a column, and no safe run dropped it', i.schema_name, i.table_name)
    FROM safe_migrate.seal_inventory i WHERE NOT ${isAllowed("'column'", 'i.schema_name::text', 'i.table_name::text')} AND (${droppedOf('i.tab')}) > i.dropped
  UNION ALL SELECT format('the guard of %I.%I was changed or switched off and on since it was set', i.schema_name, i.table_name)
    FROM safe_migrate.seal_inventory i JOIN pg_trigger t ON t.tgrelid = i.tab AND t.tgname = '${TRUNCATE_TRIGGER}' WHERE t.oid || ':' || t.xmin <> i.guard
  UNION ALL SELECT format('table %I.%I is not in safe_migrate.seal_inventory any more', n.nspname, c.relname)
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE t.tgname = '${TRUNCATE_TRIGGER}' AND t.tgenabled = 'A' AND NOT ${isAllowed("'table'", 'n.nspname', 'c.relname')}
     AND NOT EXISTS (SELECT FROM safe_migrate.seal_inventory i WHERE i.tab = c.oid)
  ORDER BY 1`;

/** The function that knows whose seal this is: in a copy it sleeps. */
export function sealedHereSql(key: DatabaseKey): string {
  return `CREATE OR REPLACE FUNCTION safe_migrate.sealed_here() RETURNS boolean LANGUAGE plpgsql STABLE ${DEFINER} AS $$ BEGIN RETURN ${isHere(key)}; END $$;`;
}

/** What {@link sealedHereSql} becomes while a seal is taken off. */
export const SEALED_NOWHERE_SQL = `CREATE OR REPLACE FUNCTION safe_migrate.sealed_here() RETURNS boolean LANGUAGE sql STABLE ${DEFINER} AS
  $$ SELECT false $$;`;

/** All other functions. They run with the rights of whoever sealed the database, and find nothing by search_path. */
export const functionsSql = (key: DatabaseKey): string => `
CREATE OR REPLACE FUNCTION safe_migrate.seal_open() RETURNS boolean LANGUAGE plpgsql STABLE ${DEFINER} AS
  $$ BEGIN RETURN ${IS_OPEN}; END $$;

CREATE OR REPLACE FUNCTION safe_migrate.seal_allows(kind text, in_schema text, object text) RETURNS boolean LANGUAGE plpgsql STABLE ${DEFINER} AS
  $$ BEGIN RETURN ${isAllowed('kind', 'in_schema', 'object')}; END $$;

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
      coalesce(here.next_command, 'safe-migrate run'),
      CASE WHEN current_database() ~ '^[A-Za-z0-9_.-]+$' THEN current_database()::text
        ELSE '''' || replace(current_database(), '''', '''' || chr(92) || '''''') || '''' END);
END $$;

CREATE OR REPLACE FUNCTION safe_migrate.on_start() RETURNS event_trigger LANGUAGE plpgsql ${DEFINER} AS $$
BEGIN
  IF NOT safe_migrate.sealed_here() OR safe_migrate.seal_open() THEN RETURN; END IF;
  -- Before any lock is taken. Where some schemas may be dropped, only what is dropped tells whether this is one of them.
  IF TG_TAG = 'DROP SCHEMA' AND EXISTS (SELECT FROM safe_migrate.seal_policy WHERE 'schema' = ANY (kinds)) THEN RETURN; END IF;
  PERFORM safe_migrate.refuse(TG_TAG || ' destroys data');
END $$;

-- What the application does all day is looked up first, in one query whose plan the session keeps; who asks matters only for the rest.
CREATE OR REPLACE FUNCTION safe_migrate.on_drop() RETURNS event_trigger LANGUAGE plpgsql ${DEFINER} AS $$
DECLARE
  what text;
  named text[];
BEGIN
${KEEP_PARTS}  IF what IS NULL THEN
    SELECT array_agg(format('%s %s', object_type, object_identity)) INTO named FROM (
      -- What goes along with its own table (its row type, its identity's sequence) is judged with the table.
      SELECT gone.*, CASE
        WHEN gone.object_type = 'schema' THEN 'schema'
        WHEN gone.object_type IN ('table', 'foreign table') THEN 'table'
        WHEN gone.object_type LIKE '%column' OR gone.object_type LIKE '%attribute' THEN 'column'
        WHEN NOT (gone.original OR gone.normal) THEN NULL
        WHEN gone.object_type IN ('view', 'materialized view') THEN 'view'
        WHEN gone.object_type IN ('type', 'domain', 'composite type') THEN 'type'
        WHEN gone.object_type = 'sequence' THEN 'sequence' END AS kind
      FROM pg_event_trigger_dropped_objects() gone) g
    WHERE kind IS NOT NULL AND NOT coalesce(is_temporary OR schema_name LIKE 'pg\\_temp%' OR schema_name LIKE 'pg\\_toast%', false)
      AND NOT ${isAllowed('kind', 'coalesce(schema_name, object_name)', "CASE kind WHEN 'schema' THEN NULL WHEN 'column' THEN address_names[2] ELSE object_name END")};
    IF named IS NULL THEN RETURN; END IF;
    what := format('%s would drop %s%s', TG_TAG, array_to_string(named[1:3], ', '),
      CASE WHEN cardinality(named) > 3 THEN format(' and %s more', cardinality(named) - 3) ELSE '' END);
  END IF;
  IF NOT safe_migrate.sealed_here() THEN RETURN; END IF;
  IF NOT safe_migrate.seal_open() THEN PERFORM safe_migrate.refuse(what); END IF;
  -- A safe run may: it is no longer among what has to be there.
  DELETE FROM safe_migrate.seal_inventory i USING pg_event_trigger_dropped_objects() gone
   WHERE i.tab = gone.objid AND gone.classid = 'pg_class'::regclass AND gone.objsubid = 0;
  UPDATE safe_migrate.seal_inventory i SET dropped = (${droppedOf('i.tab')}) WHERE i.tab IN (
    SELECT gone.objid FROM pg_event_trigger_dropped_objects() gone WHERE gone.classid = 'pg_class'::regclass AND gone.objsubid > 0);
END $$;

CREATE OR REPLACE FUNCTION safe_migrate.on_keep() RETURNS event_trigger LANGUAGE plpgsql ${DEFINER} AS $$
DECLARE
  what text;
BEGIN
${KEEP_PARTS}  IF what IS NULL THEN RETURN; END IF;
  IF safe_migrate.sealed_here() AND NOT safe_migrate.seal_open() THEN PERFORM safe_migrate.refuse(what); END IF;
END $$;

CREATE OR REPLACE FUNCTION safe_migrate.on_rewrite() RETURNS event_trigger LANGUAGE plpgsql ${DEFINER} AS $$
DECLARE
  rewritten record;
BEGIN
  SELECT n.nspname, c.relname INTO rewritten FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE c.oid = pg_event_trigger_table_rewrite_oid() AND c.relpersistence <> 't' AND NOT ${isAllowed("'rewrite'", 'n.nspname', 'c.relname')};
  IF FOUND AND safe_migrate.sealed_here() AND NOT safe_migrate.seal_open() THEN
    PERFORM safe_migrate.refuse(format('%s would rewrite table %I.%I', TG_TAG, rewritten.nspname, rewritten.relname));
  END IF;
END $$;

-- Every ordinary table of the user's: TRUNCATE has no event trigger.
CREATE OR REPLACE FUNCTION safe_migrate.protect(tab regclass) RETURNS void LANGUAGE plpgsql ${DEFINER} AS $$
DECLARE
  t record;
BEGIN
  SELECT n.nspname, c.relname, g.tgenabled, g.tgargs = ${argumentsFor('n.nspname', 'c.relname')} AS is_same INTO t
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_trigger g ON g.tgrelid = c.oid AND g.tgname = '${TRUNCATE_TRIGGER}'
   WHERE c.oid = tab AND c.relkind IN ('r', 'p') AND c.relpersistence <> 't'
     AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname NOT IN ('information_schema', 'safe_migrate');
  IF NOT FOUND OR t.tgenabled = 'A' AND t.is_same THEN RETURN; END IF;
  IF t.tgenabled IS NOT NULL AND NOT t.is_same THEN
    -- Of another name, or of an older seal. Before PostgreSQL 14 a trigger cannot be replaced; it refuses by its old name as well.
    IF current_setting('server_version_num')::int >= 140000 THEN
      EXECUTE format('CREATE OR REPLACE TRIGGER ${GUARD_SQL}', t.nspname, t.relname);
    ELSIF safe_migrate.seal_open() THEN
      EXECUTE format('DROP TRIGGER ${TRUNCATE_TRIGGER} ON %I.%I', t.nspname, t.relname);
      EXECUTE format('CREATE TRIGGER ${GUARD_SQL}', t.nspname, t.relname);
    END IF;
  ELSIF t.tgenabled IS NULL THEN
    EXECUTE format('CREATE TRIGGER ${GUARD_SQL}', t.nspname, t.relname);
  END IF;
  -- The event trigger, where there is one, has done it already.
  PERFORM FROM pg_trigger WHERE tgrelid = tab AND tgname = '${TRUNCATE_TRIGGER}' AND tgenabled <> 'A';
  IF FOUND THEN EXECUTE format('ALTER TABLE %I.%I ENABLE ALWAYS TRIGGER ${TRUNCATE_TRIGGER}', t.nspname, t.relname); END IF;
  PERFORM safe_migrate.remember(tab);
END $$;

-- What has to be there as long as no safe run drops it; of one table, or (NULL) of all.
CREATE OR REPLACE FUNCTION safe_migrate.remember(which regclass) RETURNS void LANGUAGE plpgsql ${DEFINER} AS $$
BEGIN
  DELETE FROM safe_migrate.seal_inventory WHERE which IS NULL OR tab = which;
  INSERT INTO safe_migrate.seal_inventory (tab, schema_name, table_name, dropped, guard)
  SELECT c.oid, n.nspname, c.relname, (${droppedOf('c.oid')}), t.oid || ':' || t.xmin
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE t.tgname = '${TRUNCATE_TRIGGER}' AND (which IS NULL OR t.tgrelid = which) AND NOT ${isAllowed("'table'", 'n.nspname', 'c.relname')};
END $$;

CREATE OR REPLACE FUNCTION safe_migrate.on_truncate() RETURNS trigger LANGUAGE plpgsql ${DEFINER} AS $$
BEGIN
  IF NOT safe_migrate.seal_allows('truncate', TG_TABLE_SCHEMA, TG_TABLE_NAME) AND safe_migrate.sealed_here() AND NOT safe_migrate.seal_open() THEN
    PERFORM safe_migrate.refuse(format('TRUNCATE would empty table %I.%I', TG_TABLE_SCHEMA, TG_TABLE_NAME));
  END IF;
  RETURN NULL;
END $$;

-- Nothing here calls the functions that say where and whether it is open: one of them may be what was changed. What the application does all
-- day comes first and costs one query; an IF with a query in it is one, so they stand apart.
CREATE OR REPLACE FUNCTION safe_migrate.on_end() RETURNS event_trigger LANGUAGE plpgsql ${DEFINER} AS $$
DECLARE
  done record;
  tab record;
  what text;
  is_lost boolean := TG_TAG IN ('ALTER SCHEMA', 'ALTER FUNCTION', 'ALTER ROUTINE');
BEGIN
  FOR done IN SELECT classid, objid, command_tag, object_type, schema_name, object_identity FROM pg_event_trigger_ddl_commands() LOOP
    what := NULL;
    IF done.object_type = 'table' AND done.command_tag <> 'ALTER TABLE' THEN
      PERFORM WHERE ${isHere(key)};
      CONTINUE WHEN NOT FOUND;
      BEGIN
        PERFORM safe_migrate.protect(done.objid::regclass);
      EXCEPTION WHEN insufficient_privilege THEN
        -- Sealed by a role that may have event triggers but is no superuser: the application's table comes first.
        RAISE WARNING 'safe-migrate: TRUNCATE is not refused on %: %', done.object_identity, SQLERRM;
      END;
      CONTINUE;
    ELSIF done.object_type = 'table' THEN
      SELECT t.tgenabled, t.tgnargs, t.tgargs <> ${argumentsFor('n.nspname', 'c.relname')} AS has_moved INTO tab
        FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE t.tgrelid = done.objid AND t.tgname = '${TRUNCATE_TRIGGER}';
      IF NOT FOUND THEN is_lost := true;
      ELSIF tab.tgenabled <> 'A' THEN what := format('%s would switch off the guard of %s', TG_TAG, done.object_identity);
      ELSIF tab.has_moved AND tab.tgnargs = 2 THEN
        ${BORN} INTO tab WHERE t.tgrelid = done.objid AND t.tgname = '${TRUNCATE_TRIGGER}';
        PERFORM WHERE ${IS_OPEN};
        IF FOUND THEN PERFORM safe_migrate.protect(done.objid::regclass);
        ELSIF NOT safe_migrate.seal_allows('table', tab.schema_name, tab.table_name) THEN
          what := format('%s would take table %I.%I away, to %s', TG_TAG, tab.schema_name, tab.table_name, done.object_identity);
        END IF;
      END IF;
    ELSIF done.object_type = 'table column' AND done.command_tag = 'ALTER TABLE' THEN
      SELECT n.nspname, c.relname INTO tab FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.oid = done.objid AND c.relpersistence <> 't' AND NOT ${isAllowed("'column'", 'n.nspname', 'c.relname')};
      IF FOUND THEN what := format('%s would rename a column to %s', TG_TAG, done.object_identity); END IF;
    ELSIF done.object_type = 'schema' AND done.command_tag = 'ALTER SCHEMA' THEN
      FOR tab IN ${BORN} JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
          WHERE n.oid = done.objid AND t.tgname = '${TRUNCATE_TRIGGER}' AND t.tgnargs = 2 AND t.tgargs <> ${argumentsFor('n.nspname', 'c.relname')} LOOP
        PERFORM WHERE ${IS_OPEN};
        IF FOUND THEN PERFORM safe_migrate.protect(tab.tgrelid::regclass);
        ELSIF NOT safe_migrate.seal_allows('schema', tab.schema_name, NULL) THEN
          what := format('%s would take schema %I away', TG_TAG, tab.schema_name);
        END IF;
      END LOOP;
    ELSIF done.object_type = 'trigger' THEN
      -- ALTER TRIGGER, or CREATE OR REPLACE: under the guard's name there is nothing but the guard of this very table.
      SELECT n.nspname, c.relname, t.tgenabled, t.tgname = '${TRUNCATE_TRIGGER}' AND t.tgtype = 34 AND t.tgqual IS NULL
          AND t.tgfoid = to_regproc('safe_migrate.on_truncate') AND t.tgargs = ${argumentsFor('n.nspname', 'c.relname')} AS is_whole INTO tab
        FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE t.oid = done.objid AND (t.tgname = '${TRUNCATE_TRIGGER}' OR t.tgfoid = to_regproc('safe_migrate.on_truncate'));
      IF FOUND AND NOT tab.is_whole THEN what := format('%s would change the guard %s', TG_TAG, done.object_identity);
      ELSIF FOUND AND tab.tgenabled <> 'A' THEN
        EXECUTE format('ALTER TABLE %I.%I ENABLE ALWAYS TRIGGER ${TRUNCATE_TRIGGER}', tab.nspname, tab.relname);
      END IF;
    END IF;
    IF done.schema_name = 'safe_migrate' AND done.classid = 'pg_proc'::regclass THEN
      what := format('%s would change %s, a part of the seal', TG_TAG, done.object_identity);
    ELSIF done.schema_name = 'safe_migrate' OR done.object_type IN ('trigger', 'rule') THEN
      PERFORM FROM pg_class c WHERE c.relname IN (${list(TABLES)}) AND c.relnamespace = to_regnamespace('safe_migrate') AND (c.oid = done.objid
        OR c.oid = (SELECT tgrelid FROM pg_trigger t WHERE t.oid = done.objid) OR c.oid = (SELECT ev_class FROM pg_rewrite r WHERE r.oid = done.objid));
      IF FOUND THEN what := format('%s would change %s, a part of the seal', TG_TAG, done.object_identity); END IF;
    END IF;
    CONTINUE WHEN what IS NULL;
    PERFORM WHERE ${isHere(key)} AND NOT ${IS_OPEN};
    IF FOUND THEN PERFORM safe_migrate.refuse(what); END IF;
  END LOOP;
  IF is_lost THEN
    PERFORM FROM unnest(ARRAY[${list(TABLES.map((name) => `safe_migrate.${name}`))}]) part WHERE to_regclass(part) IS NULL AND ${isHere(key)};
    is_lost := FOUND;
    IF NOT is_lost AND TG_TAG <> 'ALTER TABLE' THEN
      PERFORM FROM unnest(ARRAY[${list(FUNCTIONS.map((signature) => `safe_migrate.${signature}`))}]) part WHERE to_regprocedure(part) IS NULL AND ${isHere(key)};
      is_lost := FOUND;
    END IF;
    IF is_lost THEN
      RAISE EXCEPTION USING ERRCODE = '${REFUSED}', MESSAGE = format('REFUSED by the seal of safe-migrate: %s would take away a part of the seal', TG_TAG);
    END IF;
  END IF;
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

REVOKE ALL ON FUNCTION safe_migrate.issue_ticket(text, text), safe_migrate.open_seal(text), safe_migrate.protect(regclass), safe_migrate.remember(regclass),
  safe_migrate.refuse(text) FROM PUBLIC;
`;
