import type { Catalog } from '../catalog/catalog';
import { droppedBy } from '../catalog/dropped';
import { fallOf } from '../catalog/falls';
import { familyOf, isWithin, storesOf } from '../catalog/family';
import { treeOf } from '../catalog/key-trees';
import type { Relation } from '../catalog/model';
import type { TableAction } from '../sql/actions';
import { addColumn } from './add-column';
import { addConstraint } from './add-constraint';
import type { Conditions, Effect } from './effect';
import { doing, lockAll, lockIndexes, nothing, onceEach, rewrite, scan, together } from './effect';
import { reachesPartitions } from './errors/triggers';
import { falling } from './falling';
import { notNullScans } from './not-null';
import { dropsKey } from './partition-keys';
import { attachPartition, detachPartition } from './partitions';
import { setType } from './set-type';

/** Predicts one subcommand of ALTER TABLE. Source of the locks: `AlterTableGetLockLevel` in tablecmds.c, and measurement. */
export function predictAlterTable(action: TableAction, catalog: Catalog, conditions: Conditions): Effect {
  const table = catalog.resolve(action.table);
  const alone = lockAll([table], 'AccessExclusiveLock');
  const family = lockAll(familyOf(table, action.only), 'AccessExclusiveLock');

  switch (action.kind) {
    case 'add-column':
      return table.columns.has(action.column.name) ? family : addColumn(table, action, catalog, conditions);
    case 'drop-column':
      return onceEach(
        together(
          family,
          // Without the parent's column a child's is its own: its row in the catalog is written, though it stays.
          lockAll(action.only ? table.children : [], 'AccessExclusiveLock'),
          lockIndexes(familyOf(table, action.only), 'AccessExclusiveLock', ({ columns }) =>
            columns.includes(action.column),
          ),
          dropColumn(table, action.column),
          action.cascade ? falling(fallOf(droppedBy(action, catalog), true, catalog)) : nothing,
        ),
      );
    case 'set-default':
    case 'drop-expression':
      return family;
    case 'drop-not-null': {
      if (conditions.serverMajor < 18) return family;
      // Since PostgreSQL 18 a constraint is dropped, where there is one.
      if (table.columns.get(action.column)?.notNull === false) return alone;
      return together(family, lockAll(action.only ? table.children : [], 'AccessExclusiveLock'));
    }
    case 'set-not-null':
      return together(family, doing(...notNullScans(table, action.column, conditions, action.only)));
    case 'set-type':
      return setType(table, action, catalog, conditions);
    case 'set-expression': {
      const { virtual = false, notNull } = table.columns.get(action.column) ?? {};
      const looked = notNull === true ? storesOf(table, action.only) : [];
      return virtual
        ? together(family, doing(...looked.map((each) => scan(each, `looks for NULL in "${action.column}"`))))
        : together(
            family,
            doing(
              ...storesOf(table, action.only).map((each) =>
                rewrite(each, `computes "${action.column}" again`),
              ),
            ),
          );
    }
    case 'identity': {
      const sequences =
        action.change === 'add' || table.columns.get(action.column)?.identity === false
          ? []
          : [...table.sequences.keys()].filter(
              (each) =>
                table.sequences.get(each) === action.column &&
                (table.columns.get(action.column)?.draws ?? each) === each,
            );
      return together(
        // Since PostgreSQL 17 partitions have the identity columns of the whole.
        conditions.serverMajor >= 17 && table.kind === 'partitioned' ? family : alone,
        lockAll(sequences, action.change === 'drop' ? 'AccessExclusiveLock' : 'ShareRowExclusiveLock'),
      );
    }
    case 'add-constraint':
      return addConstraint(table, action.constraint, catalog, conditions, { only: action.only });
    case 'validate-constraint':
      return validate(table, action.name, action.only);
    case 'drop-constraint':
      return dropConstraint(table, action, catalog);
    case 'owner':
      // Nothing is changed where it is the owner already.
      if (action.to !== undefined && table.owner === action.to) return alone;
      return together(
        alone,
        lockAll(table.sequences.keys(), 'AccessExclusiveLock'),
        lockIndexes([table], 'AccessExclusiveLock'),
      );
    case 'set-persistence': {
      const same =
        table.kind === 'partitioned' || (table.unlogged !== undefined && table.unlogged !== action.logged);
      // The sequences of its columns follow the table since PostgreSQL 15.
      const sequences =
        conditions.serverMajor >= 15 && table.kind !== 'partitioned' ? table.sequences.keys() : [];
      return same
        ? alone
        : together(
            alone,
            lockAll(sequences, 'AccessExclusiveLock'),
            doing(rewrite(table, 'the storage of the table changes')),
          );
    }
    case 'move-storage': {
      // A name that is left out is that of the default.
      const usual = action.to === 'tablespace' ? 'pg_default' : 'heap';
      const same = action.name === usual || action.name === '' || table.kind === 'partitioned';
      return same ? alone : together(alone, doing(rewrite(table, 'the storage of the table changes')));
    }
    case 'alter-constraint': {
      // The copies of the children come, or become their own.
      if (action.inheritability === true)
        return together(alone, lockAll(table.children, 'AccessExclusiveLock'));
      const constraint = action.enforced === true ? table.constraints.get(action.name) : undefined;
      if (constraint?.parent === undefined || constraint.valid)
        return lockAll(
          [...treeOf(table), ...(action.enforceability ? [table.constraints.get(action.name)?.parent] : [])],
          'AccessExclusiveLock',
        );
      // Enforced from now on: every row is looked up. A foreign key is not of the children that inherit from the table.
      const both = [table, constraint.parent].flatMap((side) => storesOf(side, side.kind !== 'partitioned'));
      return together(
        lockAll(treeOf(table), 'AccessExclusiveLock'),
        lockAll([constraint.parent], 'ShareRowExclusiveLock'),
        lockIndexes(both, 'AccessShareLock'),
        doing(...both.map((each) => scan(each, 'the foreign key is tested'))),
      );
    }
    case 'attach-partition':
      return attachPartition(table, catalog.resolve(action.partition), action.bound, catalog, conditions);
    case 'detach-partition':
      return detachPartition(
        table,
        catalog.resolve(action.partition),
        action.concurrently,
        catalog,
        conditions,
      );
    case 'inherit': {
      const parent = catalog.resolve(action.parent);
      return together(
        alone,
        lockAll([parent], action.add ? 'ShareUpdateExclusiveLock' : 'AccessShareLock'),
        // Nothing may inherit from what is below it: all that is, is listed.
        lockAll(action.add ? familyOf(table).slice(1) : [], 'AccessShareLock'),
      );
    }
    case 'trigger-state':
      return lockAll(
        familyOf(table, !reachesPartitions(table, action, conditions)),
        action.of === 'rule' ? 'AccessExclusiveLock' : 'ShareRowExclusiveLock',
      );
    case 'table-option': {
      const strong = table.kind === 'view' || action.options.includes('user_catalog_table');
      return lockAll([table], strong ? 'AccessExclusiveLock' : 'ShareUpdateExclusiveLock');
    }
    case 'of-type':
      return together(
        alone,
        lockAll([action.type === undefined ? undefined : catalog.find(action.type)], 'AccessShareLock'),
      );
    case 'harmless-alter': {
      const recurses = action.lock === 'AccessExclusiveLock' || action.what === 'SET STATISTICS';
      const mode = table.kind === 'view' ? 'AccessExclusiveLock' : action.lock;
      const locks = lockAll(familyOf(table, action.only || !recurses), mode);
      if (action.what !== 'SET WITHOUT OIDS' || conditions.serverMajor >= 12) return locks;
      const numbered = storesOf(table, action.only).filter(({ oids }) => oids === true);
      return together(
        locks,
        doing(...numbered.map((each) => rewrite(each, 'the oids of its rows are taken out'))),
      );
    }
    default:
      return alone;
  }
}

function dropColumn(table: Relation, column: string): Effect {
  const keys = [...table.constraints.values()].filter(
    (one) => one.kind === 'foreign' && one.columns.includes(column),
  );
  const sequences = [...table.sequences.keys()].filter((each) => table.sequences.get(each) === column);
  return together(
    ...keys.map(({ parent }) => dropsKey(table, parent)),
    lockAll(sequences, 'AccessExclusiveLock'),
  );
}

function validate(table: Relation, name: string, only: boolean): Effect {
  const constraint = table.constraints.get(name);
  const isKey = constraint?.kind === 'foreign';
  const own = isKey && (table.kind !== 'partitioned' || constraint.valid);
  const locks = lockAll(own ? [table] : familyOf(table, only), 'ShareUpdateExclusiveLock');
  if (constraint?.valid === true) return locks;
  const work = storesOf(table, only)
    .filter((each) => each.constraints.get(name)?.valid !== true)
    .map((each) => scan(each, `tests every row against "${name}"`));
  if (constraint?.parent === undefined) return together(locks, doing(...work));
  const parent = storesOf(constraint.parent).map((each) => scan(each, 'rows are looked up here'));
  return together(
    locks,
    lockAll([constraint.parent], 'RowShareLock'),
    // The query that looks the rows up reads its partitions.
    lockAll(treeOf(constraint.parent).slice(1), 'AccessShareLock'),
    doing(...work, ...parent),
    lockIndexes([...storesOf(table), ...storesOf(constraint.parent)], 'AccessShareLock'),
  );
}

function dropConstraint(
  table: Relation,
  action: Extract<TableAction, { kind: 'drop-constraint' }>,
  catalog: Catalog,
): Effect {
  const constraint = table.constraints.get(action.name);
  if (constraint === undefined) return lockAll([table], 'AccessExclusiveLock');
  const handedOn = constraint.kind === 'check' && !constraint.noInherit;
  const locks = together(
    dropsKey(table, constraint.parent),
    // Left behind, the copies of the children become their own.
    lockAll(handedOn ? (action.only ? table.children : familyOf(table)) : [], 'AccessExclusiveLock'),
    lockIndexes(familyOf(table), 'AccessExclusiveLock', (index) =>
      isWithin(index, table.indexes.get(constraint.name)),
    ),
  );
  return action.cascade
    ? onceEach(together(locks, falling(fallOf(droppedBy(action, catalog), true, catalog))))
    : locks;
}
