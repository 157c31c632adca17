import { createRequire } from 'node:module';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { usageError } from '../errors';
import { isModule } from './module-kind';

/** How node must be started to load a data source: `-r` or `--import` arguments and environment. */
export interface Loader {
  readonly execArgv: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** TypeScript loaders, fastest first; the project's own is honoured, we bring none. */
const LOADERS = ['@swc-node/register', 'ts-node/register/transpile-only', 'tsx/cjs'];

const MAPS = '--enable-source-maps';

/**
 * Chooses the loader for a data source file: none for JavaScript; for TypeScript the first of the known loaders that
 * the project can resolve, else its own `typescript`.
 *
 * @throws SafeMigrateError DATA_SOURCE_LOADER where the project has nothing that compiles TypeScript,
 *   DATA_SOURCE_ESM_TYPESCRIPT where nothing of it compiles ES modules.
 */
export function chooseLoader(dataSource: string, projectRoot: string): Loader {
  if (!/^\.[cm]?tsx?$/.test(extname(dataSource))) return { execArgv: [], env: {} };
  const resolve = resolver(join(projectRoot, 'package.json'));
  const tsconfig = join(projectRoot, 'tsconfig.json');
  const env: NodeJS.ProcessEnv = {
    ...(existsSync(tsconfig) ? { TS_NODE_PROJECT: tsconfig } : {}),
    TS_NODE_TRANSPILE_ONLY: 'true',
    // Without a map the lines of a stack are those of the compiled text, which nobody has ever seen.
    SWC_NODE_INLINE_SOURCE_MAP: '1',
  };
  if (isModule(dataSource)) return { execArgv: [MAPS, '--import', moduleLoader(dataSource, resolve)], env };
  const loader =
    LOADERS.map(resolve).find(Boolean) ?? (resolve('typescript') && require.resolve('#compile-hook'));
  if (!loader) {
    throw usageError({
      code: 'DATA_SOURCE_LOADER',
      what: `${dataSource} is TypeScript and the project has nothing that loads it.`,
      why: `None of ${LOADERS.join(', ')} or typescript can be resolved from ${projectRoot}.`,
      next: 'npm install --save-dev @swc-node/register @swc/core    (or name the compiled .js data source)',
    });
  }
  const paths = usesPaths(tsconfig) ? resolve('tsconfig-paths/register') : undefined;
  const typescript = typescriptOf(loader, resolve);
  const preload = [
    ...(typescript ? [require.resolve('#compiled-typescript')] : []),
    loader,
    ...(paths ? [paths] : []),
    require.resolve('#own-source-maps'),
  ];
  return {
    execArgv: preload.flatMap((file) => ['-r', file]),
    env: typescript ? { ...env, SAFE_MIGRATE_TYPESCRIPT: typescript } : env,
  };
}

/** The compiler that a loader is going to load, where it is the one that we know how to load faster. */
function typescriptOf(loader: string, resolve: (request: string) => string | undefined): string | undefined {
  if (loader === resolve('tsx/cjs')) return undefined;
  const own = loader === require.resolve('#compile-hook') ? resolve : resolver(loader);
  const file = own('typescript');
  return file?.endsWith(join('node_modules', 'typescript', 'lib', 'typescript.js')) ? file : undefined;
}

/** ES modules are compiled by hooks of `node --import`, which only some loaders have. */
function moduleLoader(dataSource: string, resolve: (request: string) => string | undefined): string {
  const swc = resolve('@swc-node/register');
  const hooks = [swc && join(dirname(swc), 'esm/esm-register.mjs'), resolve('tsx')];
  const found = hooks.find((file) => file !== undefined && existsSync(file));
  if (found) return pathToFileURL(found).href;
  throw usageError({
    code: 'DATA_SOURCE_ESM_TYPESCRIPT',
    what: `${dataSource} is TypeScript in an ES module, and the project has nothing that loads it.`,
    why: 'Neither @swc-node/register nor tsx can be resolved from the project; ts-node and typescript load CommonJS only.',
    next: 'npm install --save-dev @swc-node/register @swc/core    (or name the compiled .js data source)',
  });
}

/** @param from a file */
function resolver(from: string): (request: string) => string | undefined {
  const projectRequire = createRequire(from);
  return (request) => {
    try {
      return projectRequire.resolve(request);
    } catch {
      return undefined;
    }
  };
}

function usesPaths(tsconfig: string): boolean {
  return existsSync(tsconfig) && /"(paths|baseUrl|extends)"\s*:/.test(readFileSync(tsconfig, 'utf8'));
}
