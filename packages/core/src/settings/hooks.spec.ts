import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseSettings } from './settings';

let projectRoot: string;
beforeAll(() => {
  projectRoot = mkdtempSync(join(tmpdir(), 'core-spec-hooks-'));
});
afterAll(() => rmSync(projectRoot, { recursive: true, force: true }));
const parse = (options: Record<string, unknown>) =>
  parseSettings({ dataSource: 'ds.ts', ...options, projectRoot });

test('a hook is tried once unless it says otherwise', () => {
  const { sync, verify, onSyncFailure, onVerifyFailure } = parse({
    sync: ['a', { target: 'app:command', args: ['sync'] }],
    verify: [{ sql: 'SELECT true' }, { http: 'http://localhost/x' }, { command: 'b', attempts: 3 }],
  });
  expect(sync).toEqual(['a', { target: 'app:command', args: ['sync'], attempts: 1, pause: 1_000 }]);
  expect(verify).toEqual([
    { sql: 'SELECT true', expect: 'true', attempts: 1, pause: 1_000 },
    { http: 'http://localhost/x', method: 'GET', status: 200, expect: 'answers', attempts: 1, pause: 1_000 },
    { command: 'b', attempts: 3, pause: 1_000 },
  ]);
  expect({ onSyncFailure, onVerifyFailure }).toEqual({ onSyncFailure: 'back', onVerifyFailure: 'back' });
});

test.each([
  [{ sync: [{ command: 'a', target: 'b:c' }] }, /sync\.0/],
  [{ sync: [{ target: 'no-colon' }] }, /project:target/],
  [{ sync: [{ command: 'a', attempts: 0 }] }, /sync\.0/],
  [{ verify: [{}] }, /verify\.0: it needs one of sql, http, command, target/],
  [{ verify: [{ sql: 'a', http: 'http://b' }] }, /it needs one of/],
  [{ verify: [{ sql: 'a', expect: 'maybe' }] }, /verify\.0\.expect: .*no-rows/],
  [{ verify: [{ sql: 'a', shape: {} }] }, /verify\.0: .*shape/],
  [{ verify: [{ http: 'nowhere' }] }, /verify\.0\.http/],
  [{ verify: [{ command: 'a', mustMatch: '(' }] }, /verify\.0\.mustMatch: .*regular expression/],
  [
    { verify: [{ http: 'http://a', headers: { authorization: 'Bearer abc' } }] },
    /verify\.0\.headers\.authorization: a secret comes from the environment/,
  ],
  [{ graphql: [{ url: 'http://a', query: 'b', headers: { 'X-Api-Key': 'abc' } }] }, /graphql/],
  [{ onSyncFailure: 'ignore' }, /onSyncFailure/],
])('refuses %j', (options, why) => {
  expect(() => parse(options)).toThrow(
    expect.objectContaining({ code: 'SETTINGS_INVALID', why: expect.stringMatching(why) as string }) as Error,
  );
});
