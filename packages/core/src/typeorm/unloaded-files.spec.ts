import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LoadedDataSource } from './protocol';
import { unloadedFiles } from './unloaded-files';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'core-spec-unloaded-'));
  mkdirSync(join(root, 'm'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const loadedFrom = (glob: string, file?: string): LoadedDataSource =>
  ({
    migrationGlobs: [glob],
    migrations: [
      { name: 'AddA1800000000001', className: 'AddA1800000000001', file, timestamp: 1, hasDown: true },
    ],
  }) as unknown as LoadedDataSource;
const write = (name: string, text = 'export class AddB1800000000002 {}') => {
  const path = join(root, 'm', name);
  writeFileSync(path, text);
  return path;
};

test('a file that the glob does not match is named, whatever its stamp', () => {
  const file = write('1800000000001-a.js');
  write('20260126120000-add-b.ts');
  write('1800000000002-b.ts');
  const [warning, ...others] = unloadedFiles(loadedFrom('m/*.js', file), root);
  expect(warning).toMatch(/m\/20260126120000-add-b\.ts/);
  expect(warning).toMatch(/m\/1800000000002-b\.ts/);
  expect(warning).toMatch(/option of the data source is m\/\*\.js/);
  expect(warning).not.toMatch(/1800000000001-a/);
  expect(others).toEqual([]);
});

test('nothing to say of loaded files, their sources, declarations, specs and other files', () => {
  const file = write('1800000000001-a.js', 'exports.AddA1800000000001 = class {}');
  write('1800000000001-a.ts', 'export class AddA1800000000001 {}');
  write('1800000000001-a.d.ts');
  write('1800000000001-a.spec.ts');
  write('18000000000011-a.js.map');
  write('helpers.ts');
  expect(unloadedFiles(loadedFrom('m/*.js', file), root)).toEqual([]);
  // An ES module: its file is not known.
  expect(unloadedFiles(loadedFrom('m/*.js'), root)).toEqual([]);
  expect(unloadedFiles(loadedFrom('nowhere/**/*.js'), root)).toEqual([]);
});
