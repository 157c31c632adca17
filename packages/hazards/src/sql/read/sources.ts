import type { ColumnRef, CommonTableExpr, RangeVar } from 'libpg-query';
import { rangeName, textsOf, walk } from '../nodes';
import type { Name } from '../names';
import { lockedRanges } from './row-locks';

/** A table that a query reads, and the columns that it may read of it; null stands for all of them. */
export interface Source {
  readonly table: Name;
  readonly columns: readonly string[] | null;
  /** FROM ONLY: partitions and children are left out. */
  readonly only?: boolean;
  /** FOR UPDATE and the like lock its rows. */
  readonly locksRows?: boolean;
}

// FOR UPDATE OF names tables of the query once more, by their aliases.
const notRead: ReadonlySet<string> = new Set(['intoClause', 'into', 'lockingClause']);

/**
 * The tables that a query reads, WITH names left out. A column without a qualifier is counted for every table: which one it belongs to
 * is the catalog's to say.
 */
export function sourcesOf(query: unknown): readonly Source[] {
  const common = new Set<string>();
  const ranges: RangeVar[] = [];
  const columns: (readonly string[])[] = [];
  const locked = lockedRanges(query);
  let everything = false;
  for (const { kind, value } of walk(query, ({ kind: at }) => notRead.has(at))) {
    if (kind === 'CommonTableExpr') common.add((value as CommonTableExpr).ctename ?? '');
    if (kind === 'RangeVar') ranges.push(value as RangeVar);
    if (kind === 'A_Star') everything = true;
    if (kind === 'ColumnRef') columns.push(textsOf((value as ColumnRef).fields));
  }
  return ranges
    .filter((range) => range.schemaname !== undefined || !common.has(range.relname ?? ''))
    .map((range) => ({
      table: rangeName(range),
      columns: everything ? null : columnsOf(range, columns),
      only: range.inh !== true,
      locksRows: locked.has(range),
    }));
}

function columnsOf(range: RangeVar, columns: readonly (readonly string[])[]): readonly string[] {
  const own = range.alias?.aliasname ?? range.relname ?? '';
  const read = columns.filter((parts) => parts.length === 1 || parts.at(-2) === own);
  return [...new Set(read.map((parts) => parts.at(-1) ?? ''))];
}
