import { fingerprintDatabase } from '../backup/database-content';
import { startTestServer, sql, type TestServer } from '../testing/test-server';
import { readCatalogFacts } from '../review/catalog-facts';
import { readDefinitions } from '../verify/definitions';
import { readStructure } from '../verify/structure';
import { readInvalidIndexes } from '../apply/invalid-indexes';
import { OWN_SCHEMAS } from './own-schemas';
import { withSession } from './session';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

test('what is in our schemas is neither structure, nor definition, nor content; a look-alike is', async () => {
  const connection = await server.create();
  const read = () =>
    withSession(connection, { readOnly: true }, async (session) => ({
      structure: await readStructure(session),
      definitions: await readDefinitions(session),
      catalog: (await readCatalogFacts(session)).tables,
      invalid: [...(await readInvalidIndexes(session))],
      content: (await fingerprintDatabase(connection)).named,
    }));
  await sql(connection, 'CREATE TABLE public.kept (id int PRIMARY KEY); INSERT INTO public.kept VALUES (1)');
  const before = await read();
  expect(before.structure.tables.map(({ name }) => name)).toEqual(['kept']);
  for (const schema of OWN_SCHEMAS) {
    await sql(
      connection,
      `CREATE SCHEMA ${schema}; CREATE TYPE ${schema}.e AS ENUM ('a'); CREATE TYPE ${schema}.c AS (x int);
       CREATE TABLE ${schema}.t (id serial PRIMARY KEY, e ${schema}.e); INSERT INTO ${schema}.t DEFAULT VALUES;
       CREATE FUNCTION ${schema}.f() RETURNS int LANGUAGE sql AS 'SELECT 1';
       UPDATE pg_index SET indisvalid = false WHERE indrelid = '${schema}.t'::regclass`,
    );
  }
  expect(await read()).toEqual(before);
  await sql(connection, 'CREATE SCHEMA "safe_migrate2"; CREATE TABLE "safe_migrate2".t (id int)');
  expect((await read()).structure.tables.map(({ schema }) => schema)).toEqual(['public', 'safe_migrate2']);
});

test('two sessions with other search paths see one shape', async () => {
  const connection = await server.create();
  await sql(
    connection,
    `CREATE SCHEMA app; CREATE DOMAIN app.code AS text; CREATE TABLE app.t (id serial PRIMARY KEY, code app.code, up int REFERENCES app.t);
     CREATE VIEW app.v AS SELECT code FROM app.t`,
  );
  const [plain, other] = await withSession(connection, { readOnly: true }, async (session) => {
    const read = async () => [await readDefinitions(session), await readStructure(session)];
    const first = await read();
    await session.query('SET search_path = app');
    const second = await read();
    expect(await session.query('SHOW search_path')).toEqual([{ search_path: 'app' }]);
    return [first, second];
  });
  expect(other).toEqual(plain);
});
