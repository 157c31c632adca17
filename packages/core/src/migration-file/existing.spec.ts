import { isMigrationSource, latestOf, readExistingMigration } from './existing';

const noonMs = 1769428800000;
const epochMs = (file: string, text = ''): number | undefined => readExistingMigration(file, text).epochMs;

describe('existing migrations', () => {
  it.each([
    ['1769428800000-add-x.ts', '', noonMs],
    ['src/migrations/20260126120000-AddX.ts', '', noonMs],
    ['1763805513241-1769428800000-RemoveAgentHandoffTable.ts', '', noonMs],
    ['add-x.ts', 'export class AddX1769428800000 implements MigrationInterface {}', noonMs],
    ['add-x.ts', "class AddX { name = 'AddX1769428800000' }", noonMs],
    ['add-x.ts', 'class AddX { readonly name: string = "AddX1769428800000"; }', noonMs],
    ['add-x.js', 'class AddX { constructor() { this.name = `AddX1769428800000`; } }', noonMs],
    ['add-x.js', 'function AddX1769428800000() {}', noonMs],
    ['add-x.ts', 'export class AddX20260126120000 {}', noonMs],
    ['1600000000000-add-x.ts', "export class AddX1769428800000 { name = 'AddX1700000000000' }", noonMs],
    ['add-x.ts', 'export class AddX {}', undefined],
    ['2026-add-x.ts', 'export class AddX1234567890 {}', undefined],
    ['20261399120000-add-x.ts', '', undefined],
  ])('%s %s', (file, text, expected) => {
    expect(epochMs(file, text)).toBe(expected);
  });

  it('reads a malformed name as TypeORM does, so that it is never overtaken', () => {
    expect(epochMs('add-x.ts', 'export class AddX99999999999999 {}')).toBe(9_999_999_999_999);
    expect(epochMs('add-x.ts', 'export class Foo991712345678 {}')).toBeUndefined();
    expect(epochMs('add-x.ts', 'export class Foo91712345678901_2 {}')).toBe(12_345_678_901);
  });

  it('knows what they are called', () => {
    expect(
      readExistingMigration('x.ts', "class AddX1769428800000 { name = 'AddX1769428800000' } class Helper {}")
        .actionNames,
    ).toEqual(['AddX']);
  });

  it('finds the latest', () => {
    const files = ['1700000000000-a.ts', '1800000000000-b.ts', 'c.ts', '20260126120000-d.ts'];
    expect(latestOf(files.map((file) => readExistingMigration(file, '')))).toEqual({
      file: '1800000000000-b.ts',
      epochMs: 1800000000000,
    });
    expect(latestOf([])).toBeUndefined();
  });

  it.each([
    ['1-a.ts', true],
    ['1-a.js', true],
    ['1-a.mts', true],
    ['1-a.d.ts', false],
    ['1-a.spec.ts', false],
    ['1-a.sql', false],
    ['.gitkeep', false],
  ])('%s can be a migration: %s', (file, expected) => {
    expect(isMigrationSource(file)).toBe(expected);
  });
});
