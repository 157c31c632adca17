import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const COMMAND = resolve(__dirname, '../../bin/safe-migrate.js');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'core-spec-review-cache-'));
  writeFileSync(join(folder, 'a.sql'), 'ALTER TABLE a DROP COLUMN b;\n');
  writeFileSync(join(folder, 'schema.sql'), 'CREATE TABLE a (b int, c int);\n');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function review(...args: string[]): { readonly code: number | null; readonly output: string } {
  const env = { ...process.env, XDG_CACHE_HOME: join(folder, 'cache') };
  const child = spawnSync(process.execPath, [COMMAND, 'review', ...args], {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
  return { code: child.status, output: child.stdout + child.stderr };
}
const entries = () => readdirSync(join(folder, 'cache', 'safe-migrate', 'reviews')).length;

test('the second run says the same and adds nothing; a change of anything that matters is reviewed anew', () => {
  const args = ['--sql', 'a.sql', '--schema', 'schema.sql', '--format', 'json'];
  const first = review(...args);
  expect(first.code).toBe(1);
  expect(review(...args)).toEqual(first);
  expect(entries()).toBe(1);
  expect(review(...args, '--no-cache')).toEqual(first);
  writeFileSync(join(folder, 'a.sql'), 'ALTER TABLE a DROP COLUMN c;\n');
  expect(review(...args).output).not.toBe(first.output);
  writeFileSync(join(folder, 'schema.sql'), 'CREATE TABLE a (b int);\n');
  expect(review(...args).output).toContain('42703');
  review(...args, '--pg', '11');
  expect(entries()).toBe(4);
});

test('what could not be reviewed is not remembered, and both command line parsers come to the same', () => {
  writeFileSync(join(folder, 'schema.sql'), 'CREATE TABL a;\n');
  expect(review('--sql', 'a.sql', '--schema', 'schema.sql').code).toBe(2);
  expect(entries()).toBe(0);
  const plain = review('--sql', 'a.sql', '--format', 'json');
  expect(review('--sql', 'a.sql', '--format=json')).toEqual(plain);
  expect(entries()).toBe(1);
});
