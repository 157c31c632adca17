import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { verifyCheck } from '../../settings/hooks';
import { sql, startTestServer, type TestServer } from '../../testing/test-server';
import type { ConnectionParameters } from '../../target/connection';
import { runChecks, takeSamples, type CheckRecord, type Samples } from './check';

let server: TestServer;
let connection: ConnectionParameters;
let api: Server;
let url: string;
let answer: { status: number; body: string };
let failures = 0;
let seen: IncomingMessage['headers'];
beforeAll(async () => {
  server = await startTestServer();
  connection = await server.create();
  await sql(
    connection,
    `CREATE TABLE person (id int PRIMARY KEY, name text); INSERT INTO person VALUES (1, 'Ann'), (2, 'Bob')`,
  );
  api = createServer((request, response) => {
    seen = request.headers;
    if (failures-- > 0) return void response.destroy();
    response.writeHead(answer.status).end(answer.body);
  });
  await new Promise<void>((done) => api.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(api.address() as AddressInfo).port}/people`;
});
beforeEach(() => {
  answer = { status: 200, body: '[{"id":1,"name":"Ann"},{"id":2,"name":"Bob"}]' };
  failures = 0;
});
afterAll(async () => {
  api.close();
  await server.stop();
});

const place = () => ({ connection, projectRoot: process.cwd() });
const checksOf = (...given: object[]) => ({
  graphql: [],
  verify: given.map((check) => verifyCheck.parse(check)),
});
const records: CheckRecord[] = [];
async function play(check: object, between: () => Promise<unknown> | void = () => undefined) {
  const checks = checksOf(check);
  const samples: Samples = await takeSamples(checks, place());
  await between();
  records.length = 0;
  return runChecks(checks, samples, place(), (record) => records.push(record));
}
const change = (text: string) => () => sql(connection, text);

test.each([
  [{ sql: 'SELECT count(*) = 2 FROM person;' }],
  [{ sql: 'SELECT 1 FROM person WHERE name IS NULL -- nobody', expect: 'no-rows' }],
  [{ sql: 'SELECT id, name FROM person', expect: 'same' }],
])('%j holds', async (check) => {
  expect(await play(check)).toBe(1);
  expect(records).toMatchObject([{ holds: true, attempts: 1, differences: [] }]);
});

test.each<[object, string | undefined, object]>([
  [
    { sql: 'SELECT count(*) = 3 FROM person' },
    undefined,
    { code: 'SQL_CHECK_FAILED', why: 'it returns one row that is false instead of one row that is true' },
  ],
  [{ sql: 'SELECT 1 WHERE false' }, undefined, { why: 'it returns no rows instead of one row that is true' }],
  [
    { sql: 'SELECT NULL::boolean' },
    undefined,
    { why: 'it returns one row that is null instead of one row that is true' },
  ],
  [{ sql: 'SELECT false, true' }, undefined, { code: 'SQL_CHECK_FAILED' }],
  [
    { sql: 'SELECT name FROM person', expect: 'no-rows' },
    undefined,
    { why: 'it returns 2 rows with one column' },
  ],
  [
    { sql: 'SELECT count(*) AS n FROM person', expect: 'same' },
    `INSERT INTO person VALUES (9, 'x')`,
    { why: 'n: 2 before, 3 after' },
  ],
  [
    { sql: 'SELECT id FROM person', expect: 'kept' },
    'DELETE FROM person WHERE id = 9',
    { why: expect.stringContaining('rows[id=9] is not returned any more') as string },
  ],
  [
    { sql: 'SELECT nothing' },
    undefined,
    { code: 'SQL_CHECK_ERROR', why: expect.stringContaining('42703') as string },
  ],
  [
    { sql: 'SELECT pg_sleep(5) IS NOT NULL', timeout: 100 },
    undefined,
    { code: 'SQL_CHECK_ERROR', why: expect.stringContaining('57014') as string },
  ],
])('%j does not hold', async (check, text, error) => {
  await expect(play(check, text === undefined ? undefined : change(text))).rejects.toMatchObject(error);
});

test.each([
  `DELETE FROM person`,
  `SELECT true) AS q; COMMIT; DELETE FROM person; SELECT 1 FROM (SELECT 1`,
  `WITH gone AS (DELETE FROM person RETURNING id) SELECT true FROM gone`,
  `SELECT set_config('transaction_read_only', 'off', false) = 'off'`,
])('a query may not write: %s', async (text) => {
  await expect(play({ sql: text })).rejects.toMatchObject({ code: 'SQL_CHECK_ERROR' });
  expect(await sql(connection, 'SELECT count(*)::int AS n FROM person')).toEqual([{ n: 2 }]);
});

test('a query for a whole table is refused before anything is done', async () => {
  const check = { sql: 'SELECT generate_series(1, 1001)', expect: 'same' };
  await expect(takeSamples(checksOf(check), place())).rejects.toMatchObject({
    code: 'SQL_CHECK_ROWS',
    kind: 'usage',
  });
});

test('HTTP: status, shape, and the records that were there', async () => {
  const check = {
    http: url,
    shape: [{ id: 'number', name: 'string' }],
    expect: 'kept',
    headers: { authorization: 'Bearer ${CORE_SPEC_TOKEN}' },
  };
  await expect(takeSamples(checksOf(check), place())).rejects.toMatchObject({ code: 'HEADER_VARIABLE' });
  process.env['CORE_SPEC_TOKEN'] = 'abc';
  expect(await play(check)).toBe(1);
  expect(seen.authorization).toBe('Bearer abc');
  const become = (status: number, body: string) => () => void (answer = { status, body });
  await expect(play(check, become(200, '[{"id":2,"name":"Bob"}]'))).rejects.toMatchObject({
    code: 'HTTP_CHECK_FAILED',
    why: 'body[id=1] is not returned any more',
  });
  answer = { status: 200, body: '[{"id":1,"name":"Ann"}]' };
  await expect(play(check, become(200, '[{"id":1,"name":null}]'))).rejects.toMatchObject({
    why: 'body[0].name is null instead of string',
  });
  answer = { status: 200, body: '[]' };
  await expect(play(check, become(302, ''))).rejects.toMatchObject({
    why: expect.stringMatching(/status 302 instead of 200/) as string,
  });
  delete process.env['CORE_SPEC_TOKEN'];
  answer = { status: 503, body: '' };
  await expect(takeSamples(checksOf({ http: url, expect: 'same' }), place())).rejects.toMatchObject({
    what: expect.stringMatching(/already before the migrations/) as string,
  });
});

test('an application that restarts is asked again; one that stays away is told', async () => {
  failures = 2;
  expect(await play({ http: url, attempts: 3, pause: 10 })).toBe(1);
  expect(records).toMatchObject([{ holds: true, attempts: 3 }]);
  failures = 9;
  await expect(play({ http: url, attempts: 2, pause: 10 })).rejects.toMatchObject({
    code: 'HTTP_UNREACHABLE',
  });
});

test('commands, and every check that does not hold is told', async () => {
  expect(await play({ command: 'echo all up to date', mustMatch: '^all up', mustNotMatch: 'fail' })).toBe(1);
  const checks = checksOf(
    { command: 'echo 1 failed', mustNotMatch: '\\d+ failed', name: 'upgrade status' },
    { sql: 'SELECT true' },
    { command: 'echo no; exit 3' },
  );
  await expect(runChecks(checks, [], place())).rejects.toMatchObject({
    code: 'COMMAND_CHECK_FAILED',
    what: '2 of 3 checks do not hold after the migrations.',
    why: 'upgrade status:\nits output holds /\\d+ failed/: 1 failed\n  1 failed\necho no; exit 3:\nit ended with exit code 3\n  no',
  });
  await expect(play({ command: 'sleep 9', timeout: 100 })).rejects.toMatchObject({
    why: 'it did not end within 100 ms',
  });
});
