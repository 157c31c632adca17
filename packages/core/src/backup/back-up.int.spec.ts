import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
  readFileSync,
} from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openScratch, type Scratch } from '../scratch/database';
import type { ConnectionParameters } from '../target/connection';
import { readServerFacts, type ServerFacts } from '../target/facts';
import { withSession } from '../target/session';
import { CRM } from '../testing/crm';
import { dumpOf } from '../testing/database-dump';
import { sql, startTestServer, type TestServer } from '../testing/test-server';
import { backUp } from './back-up';
import type { ClientTools } from './client-tools';
import { folderPlace } from './folder-place';
import { restoreArchive } from './restore-archive';

let server: TestServer;
let live: ConnectionParameters;
let facts: ServerFacts;
let scratch: Scratch;
let folder: string;
let made = 0;
beforeAll(async () => {
  server = await startTestServer();
  live = await server.create();
  await sql(live, CRM);
  facts = await withSession(live, {}, readServerFacts);
  scratch = await openScratch({ runId: 'spec', live: facts, liveConnection: live, scratchUrl: server.url });
  folder = mkdtempSync(join(tmpdir(), 'core-spec-backup-'));
});
afterAll(async () => {
  await scratch.close();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A backup into a folder of its own. */
function take(tools: ClientTools = server.tools, id = `b${++made}`) {
  const numbered: Scratch = { ...scratch, create: (purpose) => scratch.create(`${purpose}_${id}`) };
  const place = folderPlace(join(folder, id));
  return {
    directory: join(folder, id),
    backup: backUp({ id, place, connection: live, facts, tools, scratch: numbered }),
  };
}

/** The real programs behind a shell script that does something before or after. */
function wrapped(name: string, script: { readonly dump?: string; readonly restore?: string }): ClientTools {
  const bin = join(folder, name);
  mkdirSync(bin);
  const { pgDump, pgRestore } = server.tools;
  writeFileSync(join(bin, 'pg_dump'), script.dump ?? `exec ${pgDump} "$@"\n`);
  writeFileSync(join(bin, 'pg_restore'), script.restore ?? `exec ${pgRestore} "$@"\n`);
  for (const tool of ['pg_dump', 'pg_restore']) {
    writeFileSync(join(bin, tool), `#!/bin/sh\n${readFileSync(join(bin, tool), 'utf8')}`);
    chmodSync(join(bin, tool), 0o755);
  }
  return { ...server.tools, pgDump: join(bin, 'pg_dump'), pgRestore: join(bin, 'pg_restore') };
}

test('a backup has a certificate, hashes that are right, and can be restored by hand', async () => {
  const { folder: place, manifest } = await take().backup;
  expect(manifest.certificate).toMatchObject({ tables: 5, rows: '1521' });
  expect(statSync(place).mode & 0o077).toBe(0);
  for (const { path, bytes, sha256 } of manifest.files) {
    const content = readFileSync(join(place, path));
    expect([content.length, createHash('sha256').update(content).digest('hex')]).toEqual([bytes, sha256]);
  }
  expect(manifest.files.map(({ path }) => path)).toEqual(
    expect.arrayContaining(['archive/toc.dat', 'globals.sql']),
  );
  const target = await server.create();
  await restoreArchive({
    ...{ tools: server.tools, connection: target, archive: { path: join(place, 'archive'), jobs: 2 } },
  });
  expect(await dumpOf(server.tools, target)).toEqual(await dumpOf(server.tools, live));
});

test('writes while the backup is taken do not spoil it: dump and fingerprint see one instant', async () => {
  let stop = false;
  const writing = (async () => {
    while (!stop) await sql(live, `INSERT INTO core.person (email) VALUES (gen_random_uuid()::text)`);
  })();
  const { manifest } = await take().backup;
  stop = true;
  await writing;
  expect(manifest.certificate?.tables).toBe(5);
  await sql(live, 'DELETE FROM core.person WHERE score IS NULL');
});

const biggest = (archive: string) => `f=$(ls -S ${archive}/*.dat.gz | head -1)`;

test.each([
  [
    'the archive is truncated',
    'BACKUP_NOT_RESTORABLE',
    `for a in "$@"; do d="$a"; done; ${biggest('$d')}; truncate -s $(($(stat -c %s $f) / 2)) $f; `,
  ],
  [
    'bytes of the archive are flipped',
    'BACKUP_NOT_RESTORABLE',
    `for a in "$@"; do d="$a"; done; ${biggest('$d')}; printf 'XXXX' | dd of=$f bs=1 seek=200 conv=notrunc 2>/dev/null; `,
  ],
  [
    'a file of the archive is gone',
    'BACKUP_NOT_RESTORABLE',
    `for a in "$@"; do d="$a"; done; ${biggest('$d')}; rm $f; `,
  ],
])('%s: never called a backup', async (name, code, damage) => {
  const tools = wrapped(`damaged${++made}`, { restore: `${damage} exec ${server.tools.pgRestore} "$@"\n` });
  const { directory, backup } = take(tools);
  await expect(backup).rejects.toMatchObject({ code });
  expect(readdirSync(directory)).toEqual([]);
});

test('a restore that leaves rows out is found by comparison, though pg_restore ends well', async () => {
  const { pgRestore } = server.tools;
  const skipping = `for a in "$@"; do d="$a"; done; ${pgRestore} -l $d | grep -v 'TABLE DATA core note' > $d.list; ${pgRestore} -L $d.list "$@"; code=$?; rm $d.list; exit $code\n`;
  const { directory, backup } = take(wrapped('skipping', { restore: skipping }));
  await expect(backup).rejects.toMatchObject({
    code: 'BACKUP_MISMATCH',
    why: expect.stringContaining('core.note has 0 rows instead of 20') as string,
  });
  expect(readdirSync(directory)).toEqual([]);
});

test('a dump that outgrows a file size limit is never called a backup', async () => {
  const { directory, backup } = take(
    wrapped('limited', { dump: `ulimit -f 8\nexec ${server.tools.pgDump} "$@"\n` }),
  );
  await expect(backup).rejects.toMatchObject({
    code: expect.stringMatching(/^BACKUP_(FAILED|DISK_FULL)$/) as string,
  });
  expect(readdirSync(directory)).toEqual([]);
});

test('an abort ends the dump and removes what it wrote', async () => {
  const abort = new AbortController();
  const directory = join(folder, 'aborted');
  const tools = wrapped('slow', { dump: `${server.tools.pgDump} "$@"\nsleep 60\n` });
  const backup = backUp({
    id: 'a',
    place: folderPlace(directory),
    connection: live,
    facts,
    tools,
    scratch,
    signal: abort.signal,
  });
  setTimeout(() => abort.abort(), 500);
  await expect(backup).rejects.toBeDefined();
  expect(readdirSync(directory)).toEqual([]);
});
