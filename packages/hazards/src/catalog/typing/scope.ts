import type { Budget } from './budget';
import type { Kind } from './kinds';
import { plain } from './kinds';
import type { Trouble } from './typed';

/** A column of what a query reads, or gives. */
export interface QueryColumn {
  /** null: the server makes a name that is not foretold. */
  readonly name: string | null;
  readonly kind: Kind;
  /** A value of a domain. */
  readonly domain?: boolean;
}

/** What a query gives; null: not known. */
export type Columns = readonly QueryColumn[] | null;

/** WITH names by what they give. */
export type Named = ReadonlyMap<string, Columns>;

/** What FROM names: a table, a subquery, a join. */
export interface Range {
  readonly alias: string;
  readonly columns: Columns;
  /** Tables: the columns of the primary key; null: not known. */
  readonly key?: readonly string[] | null;
}

/** What the names in one query can stand for. */
export interface Scope {
  readonly ranges: readonly Range[];
  /** The columns that are found by their names alone. */
  readonly visible: readonly QueryColumn[];
  /** There may be more of them. */
  readonly open: boolean;
  /** The query around. */
  readonly outer: Scope | Outside | null;
}

/** Names that mean something around the query, be it columns or variables: of what is not found nothing is said. */
export interface Outside {
  readonly find: (name: string, table: string | null) => QueryColumn | null;
}

export const nowhere: Scope = { ranges: [], visible: [], open: false, outer: null };

/** What nothing is known of. */
export const anything: Range = { alias: '', columns: null };

/** One range alone. */
export const only = (range: Range, outer: Scope['outer'] = null): Scope => ({
  ranges: [range],
  visible: range.columns ?? [],
  open: range.columns === null,
  outer,
});

/** A text that a query gives is one. */
export const resolved = (columns: Columns): Columns =>
  columns?.map((each) => (each.kind === 'unknown' ? { ...each, kind: plain('text') } : each)) ?? null;

/** An alias with names for the first columns. */
export const renamed = (columns: Columns, names: readonly string[]): Columns =>
  names.length === 0 || columns === null
    ? columns
    : columns.map((each, at) => (names[at] === undefined ? each : { ...each, name: names[at] }));

/** Columns that every table has without anybody having made them. */
const system = new Set(['tableoid', 'xmin', 'cmin', 'xmax', 'cmax', 'ctid', 'oid']);

/** The column behind a name; null where it is not known, and what is wrong with it. */
export function lookUp(
  name: string,
  table: string | null,
  scope: Scope,
  budget: Budget,
): { readonly column: QueryColumn | null; readonly trouble?: Trouble } {
  for (let at: Scope | Outside | null = scope; at !== null;) {
    if ('find' in at) return { column: at.find(name, table) };
    const range = table === null ? undefined : budget.among(at.ranges).find(({ alias }) => alias === table);
    if (table !== null && range === undefined) {
      at = at.outer;
      continue;
    }
    const columns = range === undefined ? at.visible : range.columns;
    const open = range === undefined ? at.open : columns === null;
    const found = budget.among(columns ?? []).filter((each) => each.name === name);
    if (found.length > 1)
      return { column: null, trouble: trouble('42702', `column reference "${name}" is ambiguous`) };
    if (found[0] !== undefined) return { column: open ? null : found[0] };
    if (open || (columns ?? []).some((each) => each.name === null)) return { column: null };
    if (system.has(name) || at.ranges.some(({ alias }) => table === null && alias === name))
      return { column: null };
    if (range !== undefined)
      return { column: null, trouble: trouble('42703', `column ${range.alias}.${name} does not exist`) };
    at = at.outer;
  }
  return {
    column: null,
    trouble:
      table === null
        ? trouble('42703', `column "${name}" does not exist`)
        : trouble('42P01', `missing FROM-clause entry for table "${table}"`),
  };
}

const trouble = (sqlstate: string, message: string): Trouble => ({ sqlstate, message });
