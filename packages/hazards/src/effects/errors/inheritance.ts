import type { Catalog } from '../../catalog/catalog';
import { familyOf } from '../../catalog/family';
import type { Relation } from '../../catalog/model';
import type { Action } from '../../sql/actions';
import { storedType } from '../../sql/types';
import type { Conditions, PredictedError } from '../effect';
import { mergeError } from './merge';
import { noTable, raise } from './raise';

/** The errors of tables that hand on their columns and constraints to partitions or children. */
export function inheritanceError(
  action: Action,
  catalog: Catalog,
  conditions: Conditions,
): PredictedError | null {
  if (action.kind === 'create-table') return inheritsError(action, catalog);
  if (action.kind === 'rename') return renameError(action, catalog);
  if (!('ifExists' in action && 'table' in action)) return null;
  const table = catalog.find(action.table);
  if (table?.known !== true) return null;
  switch (action.kind) {
    case 'inherit':
      return action.add
        ? inheritError(table, catalog, action, conditions)
        : noInheritError(table, catalog, action);
    case 'add-column':
      if (action.column.identity && !action.only && table.children.size > 0)
        if (table.kind !== 'partitioned' || conditions.serverMajor < 17)
          return raise('42P16', 'cannot recursively add identity column to table that has child tables');
      return childColumnError(table, action, catalog);
    case 'set-type': {
      if (action.only && table.children.size > 0)
        return raise(
          '42P16',
          `type of inherited column "${action.column}" must be changed in child tables too`,
        );
      const heir = familyOf(table, action.only).find(
        (each) =>
          each !== table &&
          [...each.parents].some(
            (parent) => parent.columns.has(action.column) && !familyOf(table).includes(parent),
          ),
      );
      return heir === undefined
        ? null
        : raise('42P16', `cannot alter inherited column "${action.column}" of relation "${heir.name}"`);
    }
    case 'drop-not-null':
      return dropNotNullError(table, action, conditions);
    case 'set-not-null':
    case 'drop-column':
    case 'drop-constraint':
      return onlyError(table, action, conditions);
    default:
      return null;
  }
}

function inheritsError(
  action: Extract<Action, { kind: 'create-table' }>,
  catalog: Catalog,
): PredictedError | null {
  const parents: Relation[] = [];
  for (const name of action.inherits) {
    const parent = catalog.find(name);
    if (parent === undefined) {
      if (catalog.lacks(name)) return noTable(name.name);
      continue;
    }
    if (parent.kind === 'partitioned')
      return raise('42809', `cannot inherit from partitioned table "${parent.name}"`);
    if (parent.kind !== 'table' && parent.kind !== 'foreign')
      return raise('42809', `inherited relation "${parent.name}" is not a table or foreign table`);
    if (parent.isPartition) return raise('42809', `cannot inherit from partition "${parent.name}"`);
    if (parents.includes(parent))
      return raise('42P07', `relation "${parent.name}" would be inherited from more than once`);
    parents.push(parent);
  }
  const all = [
    ...parents.flatMap(({ columns }) => [...columns.values()]),
    ...(parents.length === 0
      ? []
      : action.columns.map(({ name, type }) => ({ name, type: storedType(type) }))),
  ];
  const seen = new Map<string, (typeof all)[number]>();
  for (const column of all) {
    const before = seen.get(column.name)?.type;
    if (before && column.type !== null && !catalog.sameType(before, column.type))
      return raise('42804', `column "${column.name}" has a type conflict`);
    seen.set(column.name, column);
  }
  return null;
}

function inheritError(
  table: Relation,
  catalog: Catalog,
  action: Extract<Action, { kind: 'inherit' }>,
  conditions: Conditions,
): PredictedError | null {
  if (table.isPartition) return raise('42809', 'cannot change inheritance of a partition');
  if (table.kind === 'partitioned') return raise('42809', 'cannot change inheritance of partitioned table');
  const parent = catalog.find(action.parent);
  if (parent === undefined) return catalog.lacks(action.parent) ? noTable(action.parent.name) : null;
  if (!parent.known) return null;
  if (parent.kind === 'partitioned')
    return raise('42809', `cannot inherit from partitioned table "${parent.name}"`);
  if (parent.kind !== 'table' && parent.kind !== 'foreign')
    return raise('42809', `"${parent.name}" is not a table or foreign table`);
  if (parent.isPartition) return raise('42809', 'cannot inherit from a partition');
  if (table.parents.has(parent))
    return raise('42P07', `relation "${parent.name}" would be inherited from more than once`);
  if (familyOf(table).includes(parent)) return raise('42P07', 'circular inheritance not allowed');
  return mergeError(parent, table, false, catalog, conditions);
}

function noInheritError(
  table: Relation,
  catalog: Catalog,
  action: Extract<Action, { kind: 'inherit' }>,
): PredictedError | null {
  if (table.isPartition) return raise('42809', 'cannot change inheritance of a partition');
  const parent = catalog.find(action.parent);
  if (parent === undefined) return catalog.lacks(action.parent) ? noTable(action.parent.name) : null;
  return table.parents.has(parent) || !(parent.childrenKnown || catalog.complete)
    ? null
    : raise('42P01', `relation "${parent.name}" is not a parent of relation "${table.name}"`);
}

function childColumnError(
  table: Relation,
  { column, only }: Extract<Action, { kind: 'add-column' }>,
  catalog: Catalog,
): PredictedError | null {
  if (only || table.columns.has(column.name)) return null;
  const wanted = storedType(column.type);
  const child = familyOf(table).find((each) => {
    const type = each.columns.get(column.name)?.type;
    return type && !catalog.sameType(type, wanted);
  });
  return child === undefined
    ? null
    : raise('42804', `child table "${child.name}" has different type for column "${column.name}"`);
}

function dropNotNullError(
  table: Relation,
  { column, only }: Extract<Action, { kind: 'drop-not-null' }>,
  { serverMajor }: Conditions,
): PredictedError | null {
  if (table.kind === 'partitioned' && only && table.children.size > 0 && serverMajor < 18)
    return raise('42P16', 'cannot remove constraint from only the partitioned table when partitions exist');
  // Since PostgreSQL 18 a NOT NULL is a constraint, and a child has it from its parent.
  const handedOn = table.isPartition || serverMajor >= 18;
  const required = [...table.parents].some((parent) => parent.columns.get(column)?.notNull === true);
  return handedOn && required && table.columns.get(column)?.notNull !== false
    ? raise('42P16', `column "${column}" is marked NOT NULL in parent table`)
    : null;
}

/** What a partitioned table with partitions cannot do alone. */
function onlyError(
  table: Relation,
  action: Extract<Action, { kind: 'set-not-null' | 'drop-column' | 'drop-constraint' }>,
  { serverMajor }: Conditions,
): PredictedError | null {
  if (!action.only || table.kind !== 'partitioned' || table.children.size === 0) return null;
  const alone = (what: string): PredictedError =>
    raise('42P16', `cannot ${what} only the partitioned table when partitions exist`);
  switch (action.kind) {
    case 'set-not-null':
      return serverMajor < 12 || table.columns.get(action.column)?.notNull === false
        ? alone('add constraint to')
        : null;
    case 'drop-column':
      return alone('drop column from');
    case 'drop-constraint': {
      const kind = table.constraints.get(action.name)?.kind;
      return kind === 'check' && serverMajor < 18 ? alone('remove constraint from') : null;
    }
  }
}

function renameError(action: Extract<Action, { kind: 'rename' }>, catalog: Catalog): PredictedError | null {
  const { part } = action;
  const table = catalog.find(action.name);
  if (part === undefined || table === undefined) return null;
  if (action.object === 'column') {
    if (action.only === true && table.children.size > 0 && table.columns.has(part))
      return raise('42P16', `inherited column "${part}" must be renamed in child tables too`);
    const family = familyOf(table);
    const foreign = family.some(
      (each) =>
        each !== table &&
        [...each.parents].some((parent) => !family.includes(parent) && parent.columns.has(part)),
    );
    return foreign ? raise('42P16', `cannot rename inherited column "${part}"`) : null;
  }
  const constraint = action.object === 'constraint' ? table.constraints.get(part) : undefined;
  return action.only === true &&
    constraint?.kind === 'check' &&
    !constraint.noInherit &&
    table.children.size > 0
    ? raise('42P16', `inherited constraint "${part}" must be renamed in child tables too`)
    : null;
}
