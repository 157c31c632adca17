import { builtinVolatility } from '../../catalog/builtin-functions';
import type { Catalog } from '../../catalog/catalog';
import { familyOf } from '../../catalog/family';
import { partitionedAbove } from '../../catalog/key-trees';
import type { Hook, Relation } from '../../catalog/model';
import type { Action, TableAction } from '../../sql/actions';
import type { Name } from '../../sql/names';
import type { Conditions, PredictedError } from '../effect';
import { lacks } from './alter-table';
import { missingFunction } from './absent';
import { depended, exists, noColumn, raise } from './raise';

/** The triggers of a table: its own, and for each row those of the partitioned tables above it. */
export const triggersOf = (table: Relation): readonly (Hook & { readonly inherited: boolean })[] => [
  ...table.hooks.filter(({ kind }) => kind === 'trigger').map((hook) => ({ ...hook, inherited: false })),
  ...partitionedAbove(table).flatMap(({ hooks }) =>
    hooks
      .filter(({ kind, forEachRow }) => kind === 'trigger' && forEachRow)
      .map((hook) => ({ ...hook, inherited: true })),
  ),
];

const named = (table: Relation, name: string) => triggersOf(table).find((each) => each.name === name);
const taken = (name: string, table: Relation): PredictedError =>
  exists('42710', `trigger "${name}" for relation "${table.name}"`);

export function createTriggerError(
  action: Extract<Action, { kind: 'create-object' }>,
  table: Relation,
  catalog: Catalog,
  conditions: Conditions,
): PredictedError | null {
  const { serverMajor } = conditions;
  const { fires, forEachRow } = action;
  const { name } = action.name;
  const stored = table.kind === 'table' || table.kind === 'partitioned';
  if (table.known && fires?.instead === true && stored) return raise('42809', `"${table.name}" is a table`);
  if (table.known && table.kind === 'view' && fires?.instead === false && forEachRow === true)
    return raise('42809', `"${table.name}" is a view`);
  if (table.known && (table.kind === 'matview' || table.kind === 'sequence'))
    return raise('42809', `"${table.name}" is not a table or view`);
  if (table.kind === 'partitioned' && forEachRow === true && fires?.before === true && serverMajor < 13)
    return raise('42809', `"${table.name}" is a partitioned table`);
  const missing = (fires?.updateOf ?? []).find((column) => lacks(table, column));
  if (missing !== undefined) return noColumn(missing);
  const [called] = action.functions ?? [];
  const absent = called === undefined ? null : missingFunction(called, catalog, serverMajor);
  if (absent !== null) return absent;
  if (called !== undefined && !givesTrigger(called, catalog)) {
    const own = catalog.findFunction(called);
    return own?.signatures.includes('') !== true
      ? raise('42883', `function ${called.name}() does not exist`)
      : raise('42P17', `function ${called.name} must return type trigger`);
  }
  if (
    action.transition === true &&
    forEachRow === true &&
    (table.kind === 'partitioned' || table.parents.size > 0)
  )
    return raise('0A000', `ROW triggers with transition tables are not supported on "${table.name}"`);
  if (action.transition === true && table.kind === 'view') return raise('42809', `"${table.name}" is a view`);
  if (action.replace) return null;
  const bearers = forEachRow === true && table.kind === 'partitioned' ? familyOf(table) : [table];
  const other = bearers.find((each) => named(each, name) !== undefined);
  return other === undefined ? null : taken(name, other);
}

// PostgreSQL's own are few.
const triggering =
  /^(suppress_redundant_updates_trigger|tsvector_update_trigger(_column)?|unique_key_recheck|RI_)/;

/** Whether a function may be one for triggers: it takes nothing, and gives `trigger`. */
function givesTrigger(name: Name, catalog: Catalog): boolean {
  const own = catalog.findFunction(name);
  if (own !== undefined) {
    const result = own.results.get('');
    return result === undefined ? !catalog.complete || own.signatures.includes('') : result === 'trigger';
  }
  const builtin = name.schema === undefined && builtinVolatility(name) !== 'unknown';
  return !builtin || !catalog.routinesComplete || triggering.test(name.name);
}

/** SQLSTATE 2BP01: the trigger of a partition that it has from above goes only with that one. */
export function dropTriggerError(table: Relation, name: string): PredictedError | null {
  return named(table, name)?.inherited === true ? depended(`trigger ${name} on table ${table.name}`) : null;
}

export function renameTriggerError(
  table: Relation,
  from: string,
  to: string,
  { serverMajor }: Conditions,
): PredictedError | null {
  if (named(table, from)?.inherited === true && serverMajor >= 15)
    return raise(
      serverMajor < 18 ? 'XX000' : '0A000',
      `cannot rename trigger "${from}" on table "${table.name}"`,
    );
  // Since PostgreSQL 15 its own name is not in the way.
  return named(table, to) === undefined || (from === to && serverMajor >= 15) ? null : taken(to, table);
}

type Switch = Extract<TableAction, { kind: 'trigger-state' }>;

/** Whether ENABLE and DISABLE go on to the partitions: where a trigger for each row is meant. */
export function reachesPartitions(table: Relation, action: Switch, { serverMajor }: Conditions): boolean {
  if (table.kind !== 'partitioned' || action.of !== 'trigger' || action.only) return false;
  const rows = triggersOf(table).filter(({ forEachRow }) => forEachRow);
  if (action.name !== undefined) return rows.some(({ name }) => name === action.name);
  // Before PostgreSQL 15 the key of a partitioned table had triggers on its partitions only.
  return rows.length > 0 || (action.userOnly !== true && serverMajor >= 15 && hasKeys(table));
}

// A foreign key is kept by triggers for each row, on both of its sides.
const hasKeys = (table: Relation): boolean =>
  [...table.constraints.values()].some(({ kind }) => kind === 'foreign') ||
  [...table.usedBy].some(({ constraints }) =>
    [...constraints.values()].some(({ parent }) => parent === table),
  );

/** Before PostgreSQL 13 the copies on partitions count as the system's own, and USER does not find them. */
export function switchError(table: Relation, action: Switch, conditions: Conditions): PredictedError | null {
  const [partition] = table.children;
  return conditions.serverMajor < 13 &&
    action.userOnly === true &&
    partition !== undefined &&
    reachesPartitions(table, action, conditions)
    ? raise('42704', `trigger for table "${partition.name}" does not exist`)
    : null;
}
