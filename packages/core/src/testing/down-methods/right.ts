import type { Methods } from './given';

/** What comes back as it was, and what a run lets pass where only `dangerous` is refused. */
export const APPLIED: Readonly<Record<string, Methods>> = {
  'a column': {
    up: ['ALTER TABLE core.log ADD COLUMN extra text'],
    down: ['ALTER TABLE core.log DROP COLUMN extra'],
  },
  'an extension that may stay': { up: ['CREATE EXTENSION IF NOT EXISTS pgcrypto'], down: ['SELECT 1'] },
  'two columns with defaults': {
    up: [`ALTER TABLE core.log ADD COLUMN a int NOT NULL DEFAULT 0, ADD COLUMN b text DEFAULT 'x'`],
    down: ['ALTER TABLE core.log DROP COLUMN b, DROP COLUMN a'],
  },
  'a table with everything': {
    up: [
      'CREATE TABLE core.extra (id bigserial PRIMARY KEY, "companyId" uuid REFERENCES core.company, at timestamptz DEFAULT now(), UNIQUE (at))',
      'CREATE INDEX extra_company ON core.extra ("companyId")',
      `COMMENT ON TABLE core.extra IS 'more'`,
    ],
    down: ['DROP TABLE core.extra'],
  },
  'a default': {
    up: [`ALTER TABLE core.opportunity ALTER COLUMN stage SET DEFAULT 'SCREENING'`],
    down: [`ALTER TABLE core.opportunity ALTER COLUMN stage SET DEFAULT 'NEW'`],
  },
  'a NOT NULL less': {
    up: ['ALTER TABLE core.log ALTER COLUMN level DROP NOT NULL'],
    down: ['ALTER TABLE core.log ALTER COLUMN level SET NOT NULL'],
  },
  'an index': {
    up: ['CREATE INDEX log_level_line ON core.log (level, line DESC)'],
    down: ['DROP INDEX core.log_level_line'],
  },
  'an index that goes and comes back': {
    up: ['DROP INDEX core.log_line'],
    down: ['CREATE UNIQUE INDEX log_line ON core.log (line) WHERE level > 0'],
  },
  'a comment': {
    up: [`COMMENT ON COLUMN core.log.line IS 'the line'`],
    down: [`COMMENT ON COLUMN core.log.line IS 'what happened'`],
  },
  'a CHECK, first not valid': {
    up: ['ALTER TABLE core.log ADD CONSTRAINT short CHECK (length(line) < 100) NOT VALID'],
    down: ['ALTER TABLE core.log DROP CONSTRAINT short'],
  },
  'an enum type': { up: [`CREATE TYPE core.colour AS ENUM ('r', 'g')`], down: ['DROP TYPE core.colour'] },
  'a view': {
    up: ['CREATE VIEW core.lost AS SELECT id FROM core.opportunity WHERE stage IS NULL'],
    down: ['DROP VIEW core.lost'],
  },
  'a function': {
    up: [`CREATE FUNCTION core.thrice(i int) RETURNS int LANGUAGE sql AS 'SELECT i * 3'`],
    down: ['DROP FUNCTION core.thrice(int)'],
  },
  'a privilege': {
    up: ['GRANT INSERT ON core.log TO safe_migrate_reader'],
    down: ['REVOKE INSERT ON core.log FROM safe_migrate_reader'],
  },
  'a schema with a sequence': {
    up: ['CREATE SCHEMA extra', 'CREATE SEQUENCE extra.s START 5'],
    down: ['DROP SEQUENCE extra.s', 'DROP SCHEMA extra'],
  },
  'a backfill of a new column': {
    up: [
      'ALTER TABLE core.note ADD COLUMN shout text',
      'UPDATE core.note SET shout = upper(body) WHERE shout IS NULL',
    ],
    down: ['ALTER TABLE core.note DROP COLUMN shout'],
  },
  'a partition': {
    up: [
      `CREATE TABLE core.event_2027 PARTITION OF core.event FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')`,
    ],
    down: ['DROP TABLE core.event_2027'],
  },
  'a storage parameter': {
    up: ['ALTER TABLE core.log SET (fillfactor = 70)'],
    down: ['ALTER TABLE core.log SET (fillfactor = 90)'],
  },
};

/** What comes back as it was. */
export const RIGHT: Readonly<Record<string, Methods>> = {
  ...APPLIED,
  'the steps of an identity column': {
    up: ['ALTER TABLE core.visit ALTER id SET INCREMENT 3'],
    down: ['ALTER TABLE core.visit ALTER id SET INCREMENT 10'],
  },
  'the storage of a column': {
    up: ['ALTER TABLE core.visit ALTER who SET STORAGE MAIN'],
    down: ['ALTER TABLE core.visit ALTER who SET STORAGE EXTERNAL'],
  },
  'the compression of a column': {
    up: ['ALTER TABLE core.visit ALTER what SET COMPRESSION default'],
    down: ['ALTER TABLE core.visit ALTER what SET COMPRESSION pglz'],
  },
  'the collation of a column': {
    up: ['ALTER TABLE core.visit ALTER who TYPE text COLLATE core.dutch'],
    down: ['ALTER TABLE core.visit ALTER who TYPE text COLLATE "C", ALTER who SET STORAGE EXTERNAL'],
  },
  'an index with everything': {
    up: ['DROP INDEX core.visit_order'],
    down: ['CREATE INDEX visit_order ON core.visit (net DESC NULLS LAST) WITH (fillfactor = 60)'],
  },
  'when a constraint is checked': {
    up: ['ALTER TABLE core.visit ALTER CONSTRAINT visit_log NOT DEFERRABLE'],
    down: ['ALTER TABLE core.visit ALTER CONSTRAINT visit_log DEFERRABLE INITIALLY DEFERRED'],
  },
  'a CHECK with its comment': {
    up: ['ALTER TABLE core.visit DROP CONSTRAINT visit_net'],
    down: [
      'ALTER TABLE core.visit ADD CONSTRAINT visit_net CHECK (net > 0) NO INHERIT',
      "COMMENT ON CONSTRAINT visit_net ON core.visit IS 'positive'",
    ],
  },
  'a trigger that rests': {
    up: ['ALTER TABLE core.visit DISABLE TRIGGER visit_when'],
    down: ['ALTER TABLE core.visit ENABLE TRIGGER visit_when'],
  },
  'whom a policy is for': {
    up: ['ALTER POLICY visit_see ON core.visit TO safe_migrate_writer'],
    down: ['ALTER POLICY visit_see ON core.visit TO safe_migrate_reader'],
  },
  'the barrier of a view': {
    up: ['ALTER VIEW core.cheap SET (security_barrier = false)'],
    down: ['ALTER VIEW core.cheap SET (security_barrier = true)'],
  },
  'as whom a function runs': {
    up: ['ALTER FUNCTION core.secret() SECURITY INVOKER'],
    down: ['ALTER FUNCTION core.secret() SECURITY DEFINER'],
  },
  'the search_path of a function': {
    up: ['ALTER FUNCTION core.secret() SET search_path = public'],
    down: ['ALTER FUNCTION core.secret() SET search_path = core'],
  },
  'a default privilege': {
    up: ['ALTER DEFAULT PRIVILEGES IN SCHEMA core GRANT SELECT ON TABLES TO safe_migrate_reader'],
    down: ['ALTER DEFAULT PRIVILEGES IN SCHEMA core REVOKE SELECT ON TABLES FROM safe_migrate_reader'],
  },
  'a privilege on a column': {
    up: ['REVOKE SELECT (who) ON core.visit FROM safe_migrate_reader'],
    down: ['GRANT SELECT (who) ON core.visit TO safe_migrate_reader'],
  },
  'a label of an enum': {
    up: ["ALTER TYPE core.mood RENAME VALUE 'good' TO 'fine'"],
    down: ["ALTER TYPE core.mood RENAME VALUE 'fine' TO 'good'"],
  },
  'the default of a domain': {
    up: ["ALTER DOMAIN core.code SET DEFAULT 'x'"],
    down: ["ALTER DOMAIN core.code SET DEFAULT 'none'"],
  },
  'the steps of a sequence': {
    up: ['ALTER SEQUENCE core.badge INCREMENT 1 NO CYCLE'],
    down: ['ALTER SEQUENCE core.badge INCREMENT 5 CYCLE'],
  },
  'the owner of a sequence': {
    up: ['ALTER SEQUENCE core.badge OWNED BY NONE'],
    down: ['ALTER SEQUENCE core.badge OWNED BY core.visit.net'],
  },
  'a table of a publication': {
    up: ['ALTER PUBLICATION visits ADD TABLE core.log'],
    down: ['ALTER PUBLICATION visits DROP TABLE core.log'],
  },
  'a rule': {
    up: ['DROP RULE visit_never ON core.visit'],
    down: ['CREATE RULE visit_never AS ON DELETE TO core.visit DO INSTEAD NOTHING'],
  },
  'extended statistics': {
    up: ['DROP STATISTICS core.visit_both'],
    down: ['CREATE STATISTICS core.visit_both (ndistinct, dependencies) ON who, what FROM core.visit'],
  },
  'the host of a foreign server': {
    up: ["ALTER SERVER far OPTIONS (SET host 'b')"],
    down: ["ALTER SERVER far OPTIONS (SET host 'a')"],
  },
  'a cast': {
    up: ['DROP CAST (core.place AS text)'],
    down: ['CREATE CAST (core.place AS text) WITH INOUT AS ASSIGNMENT'],
  },
  'the owner of a type': {
    up: ['ALTER TYPE core.mood OWNER TO safe_migrate_writer'],
    down: ['ALTER TYPE core.mood OWNER TO CURRENT_USER'],
  },
  'the name of a column': {
    up: ['ALTER TABLE core.visit RENAME what TO label'],
    down: ['ALTER TABLE core.visit RENAME label TO what'],
  },
  'a setting of the database': {
    up: [
      "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET work_mem = ''7MB''', current_database()); END $$",
    ],
    down: ["DO $$ BEGIN EXECUTE format('ALTER DATABASE %I RESET work_mem', current_database()); END $$"],
  },
};
