import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SafeMigrateError } from '../errors';
import { listAgainst } from './migration-list';
import type { LoadedDataSource, LoadedMigration } from './protocol';

const NOW = Date.UTC(2026, 10, 22);

const migration = (name: string, more: Partial<LoadedMigration> = {}): LoadedMigration => ({
  ...{ name, className: name, timestamp: parseInt(name.slice(-13), 10), hasDown: true },
  ...more,
});
const loadedWith = (
  migrations: readonly LoadedMigration[],
  more: Partial<LoadedDataSource> = {},
): LoadedDataSource => ({
  ...{ type: 'postgres', connection: { host: 'h', port: 1, user: 'u', database: 'd' } },
  ...{ migrationsTable: 'migrations', transactionMode: 'all', migrationGlobs: ['m/*.js'] },
  ...{ synchronize: false, dropSchema: false, migrationsRun: false, typeormVersion: '0.3.31' },
  ...{ migrations },
  ...more,
});
const A = migration('AddA1700000000001');
const B = migration('AddB1700000000002');
const C = migration('AddC1700000000003');

const codeOf = (executed: readonly string[], loaded: LoadedDataSource): string | undefined => {
  try {
    listAgainst(executed, loaded, NOW);
    return undefined;
  } catch (error) {
    return error instanceof SafeMigrateError ? `${error.code} ${error.kind}` : String(error);
  }
};
const warningsOf = (executed: readonly string[], ...migrations: readonly LoadedMigration[]) =>
  listAgainst(executed, loadedWith(migrations), NOW).warnings;

test('pending is what is not recorded by name, in the order of the stamps, not of the files', () => {
  const list = listAgainst([A.name], loadedWith([C, B, A]), NOW);
  expect(list).toEqual({ executed: [A.name], pending: [B, C], warnings: [] });
});

test('equal stamps keep the order in which they were loaded, and it is said', () => {
  const twin = migration('AddTwin1700000000002');
  const list = listAgainst([], loadedWith([twin, B]), NOW);
  expect(list.pending).toEqual([twin, B]);
  expect(list.warnings).toEqual([expect.stringMatching(/^AddTwin.* and AddB.* same 13 digits/)]);
});

test.each<[string, string, LoadedDataSource]>([
  ['nothing loaded', 'NO_MIGRATIONS_FOUND refused', loadedWith([])],
  ['recorded without a file', 'MIGRATION_FILE_MISSING refused', loadedWith([B])],
  ['a name twice', 'MIGRATION_DUPLICATE refused', loadedWith([A, B, B])],
  ...[
    'NoDigits',
    'Ymd20260115120000',
    'Short123456789012',
    'Suffix1700000000002V2',
    'Suffix1700000000002_2',
    'Long17000000000021',
    '1700000000002',
    '',
  ].map((name): [string, string, LoadedDataSource] => [
    `named "${name}"`,
    'MIGRATION_NAME_INVALID refused',
    loadedWith([A, migration(name)]),
  ]),
  [
    'a transaction property under "all"',
    'TRANSACTION_MODE refused',
    loadedWith([A, migration('AddX1700000000009', { transaction: true })]),
  ],
])('refused: %s', (_, code, loaded) => expect(codeOf([A.name], loaded)).toBe(code));

test('what is executed already may be named as it is, and may have a transaction of its own', () => {
  const old = migration('Ymd20160115120000', { transaction: false });
  expect(codeOf([old.name], loadedWith([old, A]))).toBeUndefined();
  const own = migration('AddX1700000000009', { transaction: false });
  expect(codeOf([], loadedWith([A, own], { transactionMode: 'each' }))).toBeUndefined();
});

test('out of order: older than the newest that was executed', () => {
  expect(warningsOf([B.name], A, B, C)).toEqual([expect.stringMatching(/^AddA1700000000001 is older than/)]);
  expect(warningsOf([A.name], A, B, C)).toEqual([]);
});

test.each<[string, LoadedMigration, RegExp | undefined]>([
  [
    'class and name',
    migration('AddA1700000000001', { className: 'AddA1700000000009' }),
    /class AddA1700000000009/,
  ],
  ['a class without digits', migration('AddA1700000000001', { className: 'AddA' }), undefined],
  ['file', migration('AddA1700000000001', { file: '/m/1700000000009-add-a.js' }), /file 1700000000009-add-a/],
  ['file of 13 digits', migration('AddA1700000000001', { file: '/m/1700000000001-add-a.js' }), undefined],
  [
    'file of another day',
    migration('AddA1769428800000', { file: '/m/20260127120000-a.ts' }),
    /file 20260127120000-a/,
  ],
  ['file of the same second', migration('AddA1769428800000', { file: '/m/20260126120000-a.ts' }), undefined],
  [
    'file of no day',
    migration('AddA1769428800000', { file: '/m/20261326120000-a.ts' }),
    /file 20261326120000-a/,
  ],
  ['file without digits', migration('AddA1700000000001', { file: '/m/add-a.js' }), undefined],
  ['1970', migration('AddA0000000000001'), /dated 1970-01-01: a fresh database/],
  ['far ahead', migration('AddA1900000000001'), /dated 2030-03-17: every migration that is written until/],
])('moments that disagree: %s', (_, one, says) => {
  expect(warningsOf([], one)).toEqual(says ? [expect.stringMatching(says)] : []);
});

test('a template that speaks of nothing in its file is refused before it is run', () => {
  const folder = mkdtempSync(join(tmpdir(), 'core-spec-list-'));
  try {
    const file = join(folder, 'a.js');
    writeFileSync(
      file,
      'exports.A = class { async up(queryRunner) {\n await queryRunner.query(`SELECT ${1}`); } };',
    );
    const loaded = loadedWith([{ ...A, file }]);
    expect(codeOf([], loaded)).toBe('MIGRATION_FOREIGN_TEMPLATE refused');
    expect(codeOf([A.name], loaded)).toBeUndefined();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
