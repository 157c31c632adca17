import { dumpSchema } from '../backup/dump';
import type { ConnectionParameters } from '../target/connection';
import { Client } from 'pg';
import { sql, startTestServer, type TestServer } from '../testing/test-server';
import { Trials, type Answers, type Closing } from '../typeorm/host-process/trials';

const SCHEMA = `
  CREATE SCHEMA app;
  CREATE ROLE reader_of_catalog_undone;
  CREATE TYPE app.state AS ENUM ('new', 'done');
  CREATE TABLE app.team (id int PRIMARY KEY, name text DEFAULT 'team' NOT NULL);
  CREATE TABLE app.person (id serial PRIMARY KEY, name varchar(20) DEFAULT 'nobody', team int REFERENCES app.team, state app.state, note text, old int);
  ALTER TABLE app.person DROP COLUMN old;
  CREATE INDEX person_name ON app.person (name);
  COMMENT ON COLUMN app.person.name IS 'what they are called';
  GRANT SELECT ON app.person TO reader_of_catalog_undone;
  CREATE VIEW app.people AS SELECT id, name FROM app.person;
  CREATE FUNCTION app.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
  CREATE TRIGGER touched BEFORE UPDATE ON app.person FOR EACH ROW EXECUTE FUNCTION app.touch();
  CREATE TABLE app.event (id int, at date) PARTITION BY RANGE (at);
  CREATE TABLE app.event_2024 PARTITION OF app.event FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
  CREATE SEQUENCE app.numbers OWNED BY app.team.id;
  INSERT INTO app.team VALUES (1); INSERT INTO app.person (team, note) VALUES (1, '');`;

let server: TestServer;
let database: ConnectionParameters;
let inside: Client;
let trials: Trials;

beforeAll(async () => {
  server = await startTestServer();
  database = await server.create();
  await sql(database, SCHEMA);
  inside = new Client(database);
  await inside.connect();
  trials = await Trials.open({ begin, send, call, commit, commitAndBegin, rollback }, database);
}, 60_000);

afterAll(async () => {
  await trials?.close();
  await inside?.end();
  await server?.stop();
});

/** What the trial that is going on sends. */
let methods = { up: '', down: '' };
/** Of our own messages. */
let failures: unknown[] = [];

async function send(message: string): Promise<Answers> {
  const sent = inside.query<{ answer?: string }>(message);
  sent.catch((error: unknown) => failures.push(error));
  const results = [await sent].flat();
  return results.flatMap(({ rows }) => rows.flatMap(({ answer }) => answer ?? []));
}

const begin = (more: string): Promise<Answers> => send(`BEGIN; ${more}`);

async function call(_name: string, direction: 'up' | 'down', closing: Closing) {
  await inside.query(methods[direction]);
  closing.told(await send(closing.message));
  return { statements: [] };
}

/** What is to be seen is what down() leaves: it is not taken back. */
const commit = (): Promise<void> => send('COMMIT').then(() => undefined);
const commitAndBegin = (_first: string, more: string): Promise<boolean> =>
  send(`COMMIT; BEGIN; ${more}`).then(() => true);
const rollback = (): Promise<void> => send('ROLLBACK').then(() => undefined);

/** Whether a trial says that nothing is left of it. */
async function isUndone(up: string, down: string): Promise<boolean> {
  methods = { up, down };
  failures = [];
  const tried = await trials.run({ name: 'spec', quick: true });
  return tried?.down !== undefined;
}

/** Whether both ways of looking see that nothing is left of it. */
async function looks(up: string, down: string) {
  const before = await dumpSchema(server.tools, database);
  const undone = await isUndone(up, down);
  const after = await dumpSchema(server.tools, database);
  return { undone, same: before === after };
}

test.each<[string, string]>([
  ['ALTER TABLE app.person ADD a int', 'ALTER TABLE app.person DROP a'],
  ['ALTER TABLE app.team ADD a text NOT NULL DEFAULT gen_random_uuid()', 'ALTER TABLE app.team DROP a'],
  [
    'CREATE TABLE app.t (id serial PRIMARY KEY, x text UNIQUE, team int REFERENCES app.team)',
    'DROP TABLE app.t',
  ],
  ['CREATE INDEX made ON app.person (note)', 'DROP INDEX app.made'],
  [
    "CREATE TYPE app.kind AS ENUM ('a'); ALTER TABLE app.person ADD k app.kind",
    'ALTER TABLE app.person DROP k; DROP TYPE app.kind',
  ],
  ['ALTER TABLE app.person ALTER note SET NOT NULL', 'ALTER TABLE app.person ALTER note DROP NOT NULL'],
  ["COMMENT ON COLUMN app.person.name IS 'x'", "COMMENT ON COLUMN app.person.name IS 'what they are called'"],
  ['ALTER TABLE app.person RENAME name TO label', 'ALTER TABLE app.person RENAME label TO name'],
  ['ALTER TABLE app.person RENAME TO people2', 'ALTER TABLE app.people2 RENAME TO person'],
  ['ALTER TABLE app.person ADD CONSTRAINT c CHECK (id > 0)', 'ALTER TABLE app.person DROP CONSTRAINT c'],
  ['ALTER TABLE app.person DISABLE TRIGGER touched', 'ALTER TABLE app.person ENABLE TRIGGER touched'],
  ['ALTER TABLE app.person ENABLE ROW LEVEL SECURITY', 'ALTER TABLE app.person DISABLE ROW LEVEL SECURITY'],
  ['CREATE FUNCTION app.f() RETURNS int LANGUAGE sql AS $$SELECT 1$$', 'DROP FUNCTION app.f()'],
  ['CREATE SCHEMA s; CREATE VIEW s.v AS SELECT 1 AS one', 'DROP SCHEMA s CASCADE'],
  ['CREATE MATERIALIZED VIEW app.m AS SELECT * FROM app.team', 'DROP MATERIALIZED VIEW app.m'],
  [
    "CREATE TABLE app.e25 PARTITION OF app.event FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')",
    'DROP TABLE app.e25',
  ],
  ["INSERT INTO app.team VALUES (7, 'x'); ANALYZE app.team", 'DELETE FROM app.team WHERE id = 7'],
  ['ALTER TABLE app.team SET (fillfactor = 70)', 'ALTER TABLE app.team RESET (fillfactor)'],
  ["SELECT set_config('search_path', 'app', false)", "SELECT set_config('search_path', 'public', false)"],
])('nothing is left of %s; %s', async (up, down) => {
  expect(await looks(up, down)).toEqual({ undone: true, same: true });
});

test.each<[string, string]>([
  ['ALTER TABLE app.person ADD a int', 'SELECT 1'],
  ['ALTER TABLE app.person DROP note', 'ALTER TABLE app.person ADD note text'],
  ['ALTER TABLE app.person ALTER name DROP DEFAULT', 'SELECT 1'],
  ['ALTER TABLE app.team ALTER name DROP NOT NULL', 'SELECT 1'],
  ["COMMENT ON TABLE app.team IS 'x'", 'SELECT 1'],
  ['SELECT 1', 'COMMENT ON COLUMN app.person.name IS NULL'],
  ['SELECT 1', 'DROP INDEX app.person_name'],
  ['SELECT 1', 'REVOKE SELECT ON app.person FROM reader_of_catalog_undone'],
  ['GRANT SELECT ON app.team TO reader_of_catalog_undone', 'SELECT 1'],
  ['ALTER SEQUENCE app.numbers OWNED BY NONE', 'SELECT 1'],
  ['ALTER TABLE app.team ALTER name SET STATISTICS 7', 'SELECT 1'],
  ['ALTER TABLE app.team ALTER name SET STORAGE MAIN', 'SELECT 1'],
  ['ALTER TABLE app.team SET (fillfactor = 80)', 'SELECT 1'],
  ["ALTER TYPE app.state ADD VALUE 'other'", 'SELECT 1'],
  ["ALTER TYPE app.state RENAME VALUE 'new' TO 'fresh'", 'SELECT 1'],
  ['DROP VIEW app.people', 'CREATE VIEW app.people AS SELECT id FROM app.person'],
  ['SELECT 1', 'CREATE OR REPLACE VIEW app.people AS SELECT id, name, NULL::int AS more FROM app.person'],
  [
    'SELECT 1',
    "CREATE OR REPLACE FUNCTION app.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'",
  ],
  ['ALTER TABLE app.person DISABLE TRIGGER touched', 'SELECT 1'],
  ['DROP TRIGGER touched ON app.person', 'SELECT 1'],
  ['ALTER TABLE app.person ENABLE ROW LEVEL SECURITY', 'SELECT 1'],
  ['ALTER TABLE app.team REPLICA IDENTITY FULL', 'SELECT 1'],
  ['ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO reader_of_catalog_undone', 'SELECT 1'],
  ['ALTER SCHEMA app OWNER TO reader_of_catalog_undone', 'SELECT 1'],
  ['ALTER SEQUENCE app.numbers INCREMENT 2', 'SELECT 1'],
  ['ALTER TABLE app.event DETACH PARTITION app.event_2024', 'SELECT 1'],
  ['CREATE PUBLICATION p FOR TABLE app.team', 'SELECT 1'],
  ['CREATE STATISTICS app.st ON id, name FROM app.person', 'SELECT 1'],
  [
    'ALTER TABLE app.person DROP CONSTRAINT person_team_fkey',
    'ALTER TABLE app.person ADD CONSTRAINT person_team_fkey FOREIGN KEY (team) REFERENCES app.team NOT VALID',
  ],
  ['ALTER TABLE app.team ALTER id ADD GENERATED ALWAYS AS IDENTITY', 'SELECT 1'],
  ['ALTER FUNCTION app.touch() SECURITY DEFINER', 'SELECT 1'],
  ['CREATE CAST (app.state AS int) WITH INOUT', 'SELECT 1'],
  ['CREATE AGGREGATE app.total (int) (SFUNC = int4pl, STYPE = int)', 'SELECT 1'],
  ['DROP TABLE app.event', 'SELECT 1'],
])('something is left of %s; %s', async (up, down) => {
  expect(await isUndone(up, down)).toBe(false);
  expect(failures).toEqual([]);
});

test.each<[string, string]>([
  [
    "ALTER TABLE app.person ALTER name SET DEFAULT 'x'",
    "ALTER TABLE app.person ALTER name SET DEFAULT 'nobody'",
  ],
  ['DROP INDEX app.person_name', 'CREATE INDEX person_name ON app.person (name)'],
  ['ALTER ROLE reader_of_catalog_undone LOGIN', 'ALTER ROLE reader_of_catalog_undone NOLOGIN'],
  ["SELECT set_config('track_counts', 'off', true); ALTER TABLE app.person ADD a int", 'SELECT 1'],
])('nothing is claimed of %s; %s', async (up, down) => {
  expect(await isUndone(up, down)).toBe(false);
});

test('a row that somebody locked before it was deleted is missed too', async () => {
  const locked = `SELECT oid FROM pg_class WHERE relname = 'person_name' FOR UPDATE;
    SELECT t.oid FROM pg_depend d JOIN pg_class t ON t.oid = d.objid WHERE t.relname = 'person_name' FOR UPDATE`;
  expect(await isUndone(locked, 'DROP INDEX app.person_name')).toBe(false);
});

test('a method that takes away what was prepared makes it uncertain, once', async () => {
  expect(
    await isUndone('DEALLOCATE ALL; ALTER TABLE app.person ADD a int', 'ALTER TABLE app.person DROP a'),
  ).toBe(false);
  expect(await isUndone('ALTER TABLE app.person ADD a int', 'ALTER TABLE app.person DROP a')).toBe(true);
});

test('writes are told apart from those of the trial before, also where they are as many', async () => {
  const remark = (text: string): string => `COMMENT ON SCHEMA app IS ${text}`;
  methods = { up: remark("'one'"), down: remark('NULL') };
  failures = [];
  expect((await trials.run({ name: 'first', quick: true, followed: true }))?.down).toBeDefined();
  // The server has counted a row that came and one that went, and counts the next two on top.
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  methods = { up: `${remark("'one'")}; ${remark("'two'")}`, down: 'SELECT 1' };
  expect((await trials.run({ name: 'second', quick: true }))?.down).toBeUndefined();
  await trials.leave();
  expect(failures).toEqual([]);
});
