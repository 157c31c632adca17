import type { Node } from 'libpg-query';
import type { Catalog } from '../../catalog/catalog';
import type { Relation } from '../../catalog/model';
import type { ConstraintSpec } from '../../sql/actions';
import { quoteName } from '../../sql/names';
import { textOf } from '../../sql/nodes';
import type { StatementText } from '../rule';
import { inBrackets, splitAtCommas } from './alter-command';
import { tableSql } from './sql';
import { wordsOf } from './tokens';

/** Queries that show the rows which a new constraint would refuse. Each gives no row where the constraint holds. */

const some = 'LIMIT 10';

/** @param keys expressions as SQL; @param nullsEqual whether two NULLs count as duplicates */
export function duplicates(
  relation: Relation,
  keys: readonly string[],
  nullsEqual: boolean,
  where?: string,
): string {
  const list = keys.join(', ');
  const filters = [
    ...(nullsEqual ? [] : keys.map((key) => `${key} IS NOT NULL`)),
    ...(where === undefined ? [] : [`(${where})`]),
  ];
  const filter = filters.length === 0 ? '' : ` WHERE ${filters.join(' AND ')}`;
  return `SELECT ${list}, count(*) FROM ${tableSql(relation)}${filter} GROUP BY ${list} HAVING count(*) > 1 ${some}`;
}

export const nulls = (relation: Relation, column: string): string =>
  `SELECT * FROM ${tableSql(relation)} WHERE ${quoteName(column)} IS NULL ${some}`;

export const violators = (relation: Relation, condition: string): string =>
  `SELECT * FROM ${tableSql(relation)} WHERE NOT (${condition}) ${some}`;

/** Rows whose parent does not exist; null where it is not known which columns of the parent are meant. */
export function orphans(
  relation: Relation,
  { columns, foreign }: Pick<ConstraintSpec, 'columns' | 'foreign'>,
  catalog: Catalog,
): string | null {
  return foreign === undefined
    ? null
    : orphansOf(relation, columns, catalog.spokenOf(foreign.parent), foreign.columns);
}

/** @param named the columns of the parent; none: its primary key */
export function orphansOf(
  relation: Relation,
  columns: readonly string[],
  parent: Relation,
  named: readonly string[],
): string | null {
  const key = [...parent.constraints.values()].find(({ kind }) => kind === 'primary')?.columns ?? [];
  const referred = named.length > 0 ? named : key;
  if (columns.length === 0 || referred.length !== columns.length) return null;
  const set = columns.map((column) => `c.${quoteName(column)} IS NOT NULL`);
  const found = columns.map((column, at) => `p.${quoteName(referred[at] ?? '')} = c.${quoteName(column)}`);
  return `SELECT c.* FROM ${tableSql(relation)} c WHERE ${set.join(' AND ')} AND NOT EXISTS (SELECT 1 FROM ${tableSql(parent)} p WHERE ${found.join(' AND ')}) ${some}`;
}

/** Pairs of rows that an EXCLUDE constraint keeps apart; null where it speaks of expressions. */
export function conflicts(relation: Relation, exclusions: readonly Node[]): string | null {
  const tests = exclusions.map((each) => {
    const [element, operator] = 'List' in each ? (each.List.items ?? []) : [];
    const column = element && 'IndexElem' in element ? element.IndexElem.name : undefined;
    const parts = operator && 'List' in operator ? (operator.List.items ?? []).map(textOf) : [];
    if (column === undefined || parts.length === 0) return null;
    const sign = parts.length > 1 ? `OPERATOR(${quoteName(parts[0] ?? '')}.${parts.at(-1) ?? ''})` : parts[0];
    return `a.${quoteName(column)} ${sign ?? ''} b.${quoteName(column)}`;
  });
  if (tests.length === 0 || tests.includes(null)) return null;
  const table = tableSql(relation);
  return `SELECT a.*, b.* FROM ${table} a JOIN ${table} b ON a.ctid < b.ctid AND ${tests.join(' AND ')} ${some}`;
}

/** What stands in the brackets of the first CHECK of a text. */
export function checkCondition(text: string): string | null {
  for (const { word, at, depth } of wordsOf(text))
    if (word === 'check' && depth === 0) return inBrackets(text, at)?.inner ?? null;
  return null;
}

/** The keys and the predicate of a CREATE INDEX, as written. */
export function indexParts({
  sql,
  node,
}: StatementText): { readonly keys: readonly string[]; readonly where?: string } | null {
  if (!('IndexStmt' in node)) return null;
  const on = [...wordsOf(sql)].find(({ word, depth }) => word === 'on' && depth === 0);
  const list = on === undefined ? null : inBrackets(sql, on.at);
  if (list === null) return null;
  const params = node.IndexStmt.indexParams ?? [];
  const written = splitAtCommas(list.inner);
  if (written.length !== params.length) return null;
  const keys = params.map((param, at) => keyOf(param, written[at] ?? ''));
  const where = [...wordsOf(sql)].find(
    ({ word, depth, at }) => word === 'where' && depth === 0 && at > list.end,
  );
  return {
    keys,
    ...(where === undefined ? {} : { where: sql.slice(where.at + 'where'.length).trim() }),
  };
}

// What follows an expression is its operator class and order.
function keyOf(param: Node, written: string): string {
  const name = 'IndexElem' in param ? param.IndexElem.name : undefined;
  if (name !== undefined) return quoteName(name);
  const end = inBrackets(written)?.end;
  return end === undefined ? written : written.slice(0, end);
}
