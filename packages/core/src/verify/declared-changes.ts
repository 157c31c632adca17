import { readFileSync } from 'node:fs';
import { tableName, type TableState } from './structure';

/** Columns whose values a migration says that it means to change: `table.column` or `schema.table.column`. */
export type DeclaredChanges = readonly string[];

const TAG = /@Changes\(\s*(['"`])([^'"`]+)\1\s*\)/g;

/**
 * Reads `@Changes('opportunity.daysInStage')` from a migration's source: a line in its doc comment, kept by the
 * TypeScript compiler in the JavaScript that it writes.
 */
export function declaredIn(file: string | undefined): DeclaredChanges {
  if (!file) return [];
  try {
    return parseDeclared(readFileSync(file, 'utf8'));
  } catch {
    return [];
  }
}

/** Parses the tags of one source text. */
export function parseDeclared(source: string): DeclaredChanges {
  return [...source.matchAll(TAG)].map(([, , target]) => (target ?? '').trim());
}

/** Whether a declaration covers a column. Names are compared exactly, as PostgreSQL stores them. */
export function isDeclared(declared: DeclaredChanges, table: TableState, column: string): boolean {
  return isDeclaredName(declared, tableName(table), column);
}

/** The same for a `schema.table` name. */
export function isDeclaredName(declared: DeclaredChanges, table: string, column: string): boolean {
  const unqualified = table.slice(table.indexOf('.') + 1);
  return declared.some((target) => target === `${unqualified}.${column}` || target === `${table}.${column}`);
}
