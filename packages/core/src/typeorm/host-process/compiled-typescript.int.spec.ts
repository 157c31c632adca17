import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let root: string;
let file: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'core-spec-typescript-'));
  file = join(root, 'node_modules', 'typescript', 'lib', 'typescript.js');
  mkdirSync(join(file, '..'), { recursive: true });
  install('5.9.3');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** A package of that name: what it exports tells how it was loaded. */
function install(version: string): void {
  const text = `'use strict'; var path = require('path');
    var made = function () { return path.basename(__filename) + ' ' + module.filename.length; };
    module.exports = { version: ${JSON.stringify(version)}, made: made() };`;
  writeFileSync(file, text);
}

const folder = (): string => join(root, 'node_modules', '.cache', 'safe-migrate');

/** What a loader that comes behind finds. */
function load(): unknown {
  const ask = `JSON.stringify([require(${JSON.stringify(file)}), process.env.SAFE_MIGRATE_TYPESCRIPT])`;
  const output = execFileSync(process.execPath, ['-r', require.resolve('#compiled-typescript'), '-p', ask], {
    env: { ...process.env, SAFE_MIGRATE_TYPESCRIPT: file },
    encoding: 'utf8',
    stdio: 'pipe',
  });
  return JSON.parse(output);
}

const whole = (version: string): unknown => [{ version, made: `typescript.js ${file.length}` }, null];

test('what was compiled is kept, and taken the next time', () => {
  expect(load()).toEqual(whole('5.9.3'));
  const [kept] = readdirSync(folder());
  const place = join(folder(), kept ?? '');
  const content = readFileSync(place);
  utimesSync(place, 1, 1);
  expect(load()).toEqual(whole('5.9.3'));
  expect(readdirSync(folder())).toEqual([kept]);
  expect(readFileSync(place).equals(content)).toBe(true);
  expect(statSync(place).mtimeMs).toBe(1000);
});

test.each<[string, (content: Buffer) => Buffer]>([
  ['cut off', (content) => content.subarray(0, content.length - 7)],
  ['empty', () => Buffer.alloc(0)],
  [
    'changed in one bit',
    (content) => {
      const changed = Buffer.from(content);
      changed[content.length - 9] = (changed[content.length - 9] ?? 0) ^ 1;
      return changed;
    },
  ],
])('one that is %s is not taken, and made again', (_, spoil) => {
  load();
  const place = join(folder(), readdirSync(folder())[0] ?? '');
  const content = readFileSync(place);
  writeFileSync(place, spoil(content));
  expect(load()).toEqual(whole('5.9.3'));
  expect(readFileSync(place).length).toBe(content.length);
});

test('another version in the same place is compiled anew', () => {
  load();
  install('5.8.2');
  utimesSync(file, 1_700_000_000, 1_700_000_000);
  expect(load()).toEqual(whole('5.8.2'));
  expect(readdirSync(folder())).toHaveLength(2);
});

test('where nothing can be kept it is loaded all the same', () => {
  writeFileSync(join(root, 'node_modules', '.cache'), 'a file');
  expect(load()).toEqual(whole('5.9.3'));
});

test('what fails to load fails in the loader, and keeps nothing', () => {
  writeFileSync(file, 'throw new Error("broken");');
  expect(load).toThrow('broken');
  expect(() => readdirSync(folder())).toThrow('ENOENT');
});
