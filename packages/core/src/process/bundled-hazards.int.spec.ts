import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { bundleFiles } from './bundled-hazards';

const COMPILED = resolve(__dirname, '../../dist/process/bundled-hazards.js');
/** Not spelled out where it is required: Nx would take it for a package that is loaded late. */
const HAZARDS = '@safe-migrate/hazards';

/** What a process of its own says about the package after `before` ran in it. */
function inProcess(before: string): unknown {
  const script = `
    const bundle = require(${JSON.stringify(COMPILED)});
    ${before}
    const hazards = require(${JSON.stringify(HAZARDS)});
    const files = [{ path: 'a.sql', text: 'ALTER TABLE a DROP COLUMN b;\\nSELEC 1;\\nCREATE INDEX i ON c (d);' }];
    hazards.loadParser().then(() => {
      const settings = { files, serverMajor: 17, transaction: 'none', independent: false, today: '2026-01-01' };
      const loaded = Object.keys(require.cache).filter((name) => /packages.hazards|bundled-hazards/.test(name));
      console.log(JSON.stringify({ loaded: loaded.length, review: hazards.reviewFiles(settings) }));
    });`;
  return JSON.parse(execFileSync(process.execPath, ['-e', script], { cwd: __dirname, encoding: 'utf8' }));
}

test('the bundle says what the modules say, and none of them is loaded', () => {
  const bundled = inProcess('bundle.bundledHazards()();');
  const plain = inProcess('');
  const { review } = plain as { readonly review: unknown };
  expect(bundled).toEqual({ loaded: 2, review });
  expect(plain).toMatchObject({ loaded: expect.any(Number), review: { ok: true } });
  expect(
    inProcess(`require(${JSON.stringify(HAZARDS)}); if (bundle.bundledHazards()) process.exit(1);`),
  ).toEqual(plain);
});

test('V8 takes what it compiled when it was built', () => {
  const [bundle, code] = bundleFiles(dirname(require.resolve(HAZARDS))) ?? [];
  const script = `
    const { readFileSync } = require('node:fs');
    const cachedData = readFileSync(${JSON.stringify(code)});
    const source = readFileSync(${JSON.stringify(bundle)}, 'latin1');
    console.log(new (require('node:vm').Script)(source, { cachedData }).cachedDataRejected);`;
  expect(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' })).toBe('false\n');
});

describe('which files are taken', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'core-spec-bundle-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const write = (name: string, second: number): void => {
    writeFileSync(join(folder, name), '');
    utimesSync(join(folder, name), second, second);
  };

  test('both, and in a workspace only those that are newer than the modules', () => {
    expect(bundleFiles(folder)).toBeNull();
    write('bundle.js', 100);
    expect(bundleFiles(folder)).toBeNull();
    write('bundle.code', 101);
    expect(bundleFiles(folder)).toEqual([join(folder, 'bundle.js'), join(folder, 'bundle.code')]);
    write('.tsbuildinfo', 99);
    expect(bundleFiles(folder)).toHaveLength(2);
    write('.tsbuildinfo', 100);
    expect(bundleFiles(folder)).toBeNull();
  });
});
