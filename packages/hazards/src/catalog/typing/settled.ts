import type { Node } from 'libpg-query';
import type { SqlType } from '../../sql/types';
import type { Catalog } from '../catalog';
import type { Column, Relation } from '../model';
import { typeExpression } from './expression';

/** Stands for an expression that is not known. */
export const UNKNOWN: Node = { ParamRef: { number: 0 } };

/** How a table's own expressions find the types of its columns. */
export const columnsOf =
  (table: { readonly name: string; readonly columns: ReadonlyMap<string, Pick<Column, 'type'>> }) =>
  (name: string, of: string | null): SqlType | null =>
    of === null || of === table.name ? (table.columns.get(name)?.type ?? null) : null;

/**
 * An expression as the server keeps it: with the types that its columns have now, every conversion written out. undefined where the
 * type of a part is not known.
 */
export function settledExpression(
  expression: Node | undefined,
  table: Relation,
  catalog: Catalog,
  major: number,
): Node | undefined {
  if (expression === undefined || !catalog.operatorsSeen) return undefined;
  const { typed, findings } = typeExpression(expression, { catalog, major, column: columnsOf(table) });
  return findings.complete
    ? findings.converted(typed, typed.kind === 'unknown' ? null : typed.kind)
    : undefined;
}

/** Before a column gets another type: what speaks of it is kept as the server keeps it. */
export function settleExpressions(table: Relation, column: string, catalog: Catalog): void {
  const settled = (expression: Node | undefined): Node | undefined =>
    settledExpression(expression, table, catalog, NEWEST);
  for (const each of table.constraints.values())
    if (each.expression !== undefined && each.columns.includes(column))
      each.expression = settled(each.expression);
  for (const each of table.indexes.values()) {
    if (!each.columns.includes(column)) continue;
    each.parts = each.parts?.map((part) =>
      part.expression === undefined ? part : { ...part, expression: settled(part.expression) ?? UNKNOWN },
    );
    if (each.predicate !== undefined) each.predicate = settled(each.predicate);
  }
}

// The model does not know on which server it stands: what differs by major is hardly a conversion that is written down.
const NEWEST = 18;
