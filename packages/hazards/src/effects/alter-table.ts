import type { Catalog } from '../catalog/catalog';
import type { Relation } from '../catalog/model';
import type { ColumnSpec, ConstraintSpec, TableAction } from '../sql/actions';
import { isSerial } from '../sql/types';
import type { Conditions, Effect, LockMode, Work } from './effect';
import { nothing } from './effect';
import { classifyTypeChange, usingIsPlain } from './type-change';
import { volatilityOf } from './volatility';

const effect = (relation: Relation, mode: LockMode, ...work: readonly Work[]): Effect => ({
  locks: [{ relation, mode }],
  work,
  error: null,
});

const scan = (relation: Relation, note: string): Work => ({ kind: 'scan', relation, note });
const rewrite = (relation: Relation, note: string): Work => ({ kind: 'rewrite', relation, note });
const build = (relation: Relation, note: string): Work => ({ kind: 'build', relation, note });

/** Predicts one subcommand of ALTER TABLE. Source of the locks: `AlterTableGetLockLevel` in tablecmds.c, and measurement. */
export function predictAlterTable(action: TableAction, catalog: Catalog, conditions: Conditions): Effect {
  const relation = catalog.resolve(action.table);
  // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check -- the rest takes the strongest lock and does no work
  switch (action.kind) {
    case 'add-column':
      if (relation.columns.has(action.column.name)) return duplicateColumn(relation, action);
      return addColumn(relation, action.column, catalog, conditions);
    case 'set-not-null':
      return effect(relation, 'AccessExclusiveLock', ...notNullScan(relation, action.column, conditions));
    case 'set-type':
      return setType(relation, action, catalog);
    case 'set-expression':
      return effect(relation, 'AccessExclusiveLock', rewrite(relation, `computes ${action.column} again`));
    case 'add-constraint':
      return addConstraint(relation, action.constraint, catalog, conditions);
    case 'validate-constraint':
      return validate(relation, action.name, catalog);
    case 'set-persistence':
    case 'move-storage':
      return effect(relation, 'AccessExclusiveLock', rewrite(relation, 'the storage of the table changes'));
    case 'attach-partition':
      return attach(relation, catalog.resolve(action.partition), conditions);
    case 'detach-partition': {
      const mode = action.concurrently ? 'ShareUpdateExclusiveLock' : 'AccessExclusiveLock';
      return {
        ...nothing,
        locks: [relation, catalog.resolve(action.partition)].map((each) => ({ relation: each, mode })),
      };
    }
    case 'trigger-state':
      return effect(relation, 'ShareRowExclusiveLock');
    case 'table-option':
    case 'harmless-alter':
      return effect(relation, 'ShareUpdateExclusiveLock');
    case 'drop-constraint': {
      const parent = relation.constraints.get(action.name)?.parent;
      const other = parent === undefined ? undefined : catalog.relations.get(parent);
      const locked = other === undefined ? [relation] : [relation, other];
      return { ...nothing, locks: locked.map((each) => ({ relation: each, mode: 'AccessExclusiveLock' })) };
    }
    default:
      return effect(relation, 'AccessExclusiveLock');
  }
}

function duplicateColumn(relation: Relation, action: Extract<TableAction, { kind: 'add-column' }>): Effect {
  const message = `column "${action.column.name}" of relation "${relation.name}" already exists`;
  const effectOfLock = effect(relation, 'AccessExclusiveLock');
  return action.ifNotExists ? effectOfLock : { ...effectOfLock, error: { sqlstate: '42701', message } };
}

function addColumn(relation: Relation, column: ColumnSpec, catalog: Catalog, conditions: Conditions): Effect {
  const work: Work[] = [];
  const why = rewriteReason(column, catalog, conditions);
  if (why !== null) work.push(rewrite(relation, why));
  const locks: Effect['locks'][number][] = [{ relation, mode: 'AccessExclusiveLock' }];
  for (const constraint of column.constraints) {
    const added = addConstraint(relation, constraint, catalog, conditions);
    locks.push(...added.locks.slice(1));
    // A foreign key over a column that is NULL everywhere has nothing to look up.
    const looksUp = constraint.kind !== 'foreign' || why !== null || column.defaultExpression !== undefined;
    if (looksUp) work.push(...added.work);
  }
  return { locks, work, error: null };
}

function rewriteReason(column: ColumnSpec, catalog: Catalog, conditions: Conditions): string | null {
  if (isSerial(column.type)) return 'a serial column calls nextval() for every row';
  if (column.identity) return 'an identity column calls nextval() for every row';
  if (column.generated === 'stored') return 'a stored generated column is computed for every row';
  if (column.generated === null && catalog.mayBeConstrained(column.type))
    return `the type of "${column.name}" is, or may be, a domain with a constraint`;
  if (column.defaultExpression === undefined) return null;
  if (conditions.serverMajor < 11) return 'before PostgreSQL 11 a default is written into every row';
  const volatility = volatilityOf(column.defaultExpression);
  if (volatility === 'settled') return null;
  return volatility === 'volatile'
    ? 'a volatile default is computed for every row'
    : 'the default calls a function that may be volatile';
}

function notNullScan(relation: Relation, column: string, { serverMajor }: Conditions): readonly Work[] {
  if (relation.columns.get(column)?.notNull === true) return [];
  if (serverMajor >= 12 && isProvenNotNull(relation, column)) return [];
  return [scan(relation, `looks for NULL in "${column}"`)];
}

/** Whether a valid CHECK proves the column to hold no NULL. */
export const isProvenNotNull = (relation: Relation, column: string): boolean =>
  [...relation.constraints.values()].some(
    ({ kind, valid, provesNotNull }) => kind === 'check' && valid && provesNotNull.includes(column),
  );

function setType(
  relation: Relation,
  action: Extract<TableAction, { kind: 'set-type' }>,
  catalog: Catalog,
): Effect {
  const column = relation.columns.get(action.column);
  const from = column?.type ?? null;
  const plain = usingIsPlain(action.using, action.column, action.type);
  const change =
    from === null || !plain || catalog.mayBeConstrained(action.type)
      ? 'rewrite'
      : classifyTypeChange(from, action.type);
  if (change !== 'free')
    return effect(
      relation,
      'AccessExclusiveLock',
      rewrite(relation, `"${action.column}" changes its storage`),
    );
  const checked =
    !relation.constraintsKnown ||
    [...relation.constraints.values()].some(
      ({ kind, columns }) => kind === 'check' && (columns.length === 0 || columns.includes(action.column)),
    );
  const indexed = [...relation.indexes.values()].filter(
    ({ columns }) => action.collate && columns.includes(action.column),
  );
  return effect(
    relation,
    'AccessExclusiveLock',
    ...(checked ? [scan(relation, `a CHECK on "${action.column}" is, or may be, tested again`)] : []),
    ...indexed.map(({ name }) => build(relation, name)),
  );
}

function addConstraint(
  relation: Relation,
  constraint: ConstraintSpec,
  catalog: Catalog,
  conditions: Conditions,
): Effect {
  const { kind, notValid, enforced } = constraint;
  if (kind === 'foreign' && constraint.foreign !== undefined) {
    const parent = catalog.resolve(constraint.foreign.parent);
    const work =
      notValid || !enforced
        ? []
        : [scan(relation, 'looks up every row in the parent'), scan(parent, 'rows are looked up here')];
    return {
      locks: [relation, parent].map((each) => ({ relation: each, mode: 'ShareRowExclusiveLock' as const })),
      work,
      error: null,
    };
  }
  if (kind === 'check')
    return effect(
      relation,
      'AccessExclusiveLock',
      ...(notValid || !enforced ? [] : [scan(relation, 'tests every row')]),
    );
  if (kind === 'not-null') {
    const scans = notValid
      ? []
      : constraint.columns.flatMap((column) => notNullScan(relation, column, conditions));
    return effect(relation, 'AccessExclusiveLock', ...scans);
  }
  if (constraint.usingIndex !== undefined)
    return effect(relation, 'AccessExclusiveLock', ...usingIndexScan(relation, constraint, conditions));
  const nulls =
    kind === 'primary'
      ? constraint.columns.flatMap((column) => notNullScan(relation, column, conditions))
      : [];
  return effect(relation, 'AccessExclusiveLock', build(relation, constraint.name ?? kind), ...nulls);
}

// A primary key makes its columns NOT NULL first; the index knows which they are.
function usingIndexScan(
  relation: Relation,
  constraint: ConstraintSpec,
  conditions: Conditions,
): readonly Work[] {
  if (constraint.kind !== 'primary') return [];
  const columns = relation.indexes.get(constraint.usingIndex ?? '')?.columns;
  if (columns === undefined) return [scan(relation, 'the columns of the index may be nullable')];
  return columns.flatMap((column) => notNullScan(relation, column, conditions));
}

function validate(relation: Relation, name: string, catalog: Catalog): Effect {
  const parent = relation.constraints.get(name)?.parent;
  const other = parent === undefined ? undefined : catalog.relations.get(parent);
  return {
    locks: [
      { relation, mode: 'ShareUpdateExclusiveLock' },
      ...(other === undefined ? [] : [{ relation: other, mode: 'RowShareLock' as const }]),
    ],
    work: [scan(relation, `tests every row against "${name}"`)],
    error: null,
  };
}

function attach(parent: Relation, partition: Relation, { serverMajor }: Conditions): Effect {
  const mode = serverMajor >= 12 ? 'ShareUpdateExclusiveLock' : 'AccessExclusiveLock';
  return {
    locks: [
      { relation: parent, mode },
      { relation: partition, mode: 'AccessExclusiveLock' },
    ],
    work: [scan(partition, 'tests every row against the bounds'), ...defaultPartitionScan(parent)],
    error: null,
  };
}

/** A new partition makes the server look through the DEFAULT partition for rows that belong to the new one. */
export function defaultPartitionScan(parent: Relation): readonly Work[] {
  return parent.defaultPartition === null
    ? []
    : [scan(parent, 'rows of the DEFAULT partition are, or may be, tested')];
}
