import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { appendFileSync, existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { dumpOf } from '../testing/database-dump';
import { leftovers } from '../testing/leftovers';
import { queries, type Project } from '../testing/project';
import { runProject } from '../testing/run-project';
import { openStage, type Stage } from '../testing/scenario';
import { sql, startTestServer, type TestServer } from '../testing/test-server';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const migrations = [
  {
    name: 'AddExtra1800000000001',
    up: queries(
      'ALTER TABLE core.opportunity ADD COLUMN extra text',
      'CREATE INDEX opportunity_extra ON core.opportunity (extra)',
    ),
    down: queries('ALTER TABLE core.opportunity DROP COLUMN extra'),
  },
];
const backupsOf = (project: Project): string[] => {
  const folder = join(project.root, '.safe-migrate/backups');
  return existsSync(folder) ? readdirSync(folder) : [];
};

test('takes a backup where there is none, then goes on with the newest, and changes nothing', async () => {
  const { connection, project } = await stage.prepare({ migrations });
  const before = await dumpOf(stage.server.tools, connection);
  const rehearse = (more = {}) => runProject(project, { scratchUrl: stage.server.url, ...more }, 'rehearse');

  const first = await rehearse();
  expect(first.record.error).toBeUndefined();
  expect(first.outcome).toBe('rehearsed');
  expect(first.text).toMatch(/outcome +REHEARSED/);
  expect(backupsOf(project)).toEqual([first.record.id]);

  const second = await rehearse();
  expect(second.outcome).toBe('rehearsed');
  expect(backupsOf(project)).toEqual([first.record.id]);
  expect(second.record.backup?.folder).toBe(first.record.backup?.folder);
  expect(second.record.steps.find(({ step }) => step === 'back up')?.summary).toMatch(/^the newest one, of /);

  const fresh = await rehearse({ freshBackup: true });
  expect(backupsOf(project)).toEqual([first.record.id, fresh.record.id].sort());

  expect(await dumpOf(stage.server.tools, connection)).toEqual(before);
  expect(await leftovers(stage.server, project)).toEqual([]);
});

test('a backup from before another migration, or of another database, is not taken for the newest', async () => {
  const { connection, project } = await stage.prepare({ migrations });
  const run = () => runProject(project, { scratchUrl: stage.server.url }, 'rehearse');
  const first = await run();
  await sql(
    connection,
    `INSERT INTO core._typeorm_migrations ("timestamp", name) VALUES (1700000000001, 'Other1700000000001')`,
  );
  project.write(
    'src/migrations/Other1700000000001.js',
    `exports.Other1700000000001 = class { name = 'Other1700000000001'; async up() {} async down() {} };`,
  );
  const second = await run();
  expect(second.record.error).toBeUndefined();
  expect(backupsOf(project)).toHaveLength(2);

  const other = await stage.prepare({ migrations });
  const elsewhere = await runProject(
    other.project,
    { scratchUrl: stage.server.url, backupDirectory: join(project.root, '.safe-migrate/backups') },
    'rehearse',
  );
  expect(elsewhere.record.backup?.folder).toContain(elsewhere.record.id);
  expect([first.record.id, second.record.id]).not.toContain(elsewhere.record.id);
});

test('a backup whose files were changed is not rehearsed on', async () => {
  const { project } = await stage.prepare({ migrations });
  const first = await runProject(project, { scratchUrl: stage.server.url }, 'rehearse');
  const archive = join(first.record.backup?.folder ?? '', 'archive');
  appendFileSync(join(archive, readdirSync(archive)[0] ?? ''), 'x');
  const second = await runProject(project, { scratchUrl: stage.server.url }, 'rehearse');
  expect(second).toMatchObject({ outcome: 'failed-unchanged', code: 'BACKUP_DAMAGED' });
  expect(second.text).toContain('--fresh-backup');
  expect(await leftovers(stage.server, project)).toEqual([]);
});

test('a migration that does not survive the rehearsal is refused', async () => {
  const { project } = await stage.prepare({
    migrations: [
      {
        name: 'AddUnique1800000000001',
        up: queries('CREATE UNIQUE INDEX opportunity_stage ON core.opportunity (stage)'),
        down: queries('DROP INDEX core.opportunity_stage'),
      },
    ],
  });
  const { outcome, code } = await runProject(
    project,
    { scratchUrl: stage.server.url, refuse: 'dangerous' },
    'rehearse',
  );
  expect({ outcome, code }).toEqual({ outcome: 'failed-unchanged', code: 'MIGRATION_FAILED' });
});

describe('killed at random moments', () => {
  const COMMAND = resolve(__dirname, '../../bin/safe-migrate.js');
  const TIMES = 20;
  let scratch: TestServer;
  beforeAll(async () => {
    scratch = await startTestServer();
  });
  afterAll(() => scratch.stop());

  /** Rows, statements and transactions that ever changed something in a database, as the server counts them. */
  const written = async (connection: Stage['server']['connection']): Promise<unknown> =>
    sql(
      connection,
      `SELECT tup_inserted::int, tup_updated::int, tup_deleted::int FROM pg_stat_database WHERE datname = current_database()`,
    );

  test(`${TIMES} times: the next command leaves no scratch database, and the live database was never written`, async () => {
    const { connection, project } = await stage.prepare({ migrations });
    const before = await dumpOf(stage.server.tools, connection);
    const writtenBefore = await written(connection);
    const rehearse = (): { ended: Promise<unknown>; kill: () => void } => {
      const child = spawn(
        process.execPath,
        [
          COMMAND,
          'rehearse',
          '--project',
          project.root,
          '-d',
          project.dataSource,
          '--fresh-backup',
          '--scratch-url',
          scratch.url,
        ],
        { stdio: 'ignore' },
      );
      return { ended: new Promise((done) => child.on('close', done)), kill: () => child.kill('SIGKILL') };
    };
    const started = Date.now();
    expect(await rehearse().ended).toBe(0);
    const whole = Date.now() - started;

    let leftBehind = 0;
    for (let time = 0; time < TIMES; time++) {
      const run = rehearse();
      const moment = randomInt(Math.ceil(whole * 0.3), whole);
      await new Promise((done) => setTimeout(done, moment));
      run.kill();
      await run.ended;
      leftBehind += (await leftDatabases(scratch)).length;
    }
    // Otherwise nothing was tried.
    expect(leftBehind).toBeGreaterThan(0);
    expect(await rehearse().ended).toBe(0);
    expect(await leftDatabases(scratch)).toEqual([]);
    expect(backupsOf(project).filter((name) => name.endsWith('.partial'))).toEqual([]);
    expect(await dumpOf(stage.server.tools, connection)).toEqual(before);
    expect(await written(connection)).toEqual(writtenBefore);
  });

  const leftDatabases = (server: TestServer) =>
    sql(server.connection, `SELECT datname::text FROM pg_database WHERE datname LIKE 'safe\\_migrate\\_%'`);
});
