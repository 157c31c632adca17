import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConnectionParameters } from '../target/connection';
import { readServerFacts } from '../target/facts';
import { withSession } from '../target/session';
import { neededExtensions } from '../scratch/needed-extensions';
import { CRM } from '../testing/crm';
import { sql, startTestServer, withClient, type TestServer } from '../testing/test-server';
import { folderPlace } from './folder-place';
import type { BackupPlace } from './place';
import { assertReady } from './readiness';

let server: TestServer;
let live: ConnectionParameters;
let folder: string;
beforeAll(async () => {
  server = await startTestServer();
  live = await server.create();
  await sql(live, CRM);
  await sql(
    live,
    `CREATE ROLE app LOGIN PASSWORD 'app-password'; GRANT USAGE ON SCHEMA core TO app; GRANT SELECT ON ALL TABLES IN SCHEMA core TO app;
                   GRANT SELECT ON ALL SEQUENCES IN SCHEMA core TO app`,
  );
  folder = mkdtempSync(join(tmpdir(), 'core-spec-ready-'));
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function ready(connection: ConnectionParameters, place: BackupPlace = folderPlace(folder)) {
  const facts = await withSession(connection, {}, readServerFacts);
  return assertReady({ connection, facts, place, scratchHere: true });
}
const asApp = (): ConnectionParameters => ({ ...live, user: 'app', password: 'app-password' });

test('a role that may read everything is ready, and knows what there is to dump', async () => {
  const { sizes, estimate, notes } = await ready(asApp());
  expect(sizes.get('core.opportunity')).toBeGreaterThan(100_000);
  expect(estimate).toBeGreaterThan(10_000);
  expect(notes).toEqual([]);
});

test.each([
  ['a table', 'REVOKE SELECT ON core.note FROM app', 'GRANT SELECT ON core.note TO app', 'table core.note'],
  [
    'a sequence',
    'REVOKE SELECT ON core.person_id_seq FROM app',
    'GRANT SELECT ON core.person_id_seq TO app',
    'sequence core.person_id_seq',
  ],
  [
    'a schema',
    'REVOKE USAGE ON SCHEMA core FROM app',
    'GRANT USAGE ON SCHEMA core TO app',
    'table core.company',
  ],
  [
    'rows behind row-level security',
    'ALTER TABLE core.note ENABLE ROW LEVEL SECURITY',
    'ALTER TABLE core.note DISABLE ROW LEVEL SECURITY',
    'table core.note (row-level security hides rows)',
  ],
])('%s that may not be read is named before anything is written', async (_name, take, give, words) => {
  await sql(live, take);
  try {
    await expect(ready(asApp())).rejects.toMatchObject({
      code: 'BACKUP_RIGHTS',
      why: expect.stringContaining(words) as string,
    });
    await expect(ready(live)).resolves.toBeDefined();
  } finally {
    await sql(live, give);
  }
});

test('too little space is told before anything is written', async () => {
  const full: BackupPlace = { ...folderPlace(folder), freeBytes: () => 1_000 };
  await expect(ready(live, full)).rejects.toMatchObject({ code: 'BACKUP_DISK_FULL' });
});

test('no backup beside a CONCURRENTLY statement', async () => {
  await withClient(live, async (writer) => {
    await writer.query(`BEGIN; UPDATE core.note SET body = body`);
    await withClient(live, async (builder) => {
      const building = builder.query('CREATE INDEX CONCURRENTLY beside ON core.note (body)');
      await new Promise((resolve) => setTimeout(resolve, 300));
      await expect(ready(live)).rejects.toMatchObject({
        code: 'BACKUP_BESIDE_CONCURRENTLY',
        kind: 'refused',
      });
      await writer.query('ROLLBACK');
      await building;
    });
  });
  await expect(ready(live)).resolves.toBeDefined();
});

test('an extension is needed where something of the user depends on it, else not', async () => {
  const needed = () => withSession(live, {}, neededExtensions);
  const [has] = await sql<{ n: number }>(
    live,
    `SELECT count(*)::int AS n FROM pg_available_extensions WHERE name IN ('citext', 'pg_stat_statements')`,
  );
  if (has?.n !== 2) return;
  await sql(live, 'CREATE EXTENSION citext; CREATE EXTENSION pg_stat_statements');
  expect(await needed()).not.toEqual(expect.arrayContaining(['citext']));
  expect(await needed()).not.toEqual(expect.arrayContaining(['pg_stat_statements']));
  await sql(live, 'ALTER TABLE core.note ADD COLUMN word citext');
  expect(await needed()).toEqual(expect.arrayContaining(['citext']));
});
