import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import ts from 'typescript';
import type { ConnectionParameters } from '../target/connection';
import { urlOf } from './test-server';
import { linkPackages, type Compiler, type TypeOrmVersion } from './typeorm-versions';

const SOURCES = resolve(__dirname, '../typeorm/fixtures/project');

/** How the fixture project is written and loaded. */
export interface Build {
  readonly modules: 'CommonJS' | 'ES modules';
  /** What compiles TypeScript when it is loaded; `tsc`: compiled before. */
  readonly by: 'ts-node' | 'swc' | 'tsx' | 'typescript' | 'tsc';
  /** Of the core data source; `each` where it is left out. */
  readonly mode?: 'each' | 'none';
}

/** A copy of `typeorm/fixtures/project` that uses one TypeORM. */
export interface FixtureProject {
  readonly root: string;
  /** The data source files, relative to the root. */
  readonly dataSources: { readonly core: string; readonly meta: string };
  readonly remove: () => void;
}

const COMPILERS: Readonly<Record<Build['by'], readonly (Compiler | 'ts-node' | 'tsx')[]>> = {
  'ts-node': ['ts-node', 'typescript'],
  swc: ['@swc-node', '@swc', 'typescript'],
  tsx: ['tsx', 'typescript'],
  typescript: ['typescript'],
  tsc: [],
};

/** Writes it to a temporary folder, as the build says. */
export function createFixtureProject(
  installed: string,
  version: TypeOrmVersion,
  { modules, by, mode = 'each' }: Build,
  connection: ConnectionParameters,
): FixtureProject {
  const root = mkdtempSync(join(tmpdir(), 'core-spec-fixture-'));
  const esm = modules === 'ES modules';
  const compiled = by === 'tsc';
  const folder = compiled ? 'dist' : 'src';
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const compilerOptions = {
    target: 'es2022',
    module: esm ? 'esnext' : 'commonjs',
    moduleResolution: esm ? 'bundler' : 'node',
    ...{ experimentalDecorators: true, emitDecoratorMetadata: true, useDefineForClassFields: false },
    ...{ esModuleInterop: true, sourceMap: true },
  };
  linkPackages(root, installed, version, ...COMPILERS[by]);
  write(
    'package.json',
    JSON.stringify({ name: 'fixture', private: true, ...(esm ? { type: 'module' } : {}) }),
  );
  write('.env', `PG_DATABASE_URL=${urlOf(connection)}\nBUILD=${folder}\nMODE=${mode}\n`);
  if (!compiled) write('tsconfig.json', JSON.stringify({ compilerOptions }));
  for (const file of readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts')) continue;
    const text = readFileSync(join(SOURCES, file), 'utf8');
    // Node resolves the files of an ES module by their whole names.
    const linked = esm ? text.replace(/(from '\.{1,2}\/[^']+)'/g, "$1.js'") : text;
    const source = by === 'tsx' ? withTypes(linked) : linked;
    write(join('src', file), source);
    if (!compiled) continue;
    const name = file.replace(/\.ts$/, '.js');
    const { outputText, sourceMapText = '' } = ts.transpileModule(source, {
      compilerOptions: {
        ...ts.convertCompilerOptionsFromJson(compilerOptions, root).options,
        sourceRoot: resolve(root, 'src', dirname(file)),
      },
      fileName: file.split('/').at(-1),
    });
    write(join(folder, name), outputText);
    write(join(folder, `${name}.map`), sourceMapText);
  }
  const extension = compiled ? 'js' : 'ts';
  const pathOf = (name: string): string => `${folder}/${name}.data-source.${extension}`;
  return {
    root,
    dataSources: { core: pathOf('core'), meta: pathOf('meta') },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** esbuild, which tsx compiles with, emits no metadata for decorators: projects that use it name the types of their columns. */
const withTypes = (entity: string): string =>
  entity
    .replace(/@Column\(\)(\s+\w+!: string)/g, "@Column('varchar')$1")
    .replace(/@Column\(\)(\s+\w+!: number)/g, "@Column('integer')$1");
