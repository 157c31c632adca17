import type { Catalog } from '../../catalog/catalog';
import { fallOf } from '../../catalog/falls';
import { familyOf } from '../../catalog/family';
import type { Relation } from '../../catalog/model';
import type { TableAction } from '../../sql/actions';
import type { SqlType } from '../../sql/types';
import { isPlainType, showType } from '../../sql/types';
import type { Conditions, PredictedError } from '../effect';
import { isInherited, lacks } from './alter-table';
import { hasAssignmentCast } from './casts';
import { noColumn, raise } from './raise';

/** The errors of ALTER COLUMN ... TYPE: no such cast, or something compiled for the old type. */
export function setTypeError(
  table: Relation,
  action: Extract<TableAction, { kind: 'set-type' }>,
  catalog: Catalog,
  { serverMajor }: Conditions,
): PredictedError | null {
  const { column, type } = action;
  if (lacks(table, column)) return noColumn(column);
  if (catalog.complete && !isPlainType(type) && catalog.findType(type) === undefined)
    return raise('42704', `type "${showType(type)}" does not exist`);
  if (isInherited(table, column)) return raise('42P16', `cannot alter inherited column "${column}"`);
  if (familyOf(table, action.only).some(({ partitionKey }) => partitionKey.includes(column)))
    return raise('42P16', `cannot alter column "${column}" because it is part of the partition key`);
  const from = table.columns.get(column)?.type;
  const castable =
    from && action.using === undefined
      ? canCast(catalog.baseType(from), catalog.baseType(type), catalog)
      : undefined;
  if (castable === false)
    return raise('42804', `column "${column}" cannot be cast automatically to type ${showType(type)}`);
  const user = compiledFor(table, column, catalog);
  // Before PostgreSQL 15 this one was called a syntax error.
  const sqlstate = user === 'by a generated column' && serverMajor < 15 ? '42601' : '0A000';
  return user === null ? null : raise(sqlstate, `cannot alter type of a column used ${user}`);
}

// An enum has an assignment cast to the string types only, through its text.
function canCast(from: SqlType, to: SqlType, catalog: Catalog): boolean | undefined {
  const isEnum = !isPlainType(from) && catalog.findType(from)?.kind === 'enum';
  const known = hasAssignmentCast(from, to);
  return known === undefined && isEnum && isPlainType(to) ? false : known;
}

function compiledFor(table: Relation, column: string, catalog: Catalog): string | null {
  const found = table.columns.get(column);
  const resting =
    found === undefined ? [] : fallOf([{ kind: 'column', it: found, of: table }], true, catalog).things;
  if (resting.some(({ kind, it }) => kind === 'relation' && it.reads.has(table))) return 'by a view or rule';
  const hooked = resting.flatMap((thing) => (thing.kind === 'hook' ? [thing.it.kind] : []));
  if (hooked.includes('rule')) return 'by a view or rule';
  if (hooked.includes('policy')) return 'in a policy definition';
  const uses = (wanted: string): boolean =>
    table.hooks.some(({ kind, columns }) => kind === wanted && columns.includes(column));
  if (uses('trigger')) return 'in a trigger definition';
  if (uses('policy')) return 'in a policy definition';
  return [...table.columns.values()].some(({ generatedFrom }) => generatedFrom.includes(column))
    ? 'by a generated column'
    : null;
}
