import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { backupCommand } from '../../backup/backup-command';
import { folderPlace } from '../../backup/folder-place';
import { Closers } from '../../run/closers';
import { parseSettings } from '../../settings/settings';
import type { ConnectionParameters } from '../../target/connection';
import { readServerFacts } from '../../target/facts';
import { withSession } from '../../target/session';
import { CRM } from '../../testing/crm';
import { createProject, queries, type Project } from '../../testing/project';
import { runProject } from '../../testing/run-project';
import { sql, startTestServer, urlOf, type TestServer } from '../../testing/test-server';
import { takeByEngine } from '../take';

let server: TestServer;
let live: ConnectionParameters;
let folder: string;
let project: Project;
let made = 0;
const closers = new Closers();
beforeAll(async () => {
  server = await startTestServer();
  live = await server.create();
  await sql(live, CRM);
  folder = mkdtempSync(join(tmpdir(), 'core-spec-engine-command-'));
  project = createProject({
    connection: live,
    migrations: [
      {
        name: 'AddRating1764300000000',
        up: queries('ALTER TABLE core.company ADD COLUMN rating integer'),
        down: queries('ALTER TABLE core.company DROP COLUMN rating'),
      },
    ],
  });
  process.env['SPEC_BACKUP_TOKEN'] = 'token-of-the-backup-tool';
});
afterAll(async () => {
  delete process.env['SPEC_BACKUP_TOKEN'];
  await closers.close();
  await server.stop();
  project.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** A real backup and a real copy, by other means than ours. */
const dumpTo = (file: string) =>
  `"${server.tools.pgDump}" -Fc -d '${urlOf(live)}' -f ${file} && echo saved && echo && echo '{"id": "nightly/42"}'`;
const restoreInto = (copy: ConnectionParameters, file: string, more = ':') =>
  `test {id} = nightly/42 && test "$SAFE_MIGRATE_BACKUP_ID" = nightly/42 && "${server.tools.pgRestore}" -d '${urlOf(copy)}' ${file} && ${more} && echo '${urlOf(copy)}'`;

async function take(given: Readonly<Record<string, unknown>>, signal?: AbortSignal, connection = live) {
  const id = `b${++made}`;
  const settings = parseSettings({
    projectRoot: folder,
    ...{ dataSource: 'x.ts', backupEngine: 'command', ...given },
  });
  const facts = await withSession(live, {}, readServerFacts);
  const place = folderPlace(join(folder, id));
  return takeByEngine({
    ...{ id, settings, connection, facts, place, signal, note: () => undefined, atEnd: closers.atEnd },
  });
}

test('where its role cannot read every row, no engine is asked for a backup', async () => {
  await sql(
    live,
    `CREATE ROLE narrow LOGIN PASSWORD 'narrow'; GRANT USAGE ON SCHEMA core, public TO narrow;
     GRANT SELECT ON ALL TABLES IN SCHEMA core, public TO narrow; GRANT SELECT ON ALL SEQUENCES IN SCHEMA core, public TO narrow;
     REVOKE SELECT ON core.note FROM narrow`,
  );
  const narrow = { ...live, user: 'narrow', password: 'narrow' };
  const asked = join(folder, 'asked');
  await expect(take({ backupCommand: `touch ${asked}` }, undefined, narrow)).rejects.toMatchObject({
    code: 'BACKUP_RIGHTS',
    why: expect.stringContaining('table core.note') as string,
  });
  expect(existsSync(asked)).toBe(false);
});

test('a backup is certified by the copy that the restore command makes', async () => {
  const copy = await server.create();
  const file = join(folder, 'a.dump');
  const { manifest, copy: used } = await take({
    ...{ backupCommand: dumpTo(file), backupCheckCommand: `test -s ${file} && test {id} = nightly/42` },
    backupRestoreCommand: restoreInto(copy, file),
  });
  expect(manifest).toMatchObject({
    verification: 'restored',
    certificate: { tables: 5, rows: '1521' },
    engine: { name: 'command', id: 'nightly/42', checked: true, notCompared: [] },
  });
  expect(used?.restored.database).toBe(copy.database);
});

test.each([
  [
    'a row less',
    'DELETE FROM core.note WHERE ctid = (SELECT ctid FROM core.note LIMIT 1)',
    /core\.note has 19 rows instead of 20/,
  ],
  ['another value', `UPDATE core.person SET score = 2 WHERE id = 7`, /core\.person differs in score/],
  ['a table less', 'DROP TABLE core.note', /core\.note is missing/],
  ['an index less', 'DROP INDEX core.opportunity_name', /opportunity_name/],
  ['a sequence set back', `SELECT setval('core.person_id_seq', 3)`, /person_id_seq stands at 3/],
])('a copy with %s is never certified', async (_name, damage, why) => {
  const copy = await server.create();
  const file = join(folder, `${++made}.dump`);
  const psql = join(server.tools.pgDump, '../psql');
  const more = `"${psql}" -q -d '${urlOf(copy)}' -c "${damage}" > /dev/null`;
  await expect(
    take({ backupCommand: dumpTo(file), backupRestoreCommand: restoreInto(copy, file, more) }),
  ).rejects.toMatchObject({ code: 'BACKUP_MISMATCH', why: expect.stringMatching(why) as string });
  expect(readdirSync(join(folder, `b${made}`))).toEqual([]);
});

test('a table that was written to meanwhile is compared where the copy is of either end, else named', async () => {
  const copy = await server.create();
  const file = join(folder, 'written.dump');
  const psql = (text: string) =>
    `"${join(server.tools.pgDump, '../psql')}" -q -d '${urlOf(live)}' -c "${text}" > /dev/null`;
  const once = psql(`INSERT INTO core.note VALUES ('once', NULL)`);
  const { manifest } = await take({
    backupCommand: `${psql(`UPDATE core.person SET score = 0 WHERE id = 1`)} && ${once} && ${dumpTo(file)} && ${once} > /dev/null && echo 'nightly/42'`,
    backupRestoreCommand: restoreInto(copy, file),
  });
  // The copy of core.person is that of the end; of core.note it is of a moment in between.
  expect(manifest.engine).toMatchObject({ notCompared: ['core.note'] });
  expect(manifest.certificate).toMatchObject({ tables: 4 });
  expect(manifest.notCovered.join()).toContain('could not be compared exactly: core.note');
  await sql(live, `DELETE FROM core.note WHERE body = 'once'`);
});

test('the live database is never taken for a copy, whatever its address is', async () => {
  for (const host of ['127.0.0.1', 'localhost']) {
    const url = urlOf({ ...live, host });
    await expect(
      take({ backupCommand: 'echo 1', backupRestoreCommand: `echo '${url}'` }),
    ).rejects.toMatchObject({ code: 'BACKUP_COPY_IS_LIVE', kind: 'refused' });
  }
});

test.each([
  ['BACKUP_COMMAND_FAILED', { backupCommand: 'echo "$SPEC_BACKUP_TOKEN" >&2; exit 3' }, /^\*\*\*$/],
  ['BACKUP_COMMAND_TIMEOUT', { backupCommand: 'echo slow; sleep 60', backupTimeout: 5_000 }, /slow/],
  ['BACKUP_COMMAND_ID', { backupCommand: 'true' }, /last line/],
  ['BACKUP_COMMAND_ID', { backupCommand: `echo '{"name": 1}'` }, /last line/],
  ['BACKUP_COMMAND_ID', { backupCommand: `echo '$(rm -rf x)'` }, /last line/],
  ['BACKUP_COMMAND_ID', { backupCommand: 'echo -- --all' }, /last line/],
  [
    'BACKUP_COMMAND_FAILED',
    { backupCommand: 'echo 1', backupCheckCommand: 'echo broken {id}; false' },
    /broken 1/,
  ],
  ['BACKUP_COPY_URL', { backupCommand: 'echo 1', backupRestoreCommand: 'echo done' }, /postgres:\/\/ URL/],
  [
    'DATABASE_UNREACHABLE',
    { backupCommand: 'echo 1', backupRestoreCommand: 'echo postgres://a:secret-of-copy@127.0.0.1:1/x' },
    /./,
  ],
])('%s: %#', async (code, given, why) => {
  await expect(take({ backupRestoreCommand: 'echo never reached', ...given })).rejects.toMatchObject({
    code,
    why: expect.stringMatching(why) as string,
  });
  expect(existsSync(join(folder, `b${made}`)) ? readdirSync(join(folder, `b${made}`)) : []).toEqual([]);
});

test('interrupted, the command and what it started end', async () => {
  const abort = new AbortController();
  const mark = `sleep 98.${process.pid}`;
  const taken = take({ backupCommand: `${mark} & wait`, backupRestoreCommand: 'x' }, abort.signal);
  setTimeout(() => abort.abort(), 1_500);
  await expect(taken).rejects.toBeDefined();
  expect(processes()).not.toContain(mark);
});

const processes = () =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      } catch {
        return '';
      }
    })
    .join('\n');

test('without a restore command a run refuses, and says so everywhere where that is accepted', async () => {
  const options = { backupEngine: 'command', backupCommand: 'echo snap-1' };
  const refused = await runProject(project, options);
  expect([refused.outcome, refused.code]).toEqual(['refused', 'BACKUP_NOT_CERTIFIED']);

  const said: string[] = [];
  const io = { write: (text: string) => void said.push(text) };
  const given = { ...options, projectRoot: project.root, dataSource: project.dataSource };
  expect(await backupCommand(given, io)).toBe(3);
  expect(await backupCommand({ ...given, acceptUnrestored: true }, io)).toBe(0);
  expect(said.join('\n')).toContain('NOT CERTIFIED');

  const accepted = await runProject(project, { ...options, acceptUnrestored: true });
  expect([accepted.outcome, accepted.error]).toEqual(['applied', undefined]);
  const { backup, rehearsal, warnings } = accepted.record;
  expect(backup).toMatchObject({ verification: 'unrestored', engine: { id: 'snap-1' } });
  expect(backup?.beforeApply?.lsn).toMatch(/^[0-9A-F]+\/[0-9A-F]+$/);
  expect(rehearsal?.withoutRows).toBe(true);
  expect(warnings.join()).toContain('NOT CERTIFIED');
  expect(accepted.text).toContain('NOT CERTIFIED');
  expect(accepted.text).not.toContain('restored in full and matched');
  expect(accepted.text).toContain('on an EMPTY copy of the schema');
});

test('a run with a restore command is rehearsed on its copy', async () => {
  await sql(
    live,
    'ALTER TABLE core.company DROP COLUMN rating; DELETE FROM core._typeorm_migrations WHERE id > 1',
  );
  const copy = await server.create();
  const file = join(folder, 'run.dump');
  const run = await runProject(project, {
    ...{
      backupEngine: 'command',
      backupCommand: dumpTo(file),
      backupRestoreCommand: restoreInto(copy, file),
    },
  });
  expect([run.outcome, run.error]).toEqual(['applied', undefined]);
  expect(run.record.backup).toMatchObject({ verification: 'restored', tables: 5 });
  expect(run.record.rehearsal?.withoutRows).toBeUndefined();
  expect(run.text).not.toContain(live.password);
});
