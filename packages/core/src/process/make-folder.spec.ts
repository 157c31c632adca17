import { mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeFolder } from './make-folder';

const home = mkdtempSync(path.join(tmpdir(), 'safe-migrate-folder-'));

test('a folder and those above it are made once, with the mode that is asked for', () => {
  const deep = path.join(home, 'a', 'b', 'c');
  makeFolder(deep, 0o700);
  makeFolder(deep);
  for (const each of [deep, path.dirname(deep)]) expect(statSync(each).mode & 0o777).toBe(0o700);
});

test('what cannot be made is an error, not an endless attempt', () => {
  writeFileSync(path.join(home, 'file'), '');
  expect(() => makeFolder(path.join(home, 'file'))).toThrow('EEXIST');
  expect(() => makeFolder(path.join(home, 'file', 'below'))).toThrow('ENOTDIR');
  // Node's own would not come back from here.
  if (process.platform === 'linux') expect(() => makeFolder('/proc/nowhere/below')).toThrow('ENOENT');
});
