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
  const read = everything || ranges.length * columns.length > MOST ? null : byQualifier(columns);
  return ranges
    .filter((range) => range.schemaname !== undefined || !common.has(range.relname ?? ''))
    .map((range) => ({
      table: rangeName(range),
      columns: read === null ? null : columnsOf(range, read),
      only: range.inh !== true,
      locksRows: locked.has(range),
    }));
}

/** Columns that may be read, over all relations; of a statement with more any column counts as read. */
const MOST = 1_000_000;

/** The columns that are named with a table or an alias, and at `null` those that are named alone; each with its place among all. */
type Read = ReadonlyMap<string | null, ReadonlyMap<string, number>>;

function byQualifier(columns: readonly (readonly string[])[]): Read {
  const read = new Map<string | null, Map<string, number>>();
  for (const [place, parts] of columns.entries()) {
    const qualifier = parts.length === 1 ? null : (parts.at(-2) ?? '');
    const known = read.get(qualifier) ?? new Map<string, number>();
    read.set(qualifier, known);
    const name = parts.at(-1) ?? '';
    if (!known.has(name)) known.set(name, place);
  }
  return read;
}

function columnsOf(range: RangeVar, read: Read): readonly string[] {
  const alone = read.get(null);
  const own = read.get(range.alias?.aliasname ?? range.relname ?? '');
  if (own === undefined) return [...(alone?.keys() ?? [])];
  const all = [...(alone ?? []), ...own].sort(([, one], [, other]) => one - other);
  return [...new Set(all.map(([name]) => name))];
}
