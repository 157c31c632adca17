import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { statusCommand } from '../cli/status';
import { restoreArchive } from '../backup/restore-archive';
import { run } from '../process/run';
import { libpqEnvironment } from '../target/connection';
import { openStage, type Stage } from '../testing/scenario';
import { queries, type MigrationSource } from '../testing/project';
import { runProject } from '../testing/run-project';
import { sql } from '../testing/test-server';
import type { ConnectionParameters } from '../target/connection';
import { withSession } from '../target/session';
import { DEFAULT_POLICY, installSeal, readSealProblems } from '.';

const DROPS: MigrationSource = {
  name: 'DropNote1764300000000',
  up: queries('CREATE TABLE core.tag (id int PRIMARY KEY)', 'ALTER TABLE core.tag ADD COLUMN word text'),
  down: queries('DROP TABLE core.tag'),
};
const REWRITES: MigrationSource = {
  name: 'DropView1764300000001',
  up: `// safe-migrate: allow drop-view until 2099-01-01 because nothing reads it
    ${queries('DROP VIEW core.names')}`,
  down: queries('CREATE VIEW core.names AS SELECT name FROM core.company'),
};

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const seal = (connection: ConnectionParameters) =>
  withSession(connection, {}, (session) =>
    installSeal(session, {
      ...{ environment: 'production', name: 'crm', policy: DEFAULT_POLICY, template: true },
      ...{ nextCommand: 'safe-migrate run', runner: connection.user },
    }),
  );

it('a safe run changes a sealed database as any other, with backup, rehearsal and proof; nobody else does', async () => {
  const { connection, project } = await stage.prepare({
    migrations: [DROPS, REWRITES],
    given: 'CREATE VIEW core.names AS SELECT name FROM core.company',
  });
  await seal(connection);
  const agent = { before: process.env['AI_AGENT'] };
  process.env['AI_AGENT'] = 'spec';
  try {
    const options = { scratchUrl: stage.server.url };
    const unasked = await runProject(project, options);
    expect([unasked.outcome, unasked.code]).toEqual(['refused', 'CONFIRMATION_NEEDED']);
    const wrong = await runProject(project, { ...options, confirm: 'crm' });
    expect([wrong.outcome, wrong.code]).toEqual(['refused', 'CONFIRMATION_WRONG']);
    const run = await runProject(project, { ...options, confirm: connection.database });
    expect([run.outcome, run.text]).toEqual(['applied', expect.any(String)]);
    expect(run.record.warnings.join('\n')).not.toContain('seal');
    const [ticket] = await sql(
      connection,
      'SELECT run, application FROM safe_migrate.seal_ticket ORDER BY issued_at LIMIT 1',
    );
    expect(ticket).toEqual({
      run: expect.stringContaining('DropNote1764300000000'),
      application: expect.stringContaining(run.record.id),
    });
  } finally {
    if (agent.before === undefined) delete process.env['AI_AGENT'];
    else process.env['AI_AGENT'] = agent.before;
  }
  // The new table is guarded from its first moment, and everything is refused again.
  for (const text of ['TRUNCATE core.tag', 'DROP TABLE core.tag', 'DROP TABLE core.company CASCADE']) {
    await expect(sql(connection, text)).rejects.toMatchObject({ code: 'SM001' });
  }
  expect(await withSession(connection, { readOnly: true }, readSealProblems)).toEqual([]);
  const status = async () => {
    let text = '';
    const options = { projectRoot: project.root, dataSource: project.dataSource };
    expect(await statusCommand(options, { write: (line) => (text += `${line}\n`) })).toBe(0);
    return text;
  };
  expect(await status()).toMatch(/^seal +sealed: crm, production\nnext +Nothing\.$/m);
  // A superuser who switches it off leaves a trace, which who looks for the migrations is told too.
  await sql(
    connection,
    `ALTER EVENT TRIGGER safe_migrate_drop DISABLE; DROP TABLE core.tag; ALTER EVENT TRIGGER safe_migrate_drop ENABLE ALWAYS`,
  );
  expect(await status()).toMatch(/^ +OPEN: .*core\.tag/m);
  expect(await status()).toMatch(/^next +Look at what is open; .*safe-migrate seal -d/m);
  await sql(stage.server.connection, `ALTER DATABASE ${connection.database} IS_TEMPLATE false`);
});

it('a role that is no superuser can still make copies: the event triggers, asleep in a copy anyhow, are left out', async () => {
  const { server } = stage;
  const connection = await server.create('crm');
  await seal(connection);
  await sql(
    connection,
    `CREATE ROLE plain LOGIN CREATEDB PASSWORD 'x'; ALTER DATABASE ${connection.database} IS_TEMPLATE false`,
  );
  const copy = { ...connection, user: 'plain', password: 'x', database: 'plain_copy' };
  await sql({ ...copy, database: 'postgres' }, 'CREATE DATABASE plain_copy TEMPLATE template0');
  const folder = mkdtempSync(join(tmpdir(), 'G-plain-'));
  try {
    const archive = join(folder, 'dump');
    const dumped = await run(server.tools.pgDump, ['-Fc', '-f', archive], {
      env: libpqEnvironment(connection),
    });
    expect(dumped.code).toBe(0);
    await restoreArchive({
      tools: server.tools,
      connection: copy,
      archive: { path: archive, jobs: 1 },
      withoutRoles: true,
    });
    expect(
      await sql(
        copy,
        'SELECT (SELECT count(*)::int FROM pg_event_trigger) AS triggers, count(*)::int AS n FROM core.company',
      ),
    ).toEqual([{ triggers: 0, n: 200 }]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
