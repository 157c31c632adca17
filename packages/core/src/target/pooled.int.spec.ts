import { startPgBouncer } from '../testing/pgbouncer';
import { createProject, queries } from '../testing/project';
import { runProject } from '../testing/run-project';
import { sql, startTestServer, type TestServer } from '../testing/test-server';
import { CRM } from '../testing/crm';
import { assertNotPooled } from './pooled';
import { SafeMigrateError } from '../errors';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const codeOf = (act: Promise<unknown>) =>
  act.then(
    () => undefined,
    (error: unknown) => (error instanceof SafeMigrateError ? error.code : String(error)),
  );

test('a direct connection is none', async () => {
  expect(await codeOf(assertNotPooled(server.connection))).toBeUndefined();
});

describe('PgBouncer', () => {
  test.each([
    ['transaction', ['default_pool_size = 1']],
    ['transaction', ['default_pool_size = 20']],
    ['transaction', ['default_pool_size = 20', 'server_round_robin = 1']],
    ['transaction', ['default_pool_size = 20', 'min_pool_size = 5', 'server_round_robin = 1']],
    ['statement', []],
  ] as const)('pool_mode %s, %j: refused', async (mode, more) => {
    const bouncer = await startPgBouncer(server.connection, mode, more);
    try {
      const code = await codeOf(assertNotPooled(bouncer.connection));
      // In statement mode a transaction is refused by the pooler itself.
      expect(code).toMatch(
        mode === 'statement' ? /POOLED_CONNECTION|transaction blocks not allowed/ : /^POOLED_CONNECTION$/,
      );
    } finally {
      await bouncer.stop();
    }
  });

  test('pool_mode session is one session per client', async () => {
    const bouncer = await startPgBouncer(server.connection, 'session');
    expect(await codeOf(assertNotPooled(bouncer.connection))).toBeUndefined();
    await bouncer.stop();
  });

  test.each([[[]], [['ignore_startup_parameters = options']]])(
    'a run through it, %j: refused with the way out, nothing changed',
    async (more) => {
      const connection = await server.create();
      await sql(connection, CRM);
      const bouncer = await startPgBouncer(connection, 'transaction', more);
      const project = createProject({
        connection: bouncer.connection,
        migrations: [
          {
            name: 'AddExtra1800000000001',
            up: queries('ALTER TABLE core.opportunity ADD COLUMN extra text'),
            down: queries('ALTER TABLE core.opportunity DROP COLUMN extra'),
          },
        ],
      });
      const run = await runProject(project, { scratchUrl: server.url });
      expect([run.outcome, run.code]).toEqual(['refused', 'POOLED_CONNECTION']);
      expect(run.record.error?.next).toMatch(/DATABASE_UNPOOLED_URL/);
      expect(await sql(connection, `SELECT 1 FROM pg_namespace WHERE nspname = 'safe_migrate'`)).toEqual([]);
      project.remove();
      await bouncer.stop();
    },
  );
});
