import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { folderPlace } from '../../backup/folder-place';
import { parseSettings } from '../../settings/settings';
import type { ConnectionParameters } from '../../target/connection';
import { readServerFacts, type ServerFacts } from '../../target/facts';
import { withSession } from '../../target/session';
import { CRM } from '../../testing/crm';
import { sql, startTestServer, type TestServer } from '../../testing/test-server';
import { takeByEngine } from '../take';

const TOKEN = 'an-account-token-of-railway';
const INSTANCE = '11111111-2222-3333-4444-555555555555';

/** One answer instead of the usual one. */
type Answer =
  { readonly status?: number; readonly headers?: Record<string, string>; readonly body?: unknown } | 'reset';

/** A local server that speaks the part of Railway's GraphQL that its documentation and its command show. */
class LocalRailway {
  readonly asked: {
    operation: string;
    variables: Record<string, unknown>;
    headers: IncomingMessage['headers'];
  }[] = [];
  backups: Record<string, unknown>[] = [
    { id: 'old', name: null, createdAt: '2026-01-01T00:00:00Z', expiresAt: null, usedMB: 5, referencedMB: 5 },
  ];
  /** Answers that come first, by operation. */
  readonly instead = new Map<string, Answer[]>();
  appears = true;
  statuses: { status: string; error: string | null }[] = [];

  answer(operation: string, variables: Record<string, unknown>): unknown {
    if (operation === 'volumeInstanceBackupList') return this.backups;
    if (operation === 'workflowStatus') return this.statuses.shift() ?? { status: 'Complete', error: null };
    if (operation === 'volumeInstanceBackupLock') return true;
    this.make(variables['name']);
    return { workflowId: 'createVolumeInstanceBackup/1' };
  }

  make(name: unknown): void {
    if (this.appears)
      this.backups = [
        ...this.backups,
        {
          id: `new-${this.backups.length}`,
          name,
          createdAt: '2026-01-02T00:00:00Z',
          expiresAt: null,
          usedMB: 12,
          referencedMB: 1,
        },
      ];
  }
}

let api: Server;
let railway: LocalRailway;
let server: TestServer;
let live: ConnectionParameters;
let facts: ServerFacts;
let folder: string;
let made = 0;
beforeAll(async () => {
  server = await startTestServer();
  live = await server.create();
  await sql(live, CRM);
  facts = await withSession(live, {}, readServerFacts);
  folder = mkdtempSync(join(tmpdir(), 'core-spec-railway-'));
  api = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (part: string) => (text += part));
    request.on('end', () => {
      const { query, variables } = JSON.parse(text) as { query: string; variables: Record<string, unknown> };
      const operation = /(?:query|mutation) (\w+)/.exec(query)?.[1] ?? '';
      railway.asked.push({ operation, variables, headers: request.headers });
      const instead = railway.instead.get(operation)?.shift();
      if (instead === 'reset') return void request.socket.destroy();
      const allowed =
        request.headers.authorization === `Bearer ${TOKEN}` ||
        request.headers['project-access-token'] === TOKEN;
      const status = instead?.status ?? (allowed ? 200 : 401);
      const body =
        instead?.body ??
        (status === 200
          ? { data: { [operation]: railway.answer(operation, variables) } }
          : { errors: [{ message: 'Not Authorized' }] });
      response
        .writeHead(status, { 'content-type': 'application/json', ...instead?.headers })
        .end(JSON.stringify(body));
    });
  });
  await new Promise<void>((done) => api.listen(0, '127.0.0.1', done));
});
afterAll(async () => {
  api.closeAllConnections();
  await new Promise((done) => api.close(done));
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  railway = new LocalRailway();
  process.env['RAILWAY_API_TOKEN'] = TOKEN;
});
afterEach(() => {
  delete process.env['RAILWAY_API_TOKEN'];
  delete process.env['RAILWAY_TOKEN'];
});

function take(given: Readonly<Record<string, unknown>> = {}, signal?: AbortSignal) {
  const id = `b${++made}`;
  const settings = parseSettings({
    ...{ projectRoot: folder, dataSource: 'x.ts', backupEngine: 'railway', railwayVolumeInstance: INSTANCE },
    ...{
      railwayUrl: `http://127.0.0.1:${(api.address() as AddressInfo).port}/graphql/v2`,
      acceptUnrestored: true,
      ...given,
    },
  });
  const place = folderPlace(join(folder, id));
  return takeByEngine({
    ...{
      id,
      settings,
      connection: live,
      facts,
      place,
      signal,
      note: () => undefined,
      atEnd: () => undefined,
    },
  });
}
const operations = () => railway.asked.map(({ operation }) => operation);

test('a backup is made, waited for, found, locked, and told with how it is restored', async () => {
  railway.statuses = [{ status: 'Running', error: null }];
  const { manifest, copy } = await take();
  expect(copy).toBeUndefined();
  expect(manifest).toMatchObject({
    verification: 'unrestored',
    engine: {
      name: 'railway',
      id: 'new-1',
      backupName: `safe-migrate-b${made}`,
      volumeInstance: INSTANCE,
      usedMB: 12,
    },
  });
  expect(manifest.notCovered.join('\n')).toMatch(
    /NOT CERTIFIED[^]*id new-1\. It restores IN PLACE[^]*deletes every backup that is newer/,
  );
  expect(operations()).toEqual([
    ...['volumeInstanceBackupList', 'volumeInstanceBackupCreate', 'workflowStatus', 'workflowStatus'],
    ...['volumeInstanceBackupList', 'volumeInstanceBackupLock'],
  ]);
  expect(railway.asked.at(-1)?.variables).toEqual({
    volumeInstanceId: INSTANCE,
    volumeInstanceBackupId: 'new-1',
  });
});

test('a project token goes into its own header', async () => {
  delete process.env['RAILWAY_API_TOKEN'];
  process.env['RAILWAY_TOKEN'] = TOKEN;
  await take();
  expect(railway.asked[0]?.headers).toMatchObject({ 'project-access-token': TOKEN });
  expect(railway.asked[0]?.headers.authorization).toBeUndefined();
});

test('too many requests, a broken line and a failing gateway are tried again; a backup is never made twice', async () => {
  railway.instead.set('volumeInstanceBackupList', ['reset', { status: 502 }]);
  railway.instead.set('volumeInstanceBackupCreate', [{ status: 429, headers: { 'retry-after': '0' } }]);
  railway.instead.set('workflowStatus', [{ status: 429, headers: { 'retry-after': '0' } }]);
  expect((await take()).manifest.engine).toMatchObject({ id: 'new-1' });
  expect(railway.backups).toHaveLength(2);
});

test('a backup whose answer was lost is found in the list, not made again', async () => {
  railway.instead.set('volumeInstanceBackupCreate', ['reset']);
  railway.make(`safe-migrate-b${made + 1}`);
  const [late] = railway.backups.splice(1);
  const list = railway.answer.bind(railway);
  let lists = 0;
  railway.answer = (operation, variables) => {
    if (operation === 'volumeInstanceBackupList' && ++lists === 3 && late) railway.backups.push(late);
    return list(operation, variables);
  };
  expect((await take()).manifest.engine).toMatchObject({ id: 'new-1' });
  expect(operations().filter((name) => name === 'volumeInstanceBackupCreate')).toHaveLength(1);
});

test.each<[string, () => void, RegExp]>([
  ['RAILWAY_UNAUTHORIZED', () => (process.env['RAILWAY_API_TOKEN'] = 'a-wrong-token'), /Not Authorized/],
  [
    'RAILWAY_UNAUTHORIZED',
    () =>
      railway.instead.set('volumeInstanceBackupCreate', [
        { body: { errors: [{ message: 'Not Authorized' }], data: null } },
      ]),
    /Not Authorized/,
  ],
  [
    'RAILWAY_RATE_LIMIT',
    () =>
      railway.instead.set(
        'volumeInstanceBackupList',
        Array.from({ length: 5 }, () => ({ status: 429, headers: { 'retry-after': '0' } })),
      ),
    /429/,
  ],
  [
    'RAILWAY_BACKUP_FAILED',
    () => (railway.statuses = [{ status: 'Error', error: 'the volume is detached' }]),
    /detached/,
  ],
  [
    'RAILWAY_BACKUP_SIZE',
    () =>
      railway.instead.set('volumeInstanceBackupCreate', [
        { body: { errors: [{ message: 'Backup would use more than 50% of the volume size' }] } },
      ]),
    /50%/,
  ],
  [
    'RAILWAY_FAILED',
    () =>
      railway.instead.set('volumeInstanceBackupList', [
        { body: { errors: [{ message: 'Problem processing request' }] } },
      ]),
    /Problem/,
  ],
  ['RAILWAY_TOKEN_MISSING', () => delete process.env['RAILWAY_API_TOKEN'], /environment/],
])('%s: %#', async (code, arrange, why) => {
  arrange();
  const error = await Promise.resolve()
    .then(() => take())
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code, why: expect.stringMatching(why) as string });
  expect(JSON.stringify(error)).not.toContain(TOKEN);
  expect(readdirSync(folder).includes(`b${made}`) ? readdirSync(join(folder, `b${made}`)) : []).toEqual([]);
});

test('a backup that never comes is no backup', async () => {
  railway.appears = false;
  await expect(take({ backupTimeout: 1_000 })).rejects.toMatchObject({ code: 'RAILWAY_BACKUP_MISSING' });
});

test('a token is not sent over an open line, and nothing is asked where nobody accepts a backup without certificate', async () => {
  await expect(take({ railwayUrl: 'http://example.com/graphql' })).rejects.toMatchObject({
    code: 'RAILWAY_URL',
  });
  await expect(take({ acceptUnrestored: false })).rejects.toMatchObject({ code: 'BACKUP_NOT_CERTIFIED' });
  expect(railway.asked).toEqual([]);
});

test('interrupted while it waits', async () => {
  railway.statuses = Array.from({ length: 50 }, () => ({ status: 'Running', error: null }));
  const abort = new AbortController();
  setTimeout(() => abort.abort(), 700);
  await expect(take({}, abort.signal)).rejects.toBeDefined();
  expect(readdirSync(join(folder, `b${made}`))).toEqual([]);
});
