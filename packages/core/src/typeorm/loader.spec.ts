import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { chooseLoader } from './loader';

const repository = dirname(dirname(require.resolve('jest/package.json')));

/** The files that node preloads, by name, and the compiler that one of them loads ahead. */
function chosen(...packages: string[]): { readonly preloaded: string[]; readonly typescript?: string } {
  const root = mkdtempSync(join(tmpdir(), 'core-spec-loader-'));
  try {
    for (const name of packages) {
      mkdirSync(dirname(join(root, 'node_modules', name)), { recursive: true });
      symlinkSync(join(repository, name), join(root, 'node_modules', name));
    }
    writeFileSync(join(root, 'package.json'), '{}');
    const { execArgv, env } = chooseLoader(join(root, 'data-source.ts'), root);
    return {
      preloaded: execArgv.filter((argument) => argument !== '-r').map((file) => basename(file)),
      typescript: env['SAFE_MIGRATE_TYPESCRIPT'],
    };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

const compiler = join(repository, 'typescript', 'lib', 'typescript.js');

test('a loader that needs TypeScript finds it loaded', () => {
  expect(chosen('@swc-node/register', 'typescript')).toEqual({
    preloaded: ['compiled-typescript.js', 'index.js', 'own-source-maps.js'],
    typescript: compiler,
  });
  expect(chosen('ts-node', 'typescript').typescript).toBe(compiler);
  expect(chosen('typescript')).toEqual({
    preloaded: ['compiled-typescript.js', 'compile-hook.js', 'own-source-maps.js'],
    typescript: compiler,
  });
});

test('JavaScript needs none', () => {
  expect(chooseLoader('/x/data-source.js', '/x')).toEqual({ execArgv: [], env: {} });
});
