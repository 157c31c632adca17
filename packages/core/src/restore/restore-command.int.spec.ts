import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { backupCommand } from '../backup/backup-command';
import type { CommandRecord } from '../backup/command';
import type { ConnectionParameters } from '../target/connection';
import { sealCommand } from '../seal/command';
import { quoteIdentifier } from '../target/identifier';
import { dumpOf } from '../testing/database-dump';
import { leftovers } from '../testing/leftovers';
import type { Project } from '../testing/project';
import { openStage, type Stage } from '../testing/scenario';
import { sql } from '../testing/test-server';
import { restoreCommand } from './restore-command';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

interface Said {
  readonly code: number;
  readonly text: string;
  readonly record: CommandRecord;
}

async function call(
  command: typeof backupCommand,
  project: Project,
  options: Record<string, unknown> = {},
): Promise<Said> {
  const lines: string[] = [];
  const given = { dataSource: project.dataSource, projectRoot: project.root, ...options };
  const code = await command(given, { write: (line) => lines.push(line) });
  const runs = join(project.root, '.safe-migrate/runs');
  // Two commands in one second have names in any order.
  const written = (name: string) => statSync(join(runs, name)).mtimeMs;
  const newest =
    readdirSync(runs)
      .sort((a, b) => written(a) - written(b))
      .at(-1) ?? '';
  return {
    code,
    text: lines.join('\n'),
    record: JSON.parse(readFileSync(join(runs, newest), 'utf8')) as CommandRecord,
  };
}
const backup = (project: Project, options: Record<string, unknown> = {}) =>
  call(backupCommand, project, { scratchUrl: stage.server.url, ...options });
const restore = (project: Project, options: Record<string, unknown> = {}) =>
  call(restoreCommand, project, options);

const inDatabase = (connection: ConnectionParameters, database: string): ConnectionParameters => ({
  ...connection,
  database,
});
const dumped = (connection: ConnectionParameters) => dumpOf(stage.server.tools, connection);
const databases = async () =>
  (await sql<{ name: string }>(stage.server.connection, 'SELECT datname::text AS name FROM pg_database')).map(
    ({ name }) => name,
  );

test('a backup is restored beside the live database, what came after is listed and exported, and the two are swapped', async () => {
  const { connection, project } = await stage.prepare({ migrations: [] });
  await sql(
    connection,
    `ALTER DATABASE ${quoteIdentifier(connection.database)} SET statement_timeout TO '17s';
     CREATE TABLE core."Odd ""name""" (a integer, b text, id integer GENERATED ALWAYS AS IDENTITY, twice integer GENERATED ALWAYS AS (a * 2) STORED, PRIMARY KEY (a, b));
     INSERT INTO core."Odd ""name""" (a, b) VALUES (1, 'x'), (2, E'line\\nbreak -- '';'), (3, 'gone')`,
  );
  const taken = await backup(project);
  expect(taken).toMatchObject({
    code: 0,
    record: { outcome: 'backed-up', result: { verification: 'restored', weaker: null } },
  });
  expect(taken.text).toMatch(/certificate restored into PostgreSQL 15.* 6 tables, 1524 rows/);
  const asItWas = await dumped(connection);

  await sql(
    connection,
    `INSERT INTO core.person (email) SELECT 'late' || i FROM generate_series(1, 30) i;
     UPDATE core.opportunity SET name = E'it''s \\\\ new', details = '{"a": "\\u00e9"}' WHERE name = 'Opportunity 1';
     DELETE FROM core.note WHERE body = 'note 3';
     INSERT INTO core.company (id, name) VALUES (md5('new')::uuid, 'New');
     INSERT INTO core.opportunity (id, name, "companyId") VALUES (md5('newer')::uuid, 'Newer', md5('new')::uuid);
     UPDATE core."Odd ""name""" SET b = E'other\\n' WHERE a = 2; DELETE FROM core."Odd ""name""" WHERE a = 3;
     CREATE TABLE core.later (id integer); INSERT INTO core.later VALUES (1), (2)`,
  );
  const now = await dumped(connection);

  const done = await restore(project, { laterRows: 'later' });
  expect(done.code).toBe(0);
  const { restored, laterRowsFile } = done.record.result as { restored: string; laterRowsFile: string };
  expect(restored).toMatch(new RegExp(`^${connection.database}_restored_\\d{8}_\\d{6}$`));
  expect(await dumped(connection)).toEqual(now);
  expect(await dumped(inDatabase(connection, restored))).toEqual(asItWas);
  expect(done.text).toMatch(/core\.person: 30 rows added since; by id: "3\d\d", .*"3\d\d", \.\.\./);
  expect(done.text).toMatch(
    /core\.opportunity: 1 row added since; by id: .*\n.*core\.opportunity: 1 row changed since; by id/,
  );
  expect(done.text).toMatch(/core\.note: 1 row deleted since; whole rows: ".*note 3/);
  expect(done.text).toContain('core.later is not in the backup');
  expect(done.text).toContain(`--swap ${restored} --confirm ${connection.database}`);
  expect(await sql(inDatabase(connection, restored), 'SHOW statement_timeout')).toEqual([
    { statement_timeout: '17s' },
  ]);

  // The export brings back what came after, except deletions and what has no place in the restored database.
  execFileSync(
    'psql',
    [
      '--single-transaction',
      '-v',
      'ON_ERROR_STOP=1',
      '-q',
      '-f',
      laterRowsFile,
      '-d',
      restored,
      '-h',
      connection.host,
      '-p',
      String(connection.port),
      '-U',
      connection.user,
    ],
    {
      env: { ...process.env, PGPASSWORD: connection.password },
      stdio: 'pipe',
    },
  );
  const content = (database: string, table: string) =>
    sql(inDatabase(connection, database), `SELECT t::text FROM ${table} t ORDER BY 1`);
  for (const table of ['core.person', 'core.opportunity', 'core.company'])
    expect(await content(restored, table)).toEqual(await content(connection.database, table));
  expect(
    await sql(
      inDatabase(connection, restored),
      `SELECT a, b, twice FROM core."Odd ""name""" WHERE a = 2 ORDER BY b`,
    ),
  ).toEqual(expect.arrayContaining([{ a: 2, b: 'other\n', twice: 4 }]));
  expect(
    await sql(inDatabase(connection, restored), 'SELECT last_value::int FROM core.person_id_seq'),
  ).toEqual([{ last_value: 330 }]);

  // What somebody wrote into is not what the backup holds any more.
  const changed = await restore(project, { swap: restored, confirm: connection.database });
  expect(changed).toMatchObject({ code: 3, record: { error: { code: 'RESTORED_CHANGED' } } });
  expect(await dumped(connection)).toEqual(now);

  const wrong = await restore(project, { confirm: 'another' });
  expect(wrong).toMatchObject({ code: 3, record: { error: { code: 'CONFIRM_DATABASE' } } });

  // Swapped while clients are connected and connect again all the time.
  let [tries, stop] = [0, false];
  const clients = (async () => {
    while (!stop) {
      const client = new Client(connection);
      client.on('error', () => undefined);
      await client
        .connect()
        .then(() => client.query('SELECT pg_sleep(0.05)'))
        .catch(() => undefined);
      await client.end().catch(() => undefined);
      tries++;
    }
  })();
  const swapped = await restore(project, { confirm: connection.database });
  stop = true;
  await clients;
  expect(swapped).toMatchObject({ code: 0, record: { outcome: 'swapped' } });
  expect(tries).toBeGreaterThan(0);
  const { aside } = swapped.record.result as { aside: string };
  expect(await dumped(connection)).toEqual(asItWas);
  expect(await dumped(inDatabase(connection, aside))).toEqual(now);
  expect(swapped.text).toContain('30 rows added since');
  expect(await leftovers(stage.server, project)).toEqual([]);
});

test('what takes the place of a sealed database has to be sealed again, and it is said how', async () => {
  const { connection, project } = await stage.prepare({ migrations: [] });
  const place = { dataSource: project.dataSource, projectRoot: project.root };
  expect(await sealCommand({ ...place, name: 'the crm' }, () => undefined)).toBe(0);
  expect(await backup(project)).toMatchObject({ code: 0 });
  const done = await restore(project, { confirm: connection.database });
  expect(done).toMatchObject({ code: 0, record: { outcome: 'swapped' } });
  expect(done.text).toContain("safe-migrate seal --environment production --name 'the crm'");
  expect(await sealCommand({ ...place, check: true }, () => undefined)).toBe(1);
});

test('a database that is gone comes back under its name', async () => {
  const { connection, project } = await stage.prepare({ migrations: [] });
  expect(await backup(project)).toMatchObject({ code: 0 });
  const asItWas = await dumped(connection);
  await sql(stage.server.connection, `DROP DATABASE ${quoteIdentifier(connection.database)} WITH (FORCE)`);
  const done = await restore(project, { confirm: connection.database });
  expect(done).toMatchObject({ code: 0, record: { outcome: 'swapped', result: { aside: null } } });
  expect(await dumped(connection)).toEqual(asItWas);
});

test('a restore never goes over a database, and a damaged backup leaves nothing', async () => {
  const { connection, project } = await stage.prepare({ migrations: [] });
  const taken = await backup(project);
  const before = (await databases()).sort();
  expect(await restore(project, { into: connection.database })).toMatchObject({
    code: 3,
    record: { error: { code: 'RESTORE_NAME' } },
  });
  expect(await restore(project, { check: true, scratchUrl: stage.server.url })).toMatchObject({
    code: 0,
    record: { outcome: 'checked' },
  });
  const { backup: folder } = taken.record.result as { backup: string };
  const file = readdirSync(join(folder, 'archive')).find((name) => name.endsWith('.gz')) ?? '';
  execFileSync('truncate', ['-s', '-1', join(folder, 'archive', file)]);
  expect(await restore(project)).toMatchObject({ code: 1, record: { error: { code: 'BACKUP_DAMAGED' } } });
  expect((await databases()).sort()).toEqual(before);
  expect(await restore(project, { backup: 'nothing-like-it' })).toMatchObject({
    code: 2,
    record: { error: { code: 'BACKUP_NOT_FOUND' } },
  });
});

test('the weaker backup says so everywhere, is not the newest one, and what is kept does not end with it', async () => {
  const { project } = await stage.prepare({ migrations: [] });
  const good = await backup(project);
  const weak = await backup(project, { verify: 'checksum', keep: 1 });
  expect(weak.record).toMatchObject({
    outcome: 'backed-up-unrestored',
    result: { verification: 'checksum' },
  });
  expect(weak.record.result['weaker']).toMatch(/^WEAKER/);
  expect(weak.text).toMatch(/warn +WEAKER: checksums only/);
  const { backup: folder } = weak.record.result as { backup: string };
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Record<string, unknown>;
  expect(manifest).toMatchObject({ verification: 'checksum' });
  expect(manifest['certificate']).toBeUndefined();
  expect(JSON.stringify(manifest['notCovered'])).toContain('only its checksums were verified');
  const { backup: goodFolder } = good.record.result as { backup: string };
  expect(existsSync(goodFolder)).toBe(true);
  const done = await restore(project, { check: true, scratchUrl: stage.server.url });
  expect(done.record.result['backup']).toBe(goodFolder);

  const better = await backup(project, { keep: 1 });
  expect(better.record.result['removed']).toEqual([goodFolder, folder]);
  expect(readdirSync(join(project.root, '.safe-migrate/backups'))).toHaveLength(1);
});

test('what a killed backup left is swept by the next one, and nothing else', async () => {
  const { project } = await stage.prepare({ migrations: [] });
  const backups = join(project.root, '.safe-migrate/backups');
  mkdirSync(join(backups, 'mine'), { recursive: true });
  const killed = join(backups, 'dead.partial');
  mkdirSync(killed);
  execFileSync('sh', ['-c', `printf '{"host":"%s","pid":999999}' "$(hostname)" > ${killed}/owner.json`]);
  const taken = await backup(project);
  expect(taken.text).toContain('removed dead.partial');
  expect(readdirSync(backups).sort()).toEqual([taken.record.id, 'mine'].sort());
});
