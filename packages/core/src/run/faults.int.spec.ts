import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dumpOf } from '../testing/database-dump';
import { queries } from '../testing/project';
import { runProject } from '../testing/run-project';
import { openStage, type Scenario, type Stage } from '../testing/scenario';
import { sql } from '../testing/test-server';

let stage: Stage;
let disk: string;
let small: Stage | undefined;
/** Only root may mount a small file system; elsewhere the tests of full disks are not there, and that is said. */
const mayMount = process.getuid?.() === 0 && spawnSync('mount', ['--version']).status === 0;
beforeAll(async () => {
  stage = await openStage();
  disk = mkdtempSync(join(tmpdir(), 'core-spec-disk-'));
  if (!mayMount) return void process.stdout.write('not root: disks that are full are not tried\n');
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=300m,mode=755', 'tmpfs', disk]);
  small = await openStage(disk);
});
afterAll(async () => {
  await stage.close();
  await small?.close();
  if (mayMount) execFileSync('umount', ['-l', disk]);
  rmSync(disk, { recursive: true, force: true });
});

const ADD = queries('ALTER TABLE core.opportunity ADD COLUMN extra text');
const UNADD = queries('ALTER TABLE core.opportunity DROP COLUMN extra');
const onLive = (act: string) =>
  `const [{ name }] = await queryRunner.query('SELECT current_database() AS name'); if (name.startsWith('test_')) { ${act} }`;

async function play(on: Stage, scenario: Scenario, settings: Readonly<Record<string, unknown>> = {}) {
  const { connection, project } = await on.prepare(scenario);
  const before = await dumpOf(on.server.tools, connection);
  const run = await runProject(project, { scratchUrl: stage.server.url, refuse: 'dangerous', ...settings });
  return {
    run,
    connection,
    project,
    same: async () => expect(await dumpOf(on.server.tools, connection)).toEqual(before),
  };
}

if (mayMount) {
  test('the disk of the server is full in the middle of a migration: rolled back, and told', async () => {
    if (!small) throw new Error('no small disk');
    const fill = `CREATE UNLOGGED TABLE core.big AS SELECT repeat(md5(i::text), 30) AS x FROM generate_series(1, 2000000) i`;
    const { run, same } = await play(small, {
      migrations: [{ name: 'AddExtra1800000000001', up: `${ADD} ${onLive(queries(fill))}`, down: UNADD }],
    });
    expect([run.outcome, run.code]).toEqual(['failed-unchanged', 'MIGRATION_FAILED']);
    expect(run.record.error).toMatchObject({
      why: expect.stringMatching(/53100/) as string,
      next: expect.stringMatching(/disk of the server is full/) as string,
    });
    await same();
  });

  test('no room for a rewrite: refused before anything is done', async () => {
    if (!small) throw new Error('no small disk');
    const { run, same } = await play(small, {
      given: `CREATE UNLOGGED TABLE core.wide AS SELECT i, repeat('x', 200) AS pad FROM generate_series(1, 500000) i`,
      migrations: [
        {
          name: 'Widen1800000000001',
          up: queries('ALTER TABLE core.wide ALTER COLUMN i TYPE bigint'),
          down: queries('ALTER TABLE core.wide ALTER COLUMN i TYPE int'),
        },
      ],
    });
    expect([run.outcome, run.code]).toEqual(['refused', 'DISK_SPACE']);
    await same();
  });

  test('the folder of backups, or of records, is on a full disk: told before anything is done', async () => {
    const tiny = mkdtempSync(join(tmpdir(), 'core-spec-tiny-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=100k', 'tmpfs', tiny]);
    try {
      mkdirSync(join(tiny, 'b'));
      const migrations = [{ name: 'AddExtra1800000000001', up: ADD, down: UNADD }];
      const backup = await play(stage, { migrations }, { backupDirectory: join(tiny, 'b') });
      expect([backup.run.outcome, backup.run.code]).toEqual(['failed-unchanged', 'BACKUP_DISK_FULL']);
      await backup.same();
      spawnSync('sh', ['-c', `cat /dev/zero > ${join(tiny, 'fill')}`]);
      const record = await play(stage, { migrations }, { recordDirectory: join(tiny, 'r') });
      expect([record.run.outcome, record.run.code]).toEqual(['usage-error', 'RECORD_DIRECTORY']);
      await record.same();
    } finally {
      execFileSync('umount', ['-l', tiny]);
      rmSync(tiny, { recursive: true, force: true });
    }
  });
}

test.each([
  [
    'the server',
    'ALTER SYSTEM SET default_transaction_read_only = on',
    'ALTER SYSTEM RESET default_transaction_read_only',
  ],
  ['the database', 'ALTER DATABASE :db SET default_transaction_read_only = on', 'SELECT 1'],
])('read-only by %s: refused', async (_, close, open) => {
  const { connection, project } = await stage.prepare({
    migrations: [{ name: 'AddExtra1800000000001', up: ADD, down: UNADD }],
  });
  const admin = { ...stage.server.connection };
  await sql(admin, close.replace(':db', connection.database));
  await sql(admin, 'SELECT pg_reload_conf(), pg_sleep(0.3)');
  try {
    const run = await runProject(project, { scratchUrl: stage.server.url });
    expect([run.outcome, run.code]).toEqual(['refused', 'SERVER_READ_ONLY']);
    expect(run.text).toMatch(/default_transaction_read_only is on/);
  } finally {
    await sql(admin, `SET default_transaction_read_only = off`);
    await sql(admin, open);
    await sql(admin, 'SELECT pg_reload_conf(), pg_sleep(0.3)');
  }
});
