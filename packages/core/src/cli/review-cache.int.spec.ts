import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
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

const review = (...args: string[]) => reviewIn(folder, ...args);

function reviewIn(cwd: string, ...args: string[]): { readonly code: number | null; readonly output: string } {
  const env = { ...process.env, XDG_CACHE_HOME: join(folder, 'cache') };
  const child = spawnSync(process.execPath, [COMMAND, 'review', ...args], {
    cwd,
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

test('paths in a report are those of the folder in which the command runs', () => {
  const file = join(folder, 'sub', 'b.sql');
  mkdirSync(join(folder, 'sub'));
  writeFileSync(file, 'DROP TABLE b;\n');
  const path = (cwd: string) => {
    const { output } = reviewIn(cwd, '--sql', file, '--format', 'gitlab');
    return (JSON.parse(output) as readonly { readonly location: { readonly path: string } }[])[0]?.location
      .path;
  };
  expect([path(folder), path(join(folder, 'sub'))]).toEqual(['sub/b.sql', 'b.sql']);
});

test('what could not be reviewed is not remembered, and both command line parsers come to the same', () => {
  writeFileSync(join(folder, 'schema.sql'), 'CREATE TABL a;\n');
  expect(review('--sql', 'a.sql', '--schema', 'schema.sql').code).toBe(2);
  expect(entries()).toBe(0);
  const plain = review('--sql', 'a.sql', '--format', 'json');
  expect(review('--sql', 'a.sql', '--format=json')).toEqual(plain);
  expect(entries()).toBe(1);
});
