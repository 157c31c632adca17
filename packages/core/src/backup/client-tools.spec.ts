import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findClientTools, installHint } from './client-tools';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'core-spec-tools-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A folder with programs that print a version, as installations do. */
function installation(name: string, banner: string, tools = ['pg_dump', 'pg_restore'], mode = 0o755): string {
  const folder = join(root, name);
  mkdirSync(folder);
  for (const tool of tools) {
    writeFileSync(join(folder, tool), `#!/bin/sh\necho "${tool} ${banner}"\n`);
    chmodSync(join(folder, tool), mode);
  }
  return folder;
}

test("takes the server's own major, else the nearest newer one; never an older one", async () => {
  const folders = [
    installation('v17', '(PostgreSQL) 17.10'),
    installation('v14', '(PostgreSQL) 14.23 (Debian 14.23-1)'),
    installation('v16', '(PostgreSQL) 16beta2'),
  ];
  expect((await findClientTools({ folders, serverMajor: 14 })).version).toBe('14.23');
  expect((await findClientTools({ folders, serverMajor: 15 })).major).toBe(16);
  expect((await findClientTools({ folders })).major).toBe(17);
  await expect(findClientTools({ folders, serverMajor: 18 })).rejects.toMatchObject({
    code: 'PG_DUMP_TOO_OLD',
  });
});

test('passes over folders that are not whole, not executable or print something else', async () => {
  const folders = [
    join(root, 'missing'),
    installation('half', '(PostgreSQL) 15.1', ['pg_dump']),
    installation('closed', '(PostgreSQL) 15.1', undefined, 0o644),
    installation('strange', 'something else'),
  ];
  const error = await findClientTools({ folders }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'PG_DUMP_NOT_FOUND' });
  for (const folder of folders) expect((error as Error & { why: string }).why).toContain(folder);
});

test('looks nowhere else than in the folder that the user names', async () => {
  const good = installation('good', '(PostgreSQL) 15.1');
  await expect(findClientTools({ pgBin: root, folders: [good] })).rejects.toMatchObject({
    code: 'PG_DUMP_NOT_FOUND',
    what: `There is no usable pg_dump and pg_restore in ${root}.`,
  });
});

test('says how to install them on each system', () => {
  expect(installHint(16, 'linux')).toContain('apt-get install postgresql-client-16');
  expect(installHint(16, 'linux')).toContain('apk add postgresql16-client');
  expect(installHint(undefined, 'linux')).toContain('apk add postgresql-client');
  expect(installHint(16, 'darwin')).toContain('brew install postgresql@16');
  expect(installHint(16, 'win32')).toContain('--pg-bin');
});
