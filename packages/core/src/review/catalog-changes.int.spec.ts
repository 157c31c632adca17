import type { TableFacts } from '@safe-migrate/hazards';
import type { ConnectionParameters } from '../target/connection';
import { openSession, type OwnSession } from '../target/session';
import { sql, startTestServer, type TestServer } from '../testing/test-server';
import { CatalogChangesReader } from './catalog-changes';
import { CatalogCopy } from './catalog-copy';
import { SYSTEM_CATALOGS, SystemCatalogs, writtenBetween, type Written } from './catalog-undone';
import { readCatalogFacts, type CatalogFacts } from './catalog-facts';

let server: TestServer;
let database: ConnectionParameters;
let session: OwnSession;

beforeAll(async () => {
  server = await startTestServer();
}, 60_000);

beforeEach(async () => {
  database = await server.create();
  await sql(
    database,
    `CREATE SCHEMA app;
     CREATE TYPE app.state AS ENUM ('new');
     CREATE DOMAIN app.code AS text;
     CREATE FUNCTION app.half(i int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT i / 2';
     CREATE TABLE app.team (id int PRIMARY KEY, name text, code app.code);
     CREATE TABLE app.person (id int PRIMARY KEY, team int REFERENCES app.team, state app.state, age int CHECK (app.half(age) > 0));
     CREATE TABLE app.quiet (id int);
     CREATE INDEX person_age ON app.person (app.half(age));
     CREATE TABLE app.event (at date) PARTITION BY RANGE (at);
     CREATE TABLE app.rest PARTITION OF app.event DEFAULT;`,
  );
  session = await openSession(database);
}, 60_000);

afterEach(() => session?.close());

afterAll(() => server?.stop());

function follow(followed: OwnSession): (written?: readonly string[]) => Promise<CatalogFacts> {
  const changes = new CatalogChangesReader(followed);
  const copy = new CatalogCopy();
  return async (written) => copy.follow(await changes.next(written));
}

/** Sends it in one transaction. */
async function sendCounted(change: string): Promise<readonly string[]> {
  const counted = await openSession(database);
  const ask = async (question: string): Promise<string> => {
    const [row] = await counted.query<{ answer: string }>(question);
    return row?.answer ?? '';
  };
  const question = new SystemCatalogs(await ask(SYSTEM_CATALOGS)).counted();
  const count = async (): Promise<Written> => JSON.parse(await ask(question)) as Written;
  try {
    await counted.query('BEGIN');
    const began = await count();
    await counted.query(change.replace(/^BEGIN; |; COMMIT$/g, ''));
    return writtenBetween(began, await count());
  } finally {
    await counted.query('COMMIT');
    await counted.close();
  }
}

const withoutSizes = ({ tables, ...facts }: CatalogFacts): unknown => ({
  ...facts,
  types: [...facts.types],
  tables: tables.map(({ rows: _rows, bytes: _bytes, ...table }: TableFacts) => table),
});

test.each([true, false])(
  'after every change it reads what a full reading reads (counted: %s)',
  async (counts) => {
    const read = follow(session);
    for (const change of [
      'SELECT 1',
      'ALTER TABLE app.person ADD note text',
      'ALTER TABLE app.person ALTER note SET NOT NULL',
      `ALTER TABLE app.person ALTER note SET DEFAULT 'x'`,
      'ALTER TABLE app.person RENAME note TO remark',
      'ALTER TABLE app.team RENAME id TO number',
      'ALTER TABLE app.team RENAME TO crew',
      'ALTER FUNCTION app.half(int) RENAME TO halved',
      'ALTER TYPE app.state RENAME TO status',
      'CREATE INDEX person_state ON app.person (state)',
      'ALTER INDEX app.person_state RENAME TO person_of_state',
      'ALTER INDEX app.person_of_state RENAME TO person_state',
      'ALTER TABLE app.person RENAME CONSTRAINT person_age_check TO grown',
      "UPDATE pg_constraint SET convalidated = false WHERE conname = 'grown'",
      "UPDATE pg_attribute SET attnotnull = false WHERE attrelid = 'app.person'::regclass AND attname = 'remark'",
      "DO $$ BEGIN EXECUTE 'CREATE TABLE app.copied (LIKE app.person INCLUDING ALL)'; END $$",
      'GRANT SELECT (age) ON app.copied TO PUBLIC; DROP TABLE app.copied',
      'CREATE TABLE app.selected AS SELECT 1 AS one; CREATE SEQUENCE app.numbers OWNED BY app.selected.one',
      'ALTER SEQUENCE app.numbers OWNED BY NONE',
      'ALTER SEQUENCE app.numbers OWNED BY app.selected.one',
      'BEGIN; SAVEPOINT s; DROP TABLE app.selected; ROLLBACK TO s; ALTER TABLE app.selected ADD two serial; COMMIT',
      'DROP TABLE app.selected',
      'CREATE UNIQUE INDEX CONCURRENTLY person_remark ON app.person (remark)',
      'ALTER TABLE app.person ADD CONSTRAINT one UNIQUE USING INDEX person_remark',
      'DROP INDEX app.person_state',
      'ALTER TABLE app.person ADD CONSTRAINT old CHECK (age < 200) NOT VALID',
      'ALTER TABLE app.person VALIDATE CONSTRAINT old',
      'ALTER TABLE app.person DROP CONSTRAINT old',
      'ALTER DOMAIN app.code ADD CONSTRAINT short CHECK (length(VALUE) < 9)',
      'ALTER DOMAIN app.code SET NOT NULL',
      'ALTER TABLE app.rest RENAME TO others',
      'ALTER TABLE app.event DETACH PARTITION app.others',
      "ALTER TABLE app.event ATTACH PARTITION app.others FOR VALUES FROM ('2020-01-01') TO ('2021-01-01')",
      'CREATE INDEX ON app.event (at); ALTER TABLE app.event DETACH PARTITION app.others',
      'CREATE TABLE app.child () INHERITS (app.quiet)',
      'ALTER TABLE app.quiet RENAME TO still',
      'ALTER TABLE app.child NO INHERIT app.still',
      'CREATE VIEW app.seen AS SELECT id FROM app.person',
      'CREATE OR REPLACE VIEW app.seen AS SELECT id, age FROM app.person WHERE app.halved(age) > 1',
      "CREATE FUNCTION app.noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
      "CREATE OR REPLACE FUNCTION app.noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN DELETE FROM app.still; RETURN NEW; END'",
      'CREATE TRIGGER noted AFTER UPDATE OF age ON app.person FOR EACH ROW EXECUTE FUNCTION app.noted()',
      'ALTER TABLE app.person DISABLE TRIGGER noted',
      'CREATE POLICY grown ON app.person USING (age > 17)',
      'ALTER POLICY grown ON app.person USING (age > 20) WITH CHECK (true)',
      'CREATE STATISTICS app.both ON id, age FROM app.person',
      'DROP TRIGGER noted ON app.person; DROP POLICY grown ON app.person; DROP STATISTICS app.both',
      'ALTER FUNCTION app.noted() STABLE',
      'DROP FUNCTION app.noted()',
      "ALTER TABLE app.event ATTACH PARTITION app.others FOR VALUES FROM ('2020-01-01') TO ('2021-01-01')",
      'ALTER TABLE app.event DETACH PARTITION app.others',
      'ALTER TABLE app.person CLUSTER ON person_pkey',
      'ALTER TABLE app.still SET UNLOGGED',
      `ALTER TABLE app.person ALTER remark SET DEFAULT 'z'`,
      'ALTER TABLE app.person ALTER remark TYPE text COLLATE "C"',
      'CREATE TYPE app.pair AS (a int, b text); CREATE TABLE app.pairs OF app.pair',
      'ALTER TYPE app.pair ADD ATTRIBUTE c int CASCADE',
      'ALTER SCHEMA app RENAME TO shop',
      'ALTER TABLE shop.child SET SCHEMA public',
      'DROP TABLE shop.crew CASCADE',
      'CREATE TABLE shop.crew (id int)',
      'DROP FUNCTION shop.halved(int) CASCADE',
      'ALTER TABLE shop.person DROP state',
      'DROP TYPE shop.status',
      'DROP DOMAIN shop.code CASCADE; CREATE TYPE shop.code AS (a int)',
      'BEGIN; ALTER TABLE shop.person ADD a int; SAVEPOINT s; ALTER TABLE shop.person ADD b int; COMMIT',
      'DROP SCHEMA shop CASCADE',
    ]) {
      const counted = counts && !change.includes('CONCURRENTLY');
      const facts = await read(counted ? await sendCounted(change) : void (await sql(database, change)));
      expect({ change, facts: withoutSizes(facts) }).toEqual({
        change,
        facts: withoutSizes(await readCatalogFacts(session)),
      });
    }
  },
);

test('what has not changed is not read again', async () => {
  const sent: string[] = [];
  const counted = {
    query: (text: string, parameters?: readonly unknown[]) => {
      sent.push(text);
      return session.query(text, parameters);
    },
  };
  await session.query('DEALLOCATE ALL');
  const read = follow(counted as OwnSession);
  const first = await read();
  sent.length = 0;
  const second = await read();
  expect(sent).toHaveLength(1);
  expect(second.tables.every((table, index) => table === first.tables[index])).toBe(true);
  await sql(database, 'ALTER TABLE app.quiet ADD more int');
  const third = await read();
  const again = third.tables.filter((table) => !first.tables.includes(table));
  expect(again.map(({ name }) => name)).toEqual(['quiet']);
});

test('a trigger that waits for COMMIT may write to what nobody has counted', async () => {
  await sql(
    database,
    `CREATE FUNCTION app.surprise() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN CREATE TYPE app.late AS ENUM (); RETURN NULL; END';
     CREATE CONSTRAINT TRIGGER late AFTER INSERT ON app.quiet DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION app.surprise()`,
  );
  const read = follow(session);
  await read();
  const facts = await read(await sendCounted('INSERT INTO app.quiet VALUES (1)'));
  expect(facts.types.map(({ name }) => name)).toContain('late');
});
