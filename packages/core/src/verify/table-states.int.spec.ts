import type { ConnectionParameters } from '../target/connection';
import { openSession, type OwnSession } from '../target/session';
import { sql, startTestServer, type TestServer } from '../testing/test-server';
import { readStructure, type Structure } from './structure';
import { StructureMemory } from './table-states';

let server: TestServer;
let database: ConnectionParameters;
let session: OwnSession;

beforeAll(async () => {
  server = await startTestServer();
  database = await server.create();
  await sql(
    database,
    `CREATE SCHEMA app;
     CREATE TYPE app.state AS ENUM ('new');
     CREATE DOMAIN app.code AS varchar(9);
     CREATE COLLATION app.plain (locale = 'C');
     CREATE FUNCTION app.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
     CREATE TABLE app.team (id int PRIMARY KEY, name text COLLATE app.plain, code app.code, old int);
     ALTER TABLE app.team DROP COLUMN old;
     CREATE TABLE app.person (id serial PRIMARY KEY, team int REFERENCES app.team, state app.state, at timestamptz);
     CREATE TABLE app.quiet (id int);
     CREATE TRIGGER touched BEFORE UPDATE ON app.quiet FOR EACH ROW EXECUTE FUNCTION app.touch();
     CREATE TABLE app.event (at date) PARTITION BY RANGE (at);
     CREATE TABLE app.rest PARTITION OF app.event DEFAULT;
     CREATE MATERIALIZED VIEW app.seen AS SELECT id FROM app.team;`,
  );
  session = await openSession(database);
}, 60_000);

afterAll(async () => {
  await session?.close();
  await server?.stop();
});

/** Estimates change beside the catalog's transactions. */
const withoutEstimates = ({ tables, ...rest }: Structure): unknown => ({
  ...rest,
  tables: tables.map(({ rows: _rows, ...table }) => table),
});

const CHANGES = [
  'SELECT 1',
  'ALTER TABLE app.person ADD note text',
  'ALTER TABLE app.person ALTER note TYPE varchar(20), ALTER note SET NOT NULL',
  'ALTER TABLE app.person RENAME note TO remark',
  'ALTER TABLE app.person DROP remark',
  'SAVEPOINT s; ALTER TABLE app.person DROP state; ROLLBACK TO SAVEPOINT s',
  'SAVEPOINT s; ALTER TABLE app.person ADD more int; RELEASE SAVEPOINT s',
  'TRUNCATE app.person',
  'ALTER TABLE app.person DROP CONSTRAINT person_pkey',
  'ALTER TABLE app.person ADD PRIMARY KEY (id, at)',
  'DROP TRIGGER touched ON app.quiet',
  'CREATE TRIGGER touched BEFORE INSERT ON app.quiet FOR EACH ROW EXECUTE FUNCTION app.touch()',
  `CREATE RULE kept AS ON DELETE TO app.quiet DO INSTEAD NOTHING`,
  'DROP RULE kept ON app.quiet; CREATE RULE other AS ON DELETE TO app.team DO INSTEAD NOTHING',
  'ALTER TYPE app.state RENAME TO status',
  'ALTER DOMAIN app.code RENAME TO codes',
  'ALTER COLLATION app.plain RENAME TO bare',
  `CREATE FUNCTION app.words(app.status) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT ''x'''; CREATE CAST (app.status AS text) WITH FUNCTION app.words(app.status)`,
  'ALTER TABLE app.event DETACH PARTITION app.rest',
  'CREATE TABLE app.child () INHERITS (app.quiet)',
  'ALTER TABLE app.child NO INHERIT app.quiet',
  'CREATE TABLE app.more (id int PRIMARY KEY); CREATE VIEW app.shown AS SELECT * FROM app.more',
  'REFRESH MATERIALIZED VIEW app.seen',
  'ALTER TABLE app.more RENAME TO less',
  'ALTER SCHEMA app RENAME TO shop',
  'ALTER TABLE shop.child SET SCHEMA public',
  'DROP TABLE shop.team CASCADE',
  'CREATE TABLE shop.team (id int); DROP TABLE shop.less CASCADE',
  'ALTER TABLE shop.person DROP CONSTRAINT person_pkey, ADD PRIMARY KEY (id)',
  'DROP SCHEMA shop CASCADE',
];

async function follow(change: (text: string) => Promise<unknown>): Promise<void> {
  const memory = new StructureMemory();
  await readStructure(session, { sizes: false, memory });
  for (const text of CHANGES) {
    await change(text);
    const read = await readStructure(session, { sizes: false, memory });
    const whole = await readStructure(session, { sizes: false });
    expect({ text, structure: withoutEstimates(read) }).toEqual({ text, structure: withoutEstimates(whole) });
  }
}

test('what its own transaction has written makes an earlier reading equal to a whole one', async () => {
  await session.query('BEGIN');
  await follow((text) => session.query(text));
  await session.query('ROLLBACK');
});

test('what others commit meanwhile is seen, and what nobody has written to is the same object', async () => {
  const memory = new StructureMemory();
  const first = await readStructure(session, { sizes: false, memory });
  await sql(database, 'ALTER TABLE app.team ADD theirs int');
  const second = await readStructure(session, { sizes: false, memory });
  expect(withoutEstimates(second)).toEqual(withoutEstimates(await readStructure(session, { sizes: false })));
  const again = second.tables.filter((table) => !first.tables.includes(table)).map(({ name }) => name);
  expect(again).toEqual(['team']);
});

test('so does what others have committed, one after the other', async () => {
  await follow((text) => sql(database, `BEGIN; ${text}; COMMIT`));
});
