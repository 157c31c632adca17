import type { Methods } from './given';

/** What a `down()` may lose of the schema or leave behind in it. */
export const WRONG: Readonly<Record<string, Methods>> = {
  'loses a default': {
    up: [`ALTER TABLE core.opportunity ALTER COLUMN stage SET DEFAULT 'SCREENING'`],
    down: ['ALTER TABLE core.opportunity ALTER COLUMN stage DROP DEFAULT'],
  },
  'restores another default': {
    up: ['ALTER TABLE core.log ALTER COLUMN level SET DEFAULT 2'],
    down: ['ALTER TABLE core.log ALTER COLUMN level SET DEFAULT 3'],
  },
  'loses a NOT NULL': {
    up: ['ALTER TABLE core.log ALTER COLUMN level DROP NOT NULL'],
    down: ['SELECT 1'],
  },
  'loses an index': { up: ['DROP INDEX core.opportunity_name'], down: ['SELECT 1'] },
  'restores an index on another column': {
    up: ['DROP INDEX core.opportunity_name'],
    down: ['CREATE INDEX opportunity_name ON core.opportunity (amount)'],
  },
  'restores a partial unique index without its condition': {
    up: ['DROP INDEX core.log_line'],
    down: ['CREATE UNIQUE INDEX log_line ON core.log (line)'],
  },
  'loses a comment': {
    up: [`COMMENT ON COLUMN core.log.line IS 'the line'`],
    down: ['COMMENT ON COLUMN core.log.line IS NULL'],
  },
  'brings a column back in another place': {
    up: ['ALTER TABLE core.note DROP COLUMN body'],
    down: ['ALTER TABLE core.note ADD COLUMN body text'],
  },
  'restores an enum in another order': {
    up: ['DROP TYPE core.mood', `CREATE TYPE core.mood AS ENUM ('good', 'bad', 'ugly')`],
    down: ['DROP TYPE core.mood', `CREATE TYPE core.mood AS ENUM ('bad', 'good')`],
  },
  'deletes rows that were there': {
    up: ['ALTER TABLE core.note ADD COLUMN extra text'],
    down: ['ALTER TABLE core.note DROP COLUMN extra', `DELETE FROM core.note WHERE body = 'note 7'`],
  },
  'drops a column that was there': {
    up: ['ALTER TABLE core.opportunity ADD COLUMN extra text'],
    down: ['ALTER TABLE core.opportunity DROP COLUMN extra, DROP COLUMN "leadSource"'],
  },
  'makes a sequence anew': {
    up: ['ALTER SEQUENCE core.ticket RENAME TO ticket_number'],
    down: ['DROP SEQUENCE core.ticket_number', 'CREATE SEQUENCE core.ticket'],
  },
  'leaves a sequence with another cache': {
    up: ['ALTER SEQUENCE core.ticket CACHE 50'],
    down: ['ALTER SEQUENCE core.ticket CACHE 10'],
  },
  'loses a privilege': {
    up: ['GRANT INSERT ON core.log TO safe_migrate_reader'],
    down: ['REVOKE ALL ON core.log FROM safe_migrate_reader'],
  },
  'leaves a default privilege': {
    up: ['ALTER DEFAULT PRIVILEGES IN SCHEMA core GRANT SELECT ON TABLES TO safe_migrate_reader'],
    down: ['SELECT 1'],
  },
  'leaves a trigger disabled': {
    up: ['ALTER TABLE core.note DISABLE TRIGGER note_keep'],
    down: ['SELECT 1'],
  },
  'leaves a trigger that fires always': {
    up: ['ALTER TABLE core.note DISABLE TRIGGER note_keep'],
    down: ['ALTER TABLE core.note ENABLE ALWAYS TRIGGER note_keep'],
  },
  'loses a view': {
    up: [
      "CREATE OR REPLACE VIEW core.won AS SELECT id, name, amount FROM core.opportunity WHERE stage = 'WON'",
    ],
    down: ['DROP VIEW core.won'],
  },
  'restores another body of a function': {
    up: [`CREATE OR REPLACE FUNCTION core.twice(i int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT i + i'`],
    down: [
      `CREATE OR REPLACE FUNCTION core.twice(i int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 3 * i'`,
    ],
  },
  'restores another volatility of a function': {
    up: ['ALTER FUNCTION core.twice(int) VOLATILE'],
    down: ['ALTER FUNCTION core.twice(int) STABLE'],
  },
  'restores a CHECK without validating it': {
    up: ['ALTER TABLE core.log DROP CONSTRAINT log_level'],
    down: ['ALTER TABLE core.log ADD CONSTRAINT log_level CHECK (level > 0) NOT VALID'],
  },
  'restores a foreign key without its action': {
    up: ['ALTER TABLE core.opportunity DROP CONSTRAINT "opportunity_companyId_fkey"'],
    down: [
      'ALTER TABLE core.opportunity ADD CONSTRAINT "opportunity_companyId_fkey" FOREIGN KEY ("companyId") REFERENCES core.company (id)',
    ],
  },
  'restores another length': {
    up: ['ALTER TABLE core.opportunity ALTER COLUMN "leadSource" TYPE varchar(100)'],
    down: ['ALTER TABLE core.opportunity ALTER COLUMN "leadSource" TYPE varchar(60)'],
  },
  'leaves an identity column stricter': {
    up: ['ALTER TABLE core.log ALTER COLUMN id SET GENERATED ALWAYS'],
    down: ['SELECT 1'],
  },
  'leaves row security on': {
    up: ['ALTER TABLE core.log ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY'],
    down: ['ALTER TABLE core.log NO FORCE ROW LEVEL SECURITY'],
  },
  'loses a policy': { up: ['DROP POLICY log_read ON core.log'], down: ['SELECT 1'] },
  'loses a storage parameter': {
    up: ['ALTER TABLE core.log SET (fillfactor = 70)'],
    down: ['ALTER TABLE core.log RESET (fillfactor)'],
  },
  'leaves a statistics target': {
    up: ['ALTER TABLE core.log ALTER COLUMN line SET STATISTICS 500'],
    down: ['ALTER TABLE core.log ALTER COLUMN line SET STATISTICS 100'],
  },
  'leaves another owner': {
    up: ['ALTER TABLE core.log OWNER TO safe_migrate_reader'],
    down: ['SELECT 1'],
  },
  'leaves a schema': {
    up: ['CREATE SCHEMA extra', 'CREATE TABLE extra.t (id int)'],
    down: ['DROP TABLE extra.t'],
  },
  'leaves a table': {
    up: ['CREATE TABLE core.a (id int)', 'CREATE TABLE core.b (id int)'],
    down: ['DROP TABLE core.a'],
  },
  'leaves another replica identity': {
    up: ['ALTER TABLE core.log REPLICA IDENTITY FULL'],
    down: ['ALTER TABLE core.log REPLICA IDENTITY NOTHING'],
  },
  'loses the constraint of a domain': {
    up: ['ALTER DOMAIN core.percent DROP CONSTRAINT percent_range'],
    down: ['SELECT 1'],
  },
  'leaves a partition detached': {
    up: ['ALTER TABLE core.event DETACH PARTITION core.event_2026'],
    down: ['SELECT 1'],
  },
  'attaches a partition with other bounds': {
    up: ['ALTER TABLE core.event DETACH PARTITION core.event_2026'],
    down: [
      `ALTER TABLE core.event ATTACH PARTITION core.event_2026 FOR VALUES FROM ('2026-01-01') TO ('2028-01-01')`,
    ],
  },
  'leaves a table out of its inheritance': {
    up: ['ALTER TABLE core.archived NO INHERIT core.note'],
    down: ['SELECT 1'],
  },
  'leaves a publication': { up: ['CREATE PUBLICATION extra FOR TABLE core.note'], down: ['SELECT 1'] },
  'leaves an INVALID index': {
    up: ['ALTER TABLE core.note ADD COLUMN extra text'],
    down: [
      'ALTER TABLE core.note DROP COLUMN extra',
      `UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'core.opportunity_name'::regclass`,
    ],
  },
  'gives an identity column other steps': {
    up: ['ALTER TABLE core.visit ALTER id SET INCREMENT 3'],
    down: ['ALTER TABLE core.visit ALTER id SET INCREMENT 1'],
  },
  'restores an identity column with defaults': {
    up: ['ALTER TABLE core.visit ALTER id DROP IDENTITY'],
    down: ['ALTER TABLE core.visit ALTER id ADD GENERATED BY DEFAULT AS IDENTITY'],
  },
  'leaves a generated column plain': {
    up: ['ALTER TABLE core.visit ALTER gross DROP EXPRESSION'],
    down: ['SELECT 1'],
  },
  'computes a generated column in another way': {
    up: ['ALTER TABLE core.visit DROP gross'],
    down: ['ALTER TABLE core.visit ADD gross int GENERATED ALWAYS AS (net * 3) STORED'],
  },
  'stores a column in another way': {
    up: ['ALTER TABLE core.visit ALTER who SET STORAGE MAIN'],
    down: ['ALTER TABLE core.visit ALTER who SET STORAGE EXTENDED'],
  },
  'loses the compression of a column': {
    up: ['ALTER TABLE core.visit ALTER what SET COMPRESSION default'],
    down: ['SELECT 1'],
  },
  'loses an option of a column': {
    up: ['ALTER TABLE core.visit ALTER net SET (n_distinct = 9)'],
    down: ['ALTER TABLE core.visit ALTER net RESET (n_distinct)'],
  },
  'loses the collation of a column': {
    up: ['ALTER TABLE core.visit ALTER who TYPE text COLLATE core.dutch'],
    down: ['ALTER TABLE core.visit ALTER who TYPE text'],
  },
  'loses the operator class of an index': {
    up: ['DROP INDEX core.visit_pattern'],
    down: ['CREATE INDEX visit_pattern ON core.visit (who)'],
  },
  'loses the included column of an index': {
    up: ['DROP INDEX core.visit_include'],
    down: ['CREATE INDEX visit_include ON core.visit (net)'],
  },
  'loses the order of the NULLs of an index': {
    up: ['DROP INDEX core.visit_order'],
    down: ['CREATE INDEX visit_order ON core.visit (net DESC) WITH (fillfactor = 60)'],
  },
  'loses the fillfactor of an index': {
    up: ['ALTER INDEX core.visit_order SET (fillfactor = 50)'],
    down: ['ALTER INDEX core.visit_order RESET (fillfactor)'],
  },
  'leaves the statistics target of an index': {
    up: ['ALTER INDEX core.visit_lower ALTER COLUMN 1 SET STATISTICS 300'],
    down: ['SELECT 1'],
  },
  'clusters by no index any more': {
    up: ['ALTER TABLE core.visit SET WITHOUT CLUSTER'],
    down: ['SELECT 1'],
  },
  'makes a constraint immediate': {
    up: ['ALTER TABLE core.visit ALTER CONSTRAINT visit_log NOT DEFERRABLE'],
    down: ['ALTER TABLE core.visit ALTER CONSTRAINT visit_log DEFERRABLE INITIALLY IMMEDIATE'],
  },
  'hands a CHECK on to children': {
    up: ['ALTER TABLE core.visit DROP CONSTRAINT visit_net'],
    down: [
      'ALTER TABLE core.visit ADD CONSTRAINT visit_net CHECK (net > 0)',
      "COMMENT ON CONSTRAINT visit_net ON core.visit IS 'positive'",
    ],
  },
  'loses the comment of a constraint': {
    up: ['ALTER TABLE core.visit DROP CONSTRAINT visit_net'],
    down: ['ALTER TABLE core.visit ADD CONSTRAINT visit_net CHECK (net > 0) NO INHERIT'],
  },
  'loses the comment of an index': {
    up: ["COMMENT ON INDEX core.visit_lower IS 'x'"],
    down: ['COMMENT ON INDEX core.visit_lower IS NULL'],
  },
  'loses the comment of a type': {
    up: ["COMMENT ON TYPE core.place IS 'x'"],
    down: ["COMMENT ON TYPE core.place IS ''"],
  },
  'fires a trigger in another order': {
    up: ['ALTER TRIGGER note_keep ON core.note RENAME TO a_keep'],
    down: ['ALTER TRIGGER a_keep ON core.note RENAME TO z_keep'],
  },
  'fires a trigger for every column': {
    up: ['DROP TRIGGER visit_when ON core.visit'],
    down: [
      'CREATE TRIGGER visit_when AFTER UPDATE ON core.visit FOR EACH ROW WHEN (OLD.what IS DISTINCT FROM NEW.what) EXECUTE FUNCTION core.keep()',
    ],
  },
  'fires a constraint trigger at once': {
    up: ['DROP TRIGGER visit_late ON core.visit'],
    down: [
      'CREATE CONSTRAINT TRIGGER visit_late AFTER INSERT ON core.visit DEFERRABLE FOR EACH ROW EXECUTE FUNCTION core.keep()',
    ],
  },
  'opens a policy to everybody': {
    up: ['ALTER POLICY visit_see ON core.visit TO safe_migrate_writer'],
    down: ['ALTER POLICY visit_see ON core.visit TO PUBLIC'],
  },
  'changes what a policy lets in': {
    up: ['ALTER POLICY visit_see ON core.visit WITH CHECK (net > 5)'],
    down: ['ALTER POLICY visit_see ON core.visit WITH CHECK (net > 0)'],
  },
  'makes a policy permissive': {
    up: ['DROP POLICY visit_see ON core.visit'],
    down: [
      'CREATE POLICY visit_see ON core.visit TO safe_migrate_reader USING (net > 0) WITH CHECK (net > 1)',
    ],
  },
  'takes the barrier of a view away': {
    up: ['ALTER VIEW core.cheap SET (security_barrier = false)'],
    down: ['ALTER VIEW core.cheap RESET (security_barrier)'],
  },
  'takes the check option of a view away': {
    up: [
      'CREATE OR REPLACE VIEW core.cheap WITH (security_barrier) AS SELECT id, net FROM core.visit WHERE net < 10',
    ],
    down: ['SELECT 1'],
  },
  'leaves a default of a view': {
    up: ['ALTER VIEW core.cheap ALTER net SET DEFAULT 3'],
    down: ['SELECT 1'],
  },
  'runs a function as whoever calls it': {
    up: ['ALTER FUNCTION core.secret() SECURITY INVOKER'],
    down: ['SELECT 1'],
  },
  'loses the search_path of a function': {
    up: ['ALTER FUNCTION core.secret() SET search_path = public'],
    down: ['ALTER FUNCTION core.secret() RESET search_path'],
  },
  'lets everybody call a function': {
    up: ['DROP FUNCTION core.secret()'],
    down: [
      "CREATE FUNCTION core.secret() RETURNS int LANGUAGE sql STABLE SECURITY DEFINER SET search_path = core AS 'SELECT 1'",
      "COMMENT ON FUNCTION core.secret() IS 'hush'",
    ],
  },
  'loses the cost of a function': {
    up: ['ALTER FUNCTION core.twice(int) COST 5'],
    down: ['ALTER FUNCTION core.twice(int) COST 10'],
  },
  'leaves a default privilege taken': {
    up: ['ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC'],
    down: ['SELECT 1'],
  },
  'loses a privilege on a column': {
    up: ['REVOKE SELECT (who) ON core.visit FROM safe_migrate_reader'],
    down: ['GRANT SELECT (what) ON core.visit TO safe_migrate_reader'],
  },
  'loses a grant option': {
    up: ['REVOKE GRANT OPTION FOR USAGE ON SCHEMA core FROM safe_migrate_reader'],
    down: ['SELECT 1'],
  },
  'loses the default of a domain': {
    up: ["ALTER DOMAIN core.code SET DEFAULT 'x'"],
    down: ['ALTER DOMAIN core.code DROP DEFAULT'],
  },
  'lets NULL into a domain': {
    up: ['ALTER DOMAIN core.code DROP NOT NULL'],
    down: ['SELECT 1'],
  },
  'spells a label of an enum otherwise': {
    up: ["ALTER TYPE core.mood RENAME VALUE 'good' TO 'fine'"],
    down: ["ALTER TYPE core.mood RENAME VALUE 'fine' TO 'Good'"],
  },
  'adds an attribute of another type': {
    up: ['ALTER TYPE core.place DROP ATTRIBUTE town'],
    down: ['ALTER TYPE core.place ADD ATTRIBUTE town varchar(50)'],
  },
  'leaves another owner of a type': {
    up: ['ALTER TYPE core.mood OWNER TO safe_migrate_writer'],
    down: ['SELECT 1'],
  },
  'leaves another owner of a function': {
    up: ['ALTER FUNCTION core.twice(int) OWNER TO safe_migrate_writer'],
    down: ['ALTER FUNCTION core.twice(int) OWNER TO safe_migrate_reader'],
  },
  'leaves another owner of a schema': {
    up: ['ALTER SCHEMA core OWNER TO safe_migrate_writer'],
    down: ['SELECT 1'],
  },
  'gives a sequence other steps': {
    up: ['ALTER SEQUENCE core.badge INCREMENT 1 NO CYCLE'],
    down: ['ALTER SEQUENCE core.badge INCREMENT 5'],
  },
  'gives a sequence to nobody': {
    up: ['ALTER SEQUENCE core.badge OWNED BY NONE'],
    down: ['SELECT 1'],
  },
  'leaves the default partition detached': {
    up: ['ALTER TABLE core.event DETACH PARTITION core.event_rest'],
    down: ['SELECT 1'],
  },
  'loses a table of a publication': {
    up: ['ALTER PUBLICATION visits ADD TABLE core.log'],
    down: ['ALTER PUBLICATION visits SET TABLE core.visit'],
  },
  'publishes more': {
    up: ["ALTER PUBLICATION visits SET (publish = 'insert')"],
    down: ["ALTER PUBLICATION visits SET (publish = 'insert, update, delete')"],
  },
  'loses a rule': {
    up: ['DROP RULE visit_never ON core.visit'],
    down: ['SELECT 1'],
  },
  'leaves an event trigger on': {
    up: ['ALTER EVENT TRIGGER watching ENABLE'],
    down: ['ALTER EVENT TRIGGER watching ENABLE REPLICA'],
  },
  'loses kinds of extended statistics': {
    up: ['DROP STATISTICS core.visit_both'],
    down: ['CREATE STATISTICS core.visit_both (ndistinct) ON who, what FROM core.visit'],
  },
  'leaves another target of extended statistics': {
    up: ['ALTER STATISTICS core.visit_both SET STATISTICS 300'],
    down: ['ALTER STATISTICS core.visit_both SET STATISTICS 10'],
  },
  'points a foreign server elsewhere': {
    up: ["ALTER SERVER far OPTIONS (SET host 'b')"],
    down: ["ALTER SERVER far OPTIONS (SET host 'c')"],
  },
  'loses an option of a foreign table': {
    up: ["ALTER FOREIGN TABLE core.distant OPTIONS (SET path '/b')"],
    down: ['ALTER FOREIGN TABLE core.distant OPTIONS (DROP path)'],
  },
  'leaves a user mapping': {
    up: ["CREATE USER MAPPING FOR safe_migrate_reader SERVER far OPTIONS (name 'x')"],
    down: ['SELECT 1'],
  },
  'casts where nobody asked for it': {
    up: ['DROP CAST (core.place AS text)'],
    down: ['CREATE CAST (core.place AS text) WITH INOUT AS IMPLICIT'],
  },
  'leaves an operator': {
    up: ['CREATE OPERATOR core.!!! (FUNCTION = core.near, LEFTARG = core.place, RIGHTARG = core.place)'],
    down: ['SELECT 1'],
  },
  'restores an operator without its commutator': {
    up: ['DROP OPERATOR core.~~~ (core.place, core.place)'],
    down: [
      'CREATE OPERATOR core.~~~ (FUNCTION = core.near, LEFTARG = core.place, RIGHTARG = core.place, COMMUTATOR = OPERATOR(core.~~~))',
    ],
  },
  'aggregates from another beginning': {
    up: ['DROP AGGREGATE core.total (int)'],
    down: ["CREATE AGGREGATE core.total (int) (SFUNC = int4pl, STYPE = int, INITCOND = '1')"],
  },
  'leaves a text search configuration otherwise': {
    up: ['ALTER TEXT SEARCH CONFIGURATION core.words DROP MAPPING FOR email'],
    down: ['SELECT 1'],
  },
  'leaves a collation': {
    up: ["CREATE COLLATION core.other (provider = libc, locale = 'C')"],
    down: ['SELECT 1'],
  },
  'loses a procedure': {
    up: ['DROP PROCEDURE core.tidy()'],
    down: ['SELECT 1'],
  },
  'leaves a table unlogged': {
    up: ['ALTER TABLE core.person SET UNLOGGED'],
    down: ['SELECT 1'],
  },
  'leaves a setting of the database': {
    up: [
      "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET work_mem = ''7MB''', current_database()); END $$",
    ],
    down: ['SELECT 1'],
  },
  'leaves a comment of the database': {
    up: ["DO $$ BEGIN EXECUTE format('COMMENT ON DATABASE %I IS ''mine''', current_database()); END $$"],
    down: ['SELECT 1'],
  },
  'leaves a privilege on the database': {
    up: ["DO $$ BEGIN EXECUTE format('REVOKE TEMP ON DATABASE %I FROM PUBLIC', current_database()); END $$"],
    down: ['SELECT 1'],
  },
};

/** What it may do to rows, sequences and large objects: only the rehearsal on rows sees that. */
export const WRONG_ROWS: Readonly<Record<string, Methods>> = {
  'overwrites values that were there': {
    up: ['ALTER TABLE core.note ADD COLUMN extra text'],
    down: ['ALTER TABLE core.note DROP COLUMN extra', `UPDATE core.note SET body = upper(body)`],
  },
  'sets a sequence back': {
    up: ['ALTER TABLE core.log ADD COLUMN extra text'],
    down: ['ALTER TABLE core.log DROP COLUMN extra', `SELECT setval('core.ticket', 1)`],
  },
  'leaves a materialized view empty': {
    up: ['ALTER TABLE core.log ADD extra text'],
    down: ['ALTER TABLE core.log DROP extra', 'REFRESH MATERIALIZED VIEW core.counted WITH NO DATA'],
  },
  'leaves a large object': {
    up: ['SELECT lo_create(4712)'],
    down: ['SELECT 1'],
  },
  'leaves other content of a large object': {
    up: ["SELECT lo_put(oid, 0, 'x') FROM pg_largeobject_metadata WHERE oid = 4711"],
    down: ["SELECT lo_put(oid, 0, 'y') FROM pg_largeobject_metadata WHERE oid = 4711"],
  },
  'leaves a row': {
    up: ["INSERT INTO core.note (body) VALUES ('new')"],
    down: ["UPDATE core.note SET body = 'old' WHERE body = 'newer'"],
  },
  'swaps the values of rows': {
    up: ['ALTER TABLE core.note ADD extra text'],
    down: [
      'ALTER TABLE core.note DROP extra',
      "UPDATE core.note SET body = CASE body WHEN 'note 1' THEN 'note 2' ELSE 'note 1' END WHERE body IN ('note 1', 'note 2')",
    ],
  },
  'duplicates a row': {
    up: ['ALTER TABLE core.note ADD extra text'],
    down: [
      'ALTER TABLE core.note DROP extra',
      "INSERT INTO core.note SELECT * FROM core.note WHERE body = 'note 3'",
    ],
  },
};
