import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { backupCommand } from '../../backup/backup-command';
import { restoreCommand } from '../../restore/restore-command';
import { DEFAULT_POLICY, installSeal } from '../../seal';
import type { ConnectionParameters } from '../../target/connection';
import { withSession } from '../../target/session';
import { openPgBackRestStage, type PgBackRestStage } from '../../testing/pgbackrest-stage';
import { createProject, queries } from '../../testing/project';
import { runProject } from '../../testing/run-project';
import { CRM } from '../../testing/crm';
import { sql } from '../../testing/test-server';

let stage: PgBackRestStage;
beforeAll(async () => {
  stage = await openPgBackRestStage();
});
afterAll(() => stage.close());

test('a whole run, a rehearsal on the stored backup, and a restore to just before the migrations', async () => {
  const run = await runProject(stage.project, { ...stage.options(), pgbackrestType: 'incr' });
  expect([run.outcome, run.error]).toEqual(['applied', undefined]);
  const { backup } = run.record;
  expect(backup).toMatchObject({ verification: 'restored', engine: { name: 'pgbackrest' }, tables: 5 });
  expect(backup?.beforeApply?.name).toBe(`safe_migrate_${run.record.id}_before_apply`);
  expect(run.text).toContain('to go back to just before the migrations were applied: safe_migrate_');
  await sql(stage.live, `INSERT INTO core.note VALUES ('after the run', NULL)`);
  stage.server.pgbackrest('check');

  const said: string[] = [];
  const io = { write: (text: string) => void said.push(text) };
  const into = join(stage.server.folder, 'restored');
  const given = { ...stage.options(), projectRoot: stage.project.root, dataSource: stage.project.dataSource };
  const code = await restoreCommand({ ...given, to: 'before-apply', into }, io);
  expect([code, said.join('\n')]).toEqual([0, expect.stringContaining(`restored    ${into}`) as string]);
  expect(existsSync(join(into, 'PG_VERSION'))).toBe(true);
  expect(existsSync(join(into, 'postmaster.pid'))).toBe(false);
  expect(readFileSync(join(into, 'postgresql.auto.conf'), 'utf8')).toContain(`archive_mode = 'off'`);
  expect(said.join('\n')).toMatch(/5 tables, 1521 rows/);
  expect(await restoreCommand({ ...given, into }, io)).toBe(3);
  expect(said.join('\n')).toContain('RESTORE_FOLDER');
  expect(await restoreCommand({ ...given, check: true }, io)).toBe(0);
  expect(said.join('\n')).toContain('equal to its manifest');
  expect(await restoreCommand({ ...given, to: 'name:no such point', into: `${into}2` }, io)).toBe(1);
  expect(said.join('\n')).toContain('recovery ended before configured recovery target was reached');
  expect(readdirSync(stage.server.folder).filter((name) => name.startsWith('restored'))).toEqual([
    'restored',
  ]);

  await sql(
    stage.live,
    'ALTER TABLE core.company DROP COLUMN rating; DELETE FROM core._typeorm_migrations WHERE id > 1',
  );
  // The list of executed migrations is what it was: the stored backup is taken.
  const rehearsed = await runProject(stage.project, stage.options(), 'rehearse');
  expect([rehearsed.outcome, rehearsed.error]).toEqual(['rehearsed', undefined]);
  expect(rehearsed.record.steps.find(({ step }) => step === 'back up')?.summary).toContain(
    'the newest one, of',
  );
});

test('in a copy of a sealed database the seal sleeps: its migrations are rehearsed', async () => {
  const sealed = await stage.server.create();
  await sql(sealed, CRM);
  await withSession(sealed, {}, (session) =>
    installSeal(session, {
      ...{ environment: 'staging', name: 'crm', policy: DEFAULT_POLICY, template: false },
      ...{ nextCommand: 'safe-migrate run', runner: sealed.user },
    }),
  );
  const other = createProject({
    connection: sealed,
    migrations: [
      {
        name: 'AddTag1764300000000',
        up: queries('CREATE TABLE core.tag (id int PRIMARY KEY)'),
        down: queries('DROP TABLE core.tag'),
      },
    ],
  });
  const run = await runProject(other, { ...stage.options(), pgbackrestType: 'incr' });
  other.remove();
  expect([run.outcome, run.error]).toEqual(['applied', undefined]);
});

test('a clone that archives nowhere is found by what reaches the repository, not by its identifier', async () => {
  // The identifier of the server is the same; its restore point is not in the repository.
  const taken = await stage.take({ pgbackrestType: 'incr' }).taken;
  const clone = { ...(taken.copy?.restored as ConnectionParameters) };
  await expect(stage.take({ pgbackrestType: 'incr' }, undefined, clone).taken).rejects.toMatchObject({
    code: 'PGBACKREST_ARCHIVE_OFF',
  });
});

test('interrupted in the middle: nothing is called a backup, nothing runs on, the next one is taken', async () => {
  const before = stage.leftovers();
  for (const at of ['restore point', 'WAL reaches']) {
    const abort = new AbortController();
    const { taken, directory, notes } = stage.take({}, abort.signal);
    const watch = setInterval(() => {
      if (notes.some((note) => note.includes(at))) setTimeout(() => abort.abort(), 300);
    }, 20);
    await expect(taken).rejects.toBeDefined();
    clearInterval(watch);
    expect(readdirSync(directory)).toEqual([]);
  }
  expect(stage.leftovers()).toEqual(before);
  expect((await stage.take({ pgbackrestType: 'incr' }).taken).manifest.verification).toBe('restored');
});

test('killed with -9 while it restores: the restored files go, and pgBackRest ends', async () => {
  const before = stage.leftovers();
  const cli = resolve(__dirname, '../../../bin/safe-migrate.js');
  const child = spawn(
    process.execPath,
    [
      ...[
        cli,
        'backup',
        '--project',
        stage.project.root,
        '-d',
        stage.project.dataSource,
        '--backup-engine',
        'pgbackrest',
      ],
      ...[
        '--pgbackrest-stanza',
        stage.server.stanza,
        '--pgbackrest-config',
        stage.server.config,
        '--pgbackrest-type',
        'incr',
      ],
      // Slow, so that there is a moment to be killed in.
      ...['--restore-directory', stage.copies],
      ...['--pgbackrest-bin', stage.wrapper('slow', 'case "$*" in *restore) sleep 20;; esac')],
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = new Promise((done) => child.once('exit', done));
  await new Promise<void>((done) => {
    let said = '';
    child.stdout.on('data', (text: Buffer) => {
      said += text.toString();
      if (said.includes('restore point')) setTimeout(done, 2_000);
    });
    child.once('exit', () => done());
  });
  expect(stage.leftovers().length).toBe(before.length + 1);
  child.kill('SIGKILL');
  await ended;
  for (let wait = 0; stage.leftovers().length > before.length && wait < 100; wait++)
    await new Promise((done) => setTimeout(done, 100));
  expect(stage.leftovers()).toEqual(before);
});

test('a repository with one flipped byte is never certified', async () => {
  const stored = readdirSync(join(stage.project.root, '.safe-migrate/backups')).filter(
    (name) => !name.includes('.'),
  );
  const label = JSON.parse(
    readFileSync(join(stage.project.root, '.safe-migrate/backups', stored[0] ?? '', 'manifest.json'), 'utf8'),
  ) as { id: string };
  const flipped = flipIn(join(stage.server.repository, 'backup/main'));
  expect(flipped).toBeGreaterThan(0);
  const { taken, directory } = stage.take({ pgbackrestType: 'incr' });
  await expect(taken).rejects.toMatchObject({ code: 'BACKUP_NOT_RESTORABLE' });
  expect(readdirSync(directory)).toEqual([]);
  const said: string[] = [];
  const io = { write: (text: string) => void said.push(text) };
  const given = { ...stage.options(), projectRoot: stage.project.root, dataSource: stage.project.dataSource };
  expect(await restoreCommand({ ...given, check: true, backup: label.id }, io)).toBe(1);
  expect(said.join('\n')).toContain('BACKUP_NOT_RESTORABLE');
  expect(await backupCommand({ ...given, pgbackrestType: 'incr' }, io)).toBe(1);
});

/** Flips one byte in the middle of the largest file of every full backup; how many. */
function flipIn(repository: string): number {
  const fulls = readdirSync(repository).filter((name) => name.endsWith('F'));
  for (const full of fulls) {
    const files = readdirSync(join(repository, full), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.includes('pg_data/base') && statSync(join(repository, full, name)).isFile())
      .map((name) => join(repository, full, name))
      .sort((a, b) => statSync(b).size - statSync(a).size);
    const file = files[0] ?? '';
    const bytes = readFileSync(file);
    const at = Math.floor(bytes.length / 2);
    bytes[at] = (bytes[at] ?? 0) ^ 0xff;
    writeFileSync(file, bytes);
  }
  return fulls.length;
}
