import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { folderPlace } from '../../backup/folder-place';
import { backupCommand } from '../../backup/backup-command';
import { restoreCommand } from '../../restore/restore-command';
import { Closers } from '../../run/closers';
import { DEFAULT_POLICY, installSeal } from '../../seal';
import { parseSettings } from '../../settings/settings';
import type { ConnectionParameters } from '../../target/connection';
import { readServerFacts, type ServerFacts } from '../../target/facts';
import { withSession } from '../../target/session';
import { hasPgBackRest, startArchivingServer, type ArchivingServer } from '../../testing/archiving-server';
import { CRM } from '../../testing/crm';
import { createProject, queries, type Project } from '../../testing/project';
import { runProject } from '../../testing/run-project';
import { sql, withClient } from '../../testing/test-server';
import type { PgBackRestFacts } from '../engine';
import { takeByEngine } from '../take';

/** Installed by the test command where it can be; elsewhere there is nothing to be driven. */
const described = hasPgBackRest() ? describe : describe.skip;

described('the engine pgbackrest', () => {
  let server: ArchivingServer;
  let live: ConnectionParameters;
  let facts: ServerFacts;
  let folder: string;
  let project: Project;
  let made = 0;
  const closers = new Closers();
  /** Where copies are restored, to see what stays there. */
  let copies: string;
  beforeAll(async () => {
    copies = mkdtempSync(join(tmpdir(), 'pgbr-'));
    // The server's user must be able to enter it.
    chmodSync(copies, 0o755);
    server = await startArchivingServer();
    live = await server.create();
    await sql(live, CRM);
    facts = await withSession(live, {}, readServerFacts);
    folder = mkdtempSync(join(tmpdir(), 'core-spec-pgbackrest-'));
    project = createProject({
      connection: live,
      migrations: [
        {
          name: 'AddRating1764300000000',
          up: queries(
            'ALTER TABLE core.company ADD COLUMN rating integer',
            'UPDATE core.company SET rating = employees',
          ),
          down: queries('ALTER TABLE core.company DROP COLUMN rating'),
        },
      ],
    });
  });
  afterAll(async () => {
    await closers.close();
    await server.stop();
    project.remove();
    rmSync(copies, { recursive: true, force: true });
    rmSync(folder, { recursive: true, force: true });
  });

  const options = () => ({
    ...{ backupEngine: 'pgbackrest', pgbackrestStanza: server.stanza, pgbackrestConfig: server.config },
    restoreDirectory: copies,
  });

  /** Takes a backup into a place of its own. */
  function take(
    given: Readonly<Record<string, unknown>> = {},
    signal?: AbortSignal,
    of: ConnectionParameters = live,
  ) {
    const id = `b${++made}`;
    const settings = parseSettings({ projectRoot: folder, dataSource: 'x.ts', ...options(), ...given });
    const place = folderPlace(join(folder, id));
    const notes: string[] = [];
    return {
      ...{ id, notes, directory: join(folder, id) },
      taken: takeByEngine({
        ...{ id, settings, connection: of, facts, place, signal, atEnd: closers.atEnd },
        note: (message) => void notes.push(message),
      }),
    };
  }

  const leftovers = () => readdirSync(copies);

  test('full and incremental while clients write: restored up to the restore point, and every row equal', async () => {
    await sql(
      live,
      `CREATE UNLOGGED TABLE core.cache (x int); INSERT INTO core.cache VALUES (1);
      SELECT lo_from_bytea(0, 'large object'); SELECT nextval('core.person_id_seq')`,
    );
    let stop = false;
    const writing = (async () => {
      await withClient(live, async (client) => {
        for (let n = 0; !stop; n++) {
          await client.query(`INSERT INTO core.person (email) VALUES (gen_random_uuid()::text)`);
          await client.query(
            `UPDATE core.company SET employees = ${n} WHERE id = md5('c' || ${(n % 200) + 1})::uuid`,
          );
        }
      });
    })();
    const full = await take().taken;
    const incremental = await take({ pgbackrestType: 'incr' }).taken;
    stop = true;
    await writing;
    await sql(live, `DROP TABLE core.cache; DELETE FROM core.person WHERE score IS NULL`);
    for (const [backup, type] of [
      [full, 'full'],
      [incremental, 'incr'],
    ] as const) {
      const engine = backup.manifest.engine as PgBackRestFacts;
      expect(engine).toMatchObject({ name: 'pgbackrest', type, stanza: 'main', unlogged: ['core.cache'] });
      expect(engine.restorePoint.lsn > engine.lsn.stop).toBe(true);
      expect(backup.manifest.verification).toBe('restored');
      expect(backup.manifest.notCovered.join()).toContain('unlogged, they come back empty: core.cache');
      expect(backup.manifest.content.largeObjects.count).not.toBe('0');
      // Other means than ours: the copy is a server like any other.
      const rows = await sql<{ n: number }>(
        backup.copy?.restored as ConnectionParameters,
        'SELECT count(*)::int AS n FROM core.person',
      );
      expect(rows[0]?.n).toBe(Number(backup.manifest.content.tables['core.person']?.rows));
      expect(rows[0]?.n).toBeGreaterThan(300);
    }
    const { restored } = full.copy ?? {};
    // It can neither archive nor be reached by anybody else.
    const [guards] = await sql(
      restored as ConnectionParameters,
      `SELECT current_setting('archive_mode') AS mode, current_setting('listen_addresses') AS addresses, current_setting('max_logical_replication_workers') AS workers`,
    );
    expect(guards).toEqual({ mode: 'off', addresses: '', workers: '0' });
    const newer = (
      await sql<{ f: string }>(live, `SELECT timeline_id::text AS f FROM pg_control_checkpoint()`)
    )[0]?.f;
    expect(newer).toBe('1');
    expect(
      readdirSync(join(server.repository, 'archive/main/15-1')).filter((name) => /^00000002/.test(name)),
    ).toEqual([]);
  });

  test('a whole run, a rehearsal on the stored backup, and a restore to just before the migrations', async () => {
    const run = await runProject(project, { ...options(), pgbackrestType: 'incr' });
    expect([run.outcome, run.error]).toEqual(['applied', undefined]);
    const { backup } = run.record;
    expect(backup).toMatchObject({ verification: 'restored', engine: { name: 'pgbackrest' }, tables: 5 });
    expect(backup?.beforeApply?.name).toBe(`safe_migrate_${run.record.id}_before_apply`);
    expect(run.text).toContain('to go back to just before the migrations were applied: safe_migrate_');
    await sql(live, `INSERT INTO core.note VALUES ('after the run', NULL)`);
    server.pgbackrest('check');

    const said: string[] = [];
    const io = { write: (text: string) => void said.push(text) };
    const into = join(server.folder, 'restored');
    const given = { ...options(), projectRoot: project.root, dataSource: project.dataSource };
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
    expect(readdirSync(server.folder).filter((name) => name.startsWith('restored'))).toEqual(['restored']);

    await sql(
      live,
      'ALTER TABLE core.company DROP COLUMN rating; DELETE FROM core._typeorm_migrations WHERE id > 1',
    );
    // The list of executed migrations is what it was: the stored backup is taken.
    const rehearsed = await runProject(project, options(), 'rehearse');
    expect([rehearsed.outcome, rehearsed.error]).toEqual(['rehearsed', undefined]);
    expect(rehearsed.record.steps.find(({ step }) => step === 'back up')?.summary).toContain(
      'the newest one, of',
    );
  });

  test('in a copy of a sealed database the seal sleeps: its migrations are rehearsed', async () => {
    const sealed = await server.create();
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
    const run = await runProject(other, { ...options(), pgbackrestType: 'incr' });
    other.remove();
    expect([run.outcome, run.error]).toEqual(['applied', undefined]);
  });

  test('a writer that does not end is named, and no backup is called one', async () => {
    await withClient(live, async (client) => {
      await client.query('BEGIN');
      await client.query(`INSERT INTO core.note VALUES ('open', NULL)`);
      const { taken, directory } = take({ pgbackrestType: 'incr' });
      await expect(taken).rejects.toMatchObject({
        code: 'BACKUP_WRITERS_IN_THE_WAY',
        why: expect.stringMatching(/process \d+ \(test\).*core\.note/) as string,
      });
      expect(readdirSync(directory)).toEqual([]);
      // Nobody waits for us any more.
      expect(await sql(live, `SELECT 1 FROM pg_locks WHERE NOT granted`)).toEqual([]);
      await client.query('ROLLBACK');
    });
  });

  test.each([
    ['PGBACKREST_STANZA', () => ({ pgbackrestStanza: 'another' }), 'stanza "another"'],
    ['PGBACKREST_NOT_FOUND', () => ({ pgbackrestBin: '/nowhere/pgbackrest' }), 'no usable pgbackrest'],
    ['PGBACKREST_NOT_FOUND', () => ({ pgbackrestBin: '/bin/true' }), 'no usable pgbackrest'],
    [
      'PGBACKREST_TOO_OLD',
      () => ({ pgbackrestBin: wrapper('old', `[ "$1" = version ] && echo 'pgBackRest 2.30' && exit`) }),
      '2.30',
    ],
  ])('%s: %#', async (code, given, what) => {
    const { taken } = take(given());
    await expect(taken).rejects.toMatchObject({ code, what: expect.stringContaining(what) as string });
  });

  /** The real program behind a shell script. */
  function wrapper(name: string, script: string): string {
    const file = join(server.folder, name);
    writeFileSync(file, `#!/bin/sh\n${script}\nexec /usr/bin/pgbackrest "$@"\n`);
    chmodSync(file, 0o755);
    return file;
  }

  test('another server than that of the stanza is refused, and one that does not archive', async () => {
    const other = await startArchivingServer({ archive_mode: 'off' });
    const otherFacts = await withSession(other.connection, {}, readServerFacts);
    const settings = parseSettings({ projectRoot: folder, dataSource: 'x.ts', ...options() });
    const place = folderPlace(join(folder, 'other'));
    const input = { id: 'other', settings, place, note: () => undefined, atEnd: closers.atEnd };
    await expect(
      takeByEngine({ ...input, connection: other.connection, facts: otherFacts }),
    ).rejects.toMatchObject({ code: 'PGBACKREST_ARCHIVE_OFF' });
    await other.stop();
    await expect(
      takeByEngine({
        ...input,
        connection: live,
        facts: { ...facts, systemIdentifier: otherFacts.systemIdentifier },
      }),
    ).rejects.toMatchObject({ code: 'PGBACKREST_OTHER_SERVER' });
    expect(existsSync(join(folder, 'other'))).toBe(false);
  });

  test('a clone that archives nowhere is found by what reaches the repository, not by its identifier', async () => {
    // The identifier of the server is the same; its restore point is not in the repository.
    const taken = await take({ pgbackrestType: 'incr' }).taken;
    const clone = { ...(taken.copy?.restored as ConnectionParameters) };
    await expect(take({ pgbackrestType: 'incr' }, undefined, clone).taken).rejects.toMatchObject({
      code: 'PGBACKREST_ARCHIVE_OFF',
    });
  });

  test('interrupted in the middle: nothing is called a backup, nothing runs on, the next one is taken', async () => {
    const before = leftovers();
    for (const at of ['restore point', 'WAL reaches']) {
      const abort = new AbortController();
      const { taken, directory, notes } = take({}, abort.signal);
      const watch = setInterval(() => {
        if (notes.some((note) => note.includes(at))) setTimeout(() => abort.abort(), 300);
      }, 20);
      await expect(taken).rejects.toBeDefined();
      clearInterval(watch);
      expect(readdirSync(directory)).toEqual([]);
    }
    expect(leftovers()).toEqual(before);
    expect((await take({ pgbackrestType: 'incr' }).taken).manifest.verification).toBe('restored');
  });

  test('killed with -9 while it restores: the restored files go, and pgBackRest ends', async () => {
    const before = leftovers();
    const cli = resolve(__dirname, '../../../bin/safe-migrate.js');
    const child = spawn(
      process.execPath,
      [
        ...[
          cli,
          'backup',
          '--project',
          project.root,
          '-d',
          project.dataSource,
          '--backup-engine',
          'pgbackrest',
        ],
        ...[
          '--pgbackrest-stanza',
          server.stanza,
          '--pgbackrest-config',
          server.config,
          '--pgbackrest-type',
          'incr',
        ],
        // Slow, so that there is a moment to be killed in.
        ...['--restore-directory', copies],
        ...['--pgbackrest-bin', wrapper('slow', 'case "$*" in *restore) sleep 20;; esac')],
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
    expect(leftovers().length).toBe(before.length + 1);
    child.kill('SIGKILL');
    await ended;
    for (let wait = 0; leftovers().length > before.length && wait < 100; wait++)
      await new Promise((done) => setTimeout(done, 100));
    expect(leftovers()).toEqual(before);
  });

  test('a repository with one flipped byte is never certified', async () => {
    const stored = readdirSync(join(project.root, '.safe-migrate/backups')).filter(
      (name) => !name.includes('.'),
    );
    const label = JSON.parse(
      readFileSync(join(project.root, '.safe-migrate/backups', stored[0] ?? '', 'manifest.json'), 'utf8'),
    ) as { id: string };
    const flipped = flipIn(join(server.repository, 'backup/main'));
    expect(flipped).toBeGreaterThan(0);
    const { taken, directory } = take({ pgbackrestType: 'incr' });
    await expect(taken).rejects.toMatchObject({ code: 'BACKUP_NOT_RESTORABLE' });
    expect(readdirSync(directory)).toEqual([]);
    const said: string[] = [];
    const io = { write: (text: string) => void said.push(text) };
    const given = { ...options(), projectRoot: project.root, dataSource: project.dataSource };
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
});
