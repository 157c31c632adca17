import { indexFamily } from '../catalog/casts';
import type { Catalog } from '../catalog/catalog';
import { familyOf, referencesTo, storesOf } from '../catalog/family';
import { treeOf } from '../catalog/key-trees';
import type { Relation } from '../catalog/model';
import type { TableAction } from '../sql/actions';
import type { SqlType } from '../sql/types';
import type { Conditions, Effect, Work } from './effect';
import { build, doing, lockAll, lockIndexes, rewrite, scan, together } from './effect';
import type { TypeChange } from './type-change';
import { classifyTypeChange, usingIsPlain } from './type-change';

type SetType = Extract<TableAction, { kind: 'set-type' }>;

/** ALTER COLUMN ... TYPE: free where the bytes on disk stay, and even then it may test a CHECK or build an index again. */
export function setType(table: Relation, action: SetType, catalog: Catalog, conditions: Conditions): Effect {
  const locks = lockAll(familyOf(table, action.only), 'AccessExclusiveLock');
  const stores = storesOf(table, action.only);
  const change = changeOf(table, action, catalog, conditions);
  const work =
    change === 'free'
      ? stores.flatMap((each) => freeWork(each, action, table, catalog))
      : stores.map((each) => rewrite(each, `"${action.column}" changes its storage`));
  const identity = [...table.sequences]
    .filter(([sequence, column]) => {
      const { identity, draws = sequence } = table.columns.get(column) ?? {};
      return column === action.column && identity === true && draws === sequence;
    })
    .map(([sequence]) => sequence);
  const references = checkReferences(table, action.column, catalog, change === 'free');
  return together(
    locks,
    doing(...work),
    references,
    lockAll(identity, 'ShareRowExclusiveLock'),
    // Every index on the column is dropped and made again, even where its file is kept.
    lockIndexes(familyOf(table, action.only), 'AccessExclusiveLock', ({ columns }) =>
      columns.includes(action.column),
    ),
  );
}

function changeOf(table: Relation, action: SetType, catalog: Catalog, conditions: Conditions): TypeChange {
  const from = table.columns.get(action.column)?.type ?? null;
  if (from === null || !usingIsPlain(action.using, action.column, action.type)) return 'lossy';
  // A virtual column has no values on disk.
  if (table.columns.get(action.column)?.virtual === true || catalog.sameType(from, action.type))
    return 'free';
  if (catalog.mayBeConstrained(action.type)) return 'lossy';
  const base = catalog.baseType(from);
  // A value of a domain loses its length on the way: the server cannot see that it fits.
  const source = base === from ? from : { ...base, mods: [] };
  return classifyTypeChange(source, catalog.baseType(action.type), conditions);
}

// The expression of an index or its predicate is compiled again for the new type, a CHECK is tested again, a collation sorts anew.
function freeWork(each: Relation, action: SetType, table: Relation, catalog: Catalog): readonly Work[] {
  const { column } = action;
  const from = table.columns.get(column)?.type ?? null;
  // The same bytes may sort in another order: those of text and of bpchar do.
  const sortsAnew = from !== null && sorting(from, catalog) !== sorting(action.type, catalog);
  const collates =
    (action.collation?.name ?? 'default') !== (table.columns.get(column)?.collation ?? 'default');
  const constraints = [...each.constraints.values()];
  const checked =
    !table.constraintsKnown ||
    constraints.some((one) => one.kind === 'check' && one.valid && one.columns.includes(column));
  const indexes = [...each.indexes.values()].filter(
    ({ computed, columns, attachedTo }) =>
      columns.includes(column) && (sortsAnew || computed.length > 0 || collates || attachedTo !== undefined),
  );
  return [
    ...(checked ? [scan(each, `a CHECK on "${column}" is, or may be, tested again`)] : []),
    ...indexes.map(({ name }) => build(each, name)),
  ];
}

const sorting = (type: SqlType, catalog: Catalog): string => indexFamily(catalog.baseType(type));

// Foreign keys on either side of the column are dropped and added again, and tested where values are compared in another way now.
function checkReferences(table: Relation, column: string, catalog: Catalog, asBefore: boolean): Effect {
  const own = [...table.constraints.values()].filter(
    (one) => one.kind === 'foreign' && one.valid && one.columns.includes(column),
  );
  const parents = own.flatMap(({ parent }) => (parent === undefined ? [] : [parent]));
  const referring = referencesTo(catalog.relations.values(), table).filter(({ parentColumns }) =>
    parentColumns.includes(column),
  );
  const others = [...parents, ...referring.map(({ child }) => child)];
  const tested = [...parents, ...referring.filter(({ valid }) => valid).map(({ child }) => child)];
  const locks = lockAll(
    others.flatMap(treeOf).filter((each) => each !== table),
    'AccessExclusiveLock',
  );
  if (asBefore) return locks;
  return together(
    locks,
    doing(
      ...tested
        .flatMap((each) => storesOf(each))
        .map((each) => scan(each, 'the foreign key is tested again')),
    ),
    lockIndexes(
      tested.flatMap((each) => storesOf(each)),
      'AccessShareLock',
    ),
  );
}
