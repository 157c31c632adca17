import { joinPathFragments } from '@nx/devkit';
import type { Tree } from '@nx/devkit';
import { posix } from 'node:path';
import { stringsIn, valueOfKey, withoutComments } from './code-text';
import { readText } from './walk';

/** What the text of a data source says, without running it. */
export interface DataSourceFacts {
  /** The `schema` option: a literal, `computed` where it is an expression, or nothing. */
  readonly schema:
    { readonly kind: 'literal'; readonly name: string } | { readonly kind: 'computed' | 'none' };
  /** The patterns of its `migrations` option, with every interpolation removed. */
  readonly patterns: readonly MigrationPattern[];
  /** Migrations are listed class by class: a new file is only found after it was added to the list. */
  readonly listsClasses: boolean;
}

export interface MigrationPattern {
  readonly pattern: string;
  /** The pattern starts at the folder of the data source, not at the working directory. */
  readonly besideFile: boolean;
}

/**
 * Reads the options that a data source file, or a file that it imports its options from, gives to TypeORM.
 *
 * @param path the data source, from the workspace root.
 */
export function readDataSourceFacts(tree: Tree, path: string): DataSourceFacts {
  const own = withoutComments(readText(tree, path));
  const imported = importsOf(tree, path, own).filter((code) => /\bmigrations\b/.test(code));
  const sources = [own, ...imported];
  const migrations = firstValue(sources, 'migrations');
  return {
    schema: schemaFrom(firstValue(sources, 'schema')),
    patterns: migrations === undefined ? [] : patternsIn(migrations),
    listsClasses: migrations !== undefined && /[[,]\s*[A-Z][\w$]*\s*(?=[,\]])/.test(migrations),
  };
}

function firstValue(sources: readonly string[], key: string): string | undefined {
  return sources.map((code) => valueOfKey(code, key)).find((value) => value !== undefined);
}

function schemaFrom(value: string | undefined): DataSourceFacts['schema'] {
  if (value === undefined || value === 'undefined') return { kind: 'none' };
  const literal = /^(['"`])([^'"`$\\]+)\1(?:\s+as\s+const)?$/.exec(value)?.[2];
  return literal === undefined ? { kind: 'computed' } : { kind: 'literal', name: literal };
}

/** Strings of the value; `join(__dirname, 'a', 'b')` counts as one. */
function patternsIn(value: string): MigrationPattern[] {
  const patterns: MigrationPattern[] = [];
  const rest = value.replace(/\b(?:join|resolve)\(([^()]*)\)/g, (_, args: string) => {
    patterns.push(patternOf(stringsIn(args).join('/'), args));
    return '';
  });
  for (const [literal, before] of literalsIn(rest)) patterns.push(patternOf(literal, before + literal));
  return patterns.filter(({ pattern }) => pattern.includes('/') || pattern.includes('*'));
}

function literalsIn(code: string): [literal: string, before: string][] {
  const found: [string, string][] = [];
  let from = 0;
  for (const literal of stringsIn(code)) {
    const at = code.indexOf(literal, from);
    found.push([literal, code.slice(from, at)]);
    from = at + literal.length;
  }
  return found;
}

function patternOf(literal: string, context: string): MigrationPattern {
  return {
    pattern: literal.replace(/\$\{[^{}]*\}/g, ''),
    besideFile: /__dirname|import\.meta/.test(context),
  };
}

const EXTENSIONS = ['', '.ts', '.js', '.mts', '.cts', '.mjs', '.cjs', '/index.ts', '/index.js'];

function importsOf(tree: Tree, path: string, code: string): string[] {
  const specifiers = code.matchAll(/\b(?:from\s*|require\(\s*|import\(\s*)(['"])(\.[^'"]*)\1/g);
  return [...specifiers].flatMap(([, , specifier = '']) => {
    const base = joinPathFragments(posix.dirname(path), specifier);
    const file = EXTENSIONS.map((extension) => base + extension).find((name) => tree.isFile(name));
    return file === undefined ? [] : [withoutComments(readText(tree, file))];
  });
}
