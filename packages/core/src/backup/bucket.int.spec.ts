import { execFileSync, spawnSync } from 'node:child_process';
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from 's3rver';
import { openScratch, type Scratch } from '../scratch/database';
import { freePort } from '../scratch/server';
import type { ConnectionParameters } from '../target/connection';
import { readServerFacts, type ServerFacts } from '../target/facts';
import { withSession } from '../target/session';
import { CRM } from '../testing/crm';
import { sql, startTestServer, type TestServer } from '../testing/test-server';
import { backUp, backUpUnrestored } from './back-up';
import { connectBucket } from './bucket-client';
import { bucketPlace } from './bucket-place';
import { encryptionBy } from './encryption';
import { folderPlace } from './folder-place';
import type { BackupPlace } from './place';
import { newestBackup, restoreStored } from './stored-backup';

/** What the proxy does to one request; undefined lets it through. */
type Fault = (call: {
  readonly method: string;
  readonly url: string;
  readonly from: IncomingMessage;
  readonly to: ServerResponse;
  readonly body: Buffer;
}) => 'handled' | Buffer | ((answer: Buffer) => Buffer) | undefined;

const PASSPHRASE = 'correct horse battery staple';
const VARIABLE = 'BUCKET_SPEC_PASSPHRASE';
let server: TestServer;
let live: ConnectionParameters;
let facts: ServerFacts;
let scratch: Scratch;
let folder: string;
let s3: S3rver;
let proxy: Server;
let fault: Fault | undefined;
let made = 0;

beforeAll(async () => {
  process.env['AWS_ACCESS_KEY_ID'] = 'S3RVER';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'S3RVER';
  process.env[VARIABLE] = PASSPHRASE;
  server = await startTestServer();
  live = await server.create();
  await sql(live, CRM);
  // Random text does not compress: the archive has two parts.
  await sql(
    live,
    `CREATE TABLE core.noise AS SELECT i AS id, (SELECT string_agg(md5(random()::text || g || i), '') FROM generate_series(1, 800) g) AS text FROM generate_series(1, 700) i`,
  );
  facts = await withSession(live, {}, readServerFacts);
  scratch = await openScratch({ runId: 'bucket', live: facts, liveConnection: live, scratchUrl: server.url });
  folder = mkdtempSync(join(tmpdir(), 'core-spec-bucket-'));
  const port = await freePort();
  s3 = new S3rver({
    ...{ port, address: '127.0.0.1', silent: true, directory: join(folder, 's3'), vhostBuckets: false },
    ...{ allowMismatchedSignatures: true, configureBuckets: [{ name: 'backups', configs: [] }] },
  });
  await s3.run();
  proxy = createServer((from, to) => void forward(from, to, port));
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', () => resolve()));
});
afterAll(async () => {
  await scratch.close();
  proxy.closeAllConnections();
  await new Promise((resolve) => proxy.close(resolve));
  await s3.close();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(() => {
  fault = undefined;
});

async function forward(from: IncomingMessage, to: ServerResponse, port: number): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of from as AsyncIterable<Buffer>) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const done = fault?.({ method: from.method ?? '', url: from.url ?? '', from, to, body });
  if (done === 'handled') return;
  const sent = Buffer.isBuffer(done) ? done : body;
  const options = { port, host: '127.0.0.1', method: from.method, path: from.url, headers: from.headers };
  const onward = request(options, (answer) => {
    const parts: Buffer[] = [];
    answer.on('data', (chunk: Buffer) => parts.push(chunk));
    answer.on('end', () => {
      const whole = Buffer.concat(parts);
      const changed = typeof done === 'function' ? done(whole) : whole;
      const headers = { ...answer.headers };
      if (typeof done === 'function') headers['content-length'] = String(changed.length);
      to.writeHead(answer.statusCode ?? 500, headers);
      to.end(changed);
    });
  });
  onward.on('error', () => to.destroy());
  onward.end(sent);
}

const placeAt = (prefix: string): Promise<BackupPlace> =>
  bucketPlace({
    ...{ bucket: 'backups', prefix, timeoutMs: 1_000 },
    endpoint: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
  });

async function take(prefix: string, encrypted = false, verify = true) {
  const id = `b${++made}`;
  const place = await placeAt(prefix);
  const numbered: Scratch = { ...scratch, create: (purpose) => scratch.create(`${purpose}_${id}`) };
  const input = {
    ...{ id, place, connection: live, facts, tools: server.tools },
    encryption: encrypted ? encryptionBy(VARIABLE) : undefined,
  };
  return verify ? backUp({ ...input, scratch: numbered }) : backUpUnrestored(input);
}
/** What stands in the bucket below a prefix. */
const objectsIn = (prefix: string): readonly string[] => {
  try {
    return readdirSync(join(folder, 's3', 'backups', prefix), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('_object'))
      .map((name) => name.replace('._S3rver_object', ''))
      .sort();
  } catch {
    return [];
  }
};
const isPart = (url: string): boolean => /partNumber=\d/.test(url);
const isArchive = (url: string): boolean => /archive\.dump/.test(url);
const trial = () => {
  const id = `t${++made}`;
  return {
    ...{ tools: server.tools, passphraseVariable: VARIABLE },
    scratch: { ...scratch, create: (purpose: string) => scratch.create(`${purpose}_${id}`) },
  };
};

test('a backup is sent in parts, read back, certified, found again and restored', async () => {
  const { manifest, folder: name } = await take('plain');
  expect(manifest).toMatchObject({
    archive: { kind: 'stream', encryption: 'none' },
    verification: 'restored',
  });
  expect(name).toBe(`s3://backups/plain/${manifest.id}`);
  expect(objectsIn('plain')).toEqual(
    ['archive.dump', 'globals.sql', 'manifest.json'].map((file) => `${manifest.id}/${file}`),
  );
  expect(manifest.bytes).toBeGreaterThan(9_000_000);
  const newest = await newestBackup(await placeAt('plain'), facts);
  expect(newest?.manifest.id).toBe(manifest.id);
  if (newest) expect((await restoreStored(newest, trial())).manifest).toEqual(manifest);
});

test('encrypted before it is sent: nothing is in the clear but the manifest, a wrong passphrase does not', async () => {
  const { manifest } = await take('sealed', true);
  const object = (file: string) => join(folder, 's3/backups/sealed', manifest.id, `${file}._S3rver_object`);
  const archive = readFileSync(object('archive.dump.age'));
  expect(archive.subarray(0, 21).toString()).toBe('age-encryption.org/v1');
  for (const file of ['archive.dump.age', 'globals.sql.age'])
    expect(readFileSync(object(file)).includes('Opportunity')).toBe(false);
  expect(archive.includes('PGDMP')).toBe(false);
  const newest = await newestBackup(await placeAt('sealed'), facts);
  process.env[VARIABLE] = 'another passphrase';
  try {
    if (newest)
      await expect(restoreStored(newest, trial())).rejects.toMatchObject({ code: 'BACKUP_PASSPHRASE' });
  } finally {
    process.env[VARIABLE] = PASSPHRASE;
  }
});

test('in a folder, encrypted, there is never anything in the clear; the age command, where it is installed, decrypts it', async () => {
  const place = folderPlace(join(folder, 'sealed-folder'));
  const numbered: Scratch = { ...scratch, create: (purpose) => scratch.create(`${purpose}_folder`) };
  const { manifest, folder: name } = await backUp({
    ...{ id: 'f1', place, connection: live, facts, tools: server.tools },
    ...{ scratch: numbered, encryption: encryptionBy(VARIABLE) },
  });
  expect(manifest.archive).toEqual({ kind: 'stream', encryption: 'age' });
  expect(readdirSync(name).sort()).toEqual(['archive.dump.age', 'globals.sql.age', 'manifest.json']);
  if (spawnSync('sh', ['-c', 'command -v age && command -v script']).status !== 0) return;
  const plain = join(folder, 'plain.dump');
  // It asks for the passphrase on a terminal only.
  execFileSync('script', ['-qec', `age -d -o ${plain} ${join(name, 'archive.dump.age')}`, '/dev/null'], {
    input: `${PASSPHRASE}\n`,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  expect(readFileSync(plain).subarray(0, 5).toString()).toBe('PGDMP');
});

/** Once, or `times` times. */
const times = (count: number, act: Fault): Fault => {
  let left = count;
  return (call) => (left-- > 0 ? act(call) : undefined);
};
const when =
  (matches: (url: string, method: string) => boolean, act: Fault): Fault =>
  (call) =>
    matches(call.url, call.method) ? act(call) : undefined;
const reset: Fault = ({ from }) => {
  from.socket.destroy();
  return 'handled';
};
const failing =
  (status: number): Fault =>
  ({ to }) => {
    to.writeHead(status).end('<Error><Code>InternalError</Code></Error>');
    return 'handled';
  };
/** Answers nothing for longer than anybody waits. */
const silent: Fault = () => 'handled';
const flipped: Fault = ({ body }) => {
  const other = Buffer.from(body);
  other[1000] = (other[1000] ?? 0) ^ 0xff;
  return other;
};
const upload = (url: string, method: string) => method === 'PUT' && isPart(url) && isArchive(url);
const download = (url: string, method: string) =>
  method === 'GET' && isArchive(url) && !url.includes('uploadId');
const limited = (matches: (url: string, method: string) => boolean, count: number, act: Fault): Fault => {
  const counted = times(count, act);
  return when(matches, (call) => counted(call));
};

test.each<[string, Fault]>([
  ['a part whose connection is reset', limited(upload, 2, reset)],
  ['a part that the server fails with 500', limited(upload, 2, failing(500))],
  ['a part that the server throttles', limited(upload, 2, failing(503))],
  ['a part that is not answered', limited(upload, 1, silent)],
  ['a download whose connection is reset at once', limited(download, 1, reset)],
  [
    'a download whose connection breaks in the middle',
    limited(download, 2, ({ to }) => {
      to.writeHead(200, { 'content-length': '99999999', etag: '"x"' });
      to.write(Buffer.alloc(0));
      setTimeout(() => to.destroy(), 20);
      return 'handled';
    }),
  ],
  [
    'a manifest that fails with 500',
    limited((url, method) => method === 'PUT' && url.includes('manifest'), 2, failing(500)),
  ],
])('%s: tried again, and whole', async (name, injected) => {
  const prefix = `again${++made}`;
  fault = injected;
  if (name.includes('in the middle')) {
    // The size that is announced is not the one that was sent: refused at once, not tried again.
    await expect(take(prefix)).rejects.toMatchObject({ code: 'BACKUP_DAMAGED' });
    return expect(objectsIn(prefix)).toEqual([]);
  }
  // Some of them in full: certified.
  const full = /reset|500$/.test(name);
  const { manifest } = await take(prefix, false, full);
  expect(manifest.verification).toBe(full ? 'restored' : 'checksum');
});

test.each<[string, string | RegExp, Fault]>([
  ['every part is reset', 'BACKUP_BUCKET', when(upload, reset)],
  ['every part fails with 500', 'BACKUP_BUCKET', when(upload, failing(500))],
  ['no part is answered', 'BACKUP_BUCKET', when(upload, silent)],
  [
    'access is denied',
    'BACKUP_BUCKET_ACCESS',
    when(
      (_url, method) => method === 'PUT' || method === 'POST',
      ({ to }) => {
        to.writeHead(403, { 'content-type': 'application/xml' }).end(
          '<Error><Code>AccessDenied</Code></Error>',
        );
        return 'handled';
      },
    ),
  ],
  [
    'the end of the upload fails',
    'BACKUP_BUCKET',
    when((url, method) => method === 'POST' && url.includes('uploadId'), failing(500)),
  ],
  ['bytes change on their way there', /^BACKUP_(BUCKET|DAMAGED)$/, when(upload, flipped)],
  [
    'bytes change on their way back',
    /^BACKUP_(DAMAGED|NOT_RESTORABLE)$/,
    when(download, () => (answer) => flip(answer)),
  ],
  [
    'the end is missing on the way back',
    'BACKUP_DAMAGED',
    when(download, () => (answer) => answer.subarray(0, answer.length - 10)),
  ],
  [
    'the manifest is refused',
    'BACKUP_BUCKET',
    when((url, method) => method === 'PUT' && url.includes('manifest'), failing(500)),
  ],
])('%s: no certificate, and nothing stays', async (_name, code, injected) => {
  const prefix = `never${++made}`;
  fault = injected;
  await expect(take(prefix)).rejects.toMatchObject({
    code: typeof code === 'string' ? code : (expect.stringMatching(code) as string),
  });
  fault = undefined;
  expect(objectsIn(prefix)).toEqual([]);
  expect(await (await placeAt(prefix)).list()).toEqual([]);
});

const flip = (answer: Buffer): Buffer => {
  const other = Buffer.from(answer);
  const middle = Math.floor(other.length / 2);
  other[middle] = (other[middle] ?? 0) ^ 0xff;
  return other;
};

test('without being restored, bytes that changed on their way are found all the same', async () => {
  fault = when(download, () => (answer) => flip(answer));
  await expect(take('weak', false, false)).rejects.toMatchObject({ code: 'BACKUP_DAMAGED' });
  fault = undefined;
  const { manifest } = await take('weak', false, false);
  expect(manifest.verification).toBe('checksum');
  expect(await newestBackup(await placeAt('weak'), facts)).toBeUndefined();
});

test('what a killed run left in the bucket is swept, a backup and what another host writes are not', async () => {
  const { manifest } = await take('sweep');
  const { PutObjectCommand } = await import('@aws-sdk/client-s3');
  const client = await connectBucket({
    ...{ bucket: 'backups', prefix: 'sweep' },
    endpoint: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
  });
  const put = (key: string, Body: string) =>
    client.send(new PutObjectCommand({ Bucket: 'backups', Key: `sweep/${key}`, Body }));
  await put('killed/owner.json', JSON.stringify({ host: hostname(), pid: 999_999 }));
  await put('killed/archive.dump', 'half');
  await put('other/owner.json', JSON.stringify({ host: 'elsewhere', pid: 1 }));
  const place = await placeAt('sweep');
  expect(await place.sweep()).toEqual(['s3://backups/sweep/killed']);
  expect(objectsIn('sweep').map((name) => name.split('/')[0])).toEqual(
    expect.arrayContaining([manifest.id, 'other']),
  );
  expect(objectsIn('sweep').some((name) => name.startsWith('killed'))).toBe(false);
});
