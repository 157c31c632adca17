import type { Catalog } from '../catalog/catalog';
import { defaultIndexName, defaultConstraintName } from '../catalog/default-names';
import { familyOf, storesOf } from '../catalog/family';
import { isEmpty } from '../catalog/empties';
import { foreignKeysOf, partitionedAbove, standsFor, touchedByKey, treeOf } from '../catalog/key-trees';
import type { Relation } from '../catalog/model';
import type { ConstraintSpec } from '../sql/actions';
import type { Conditions, Effect, Work } from './effect';
import { build, doing, lockAll, lockIndexes, nothing, scan, together } from './effect';
import { notNullScans } from './not-null';

interface Placement {
  readonly only: boolean;
  /** Written at a column that ADD COLUMN adds. */
  readonly newColumn?: boolean;
}

/** ADD CONSTRAINT: what it locks, and what it reads or builds before it is accepted. */
export function addConstraint(
  table: Relation,
  constraint: ConstraintSpec,
  catalog: Catalog,
  conditions: Conditions,
  placement: Placement,
): Effect {
  switch (constraint.kind) {
    case 'foreign':
      return addForeignKey(table, constraint, catalog, conditions);
    case 'check': {
      const only = placement.only || constraint.noInherit;
      const work = tested(constraint)
        ? storesOf(table, only).map((each) => scan(each, 'tests every row'))
        : [];
      return together(
        lockAll(familyOf(table, only), 'AccessExclusiveLock'),
        lockedAhead(table, conditions, placement),
        doing(...work),
      );
    }
    case 'not-null': {
      const scans = constraint.notValid
        ? []
        : constraint.columns.flatMap((column) =>
            notNullScans(table, column, conditions, placement.only || constraint.noInherit),
          );
      return together(lockAll(familyOf(table, placement.only), 'AccessExclusiveLock'), doing(...scans));
    }
    case 'primary':
    case 'unique':
    case 'exclude':
      return together(
        addIndexed(table, constraint, conditions, placement),
        lockedAhead(table, conditions, placement),
      );
  }
}

// Since PostgreSQL 18 ADD CONSTRAINT locks all partitions and children first, even where it does nothing to them.
const lockedAhead = (table: Relation, { serverMajor }: Conditions, { only }: Placement): Effect =>
  serverMajor >= 18 ? lockAll(familyOf(table, only), 'AccessExclusiveLock') : nothing;

const tested = ({ notValid, enforced }: ConstraintSpec): boolean => !notValid && enforced;

function addForeignKey(
  table: Relation,
  constraint: ConstraintSpec,
  catalog: Catalog,
  conditions: Conditions,
): Effect {
  const { serverMajor } = conditions;
  if (constraint.foreign === undefined) return nothing;
  const parent = catalog.resolve(constraint.foreign.parent);
  // Before PostgreSQL 12 what is below a partition was locked as for any other subcommand.
  const deeper =
    serverMajor < 12
      ? treeOf(table).filter((each) => partitionedAbove(each).length > partitionedAbove(table).length + 1)
      : [];
  // A foreign key is of a table and its partitions, not of the children that inherit from it.
  const adopted = adoptedKeys(table, parent, constraint, serverMajor);
  const proven = adopted.filter(({ valid }) => valid).flatMap(({ partition }) => storesOf(partition));
  const referred = ownStores(parent);
  const children = ownStores(table).filter((each) => !proven.includes(each));
  const locks = together(
    lockAll(touchedByKey(table, parent), 'ShareRowExclusiveLock'),
    // Since PostgreSQL 18 ADD CONSTRAINT locks all children first.
    lockAll(
      serverMajor >= 18 && table.kind !== 'partitioned' ? familyOf(table).slice(1) : [],
      'ShareRowExclusiveLock',
    ),
    lockAll(deeper, 'AccessExclusiveLock'),
    // The triggers of the keys that it stands for from now on go.
    lockAll(adopted.length > 0 ? treeOf(parent) : [], 'AccessExclusiveLock'),
  );
  if (!tested(constraint)) return locks;
  const work = [
    ...children.map((each) => scan(each, 'looks up every row in the parent')),
    // Without a row in the child the join never looks at the parent.
    ...(isEmpty(catalog, table) || isBlank(table, constraint, conditions) ? [] : referred).map((each) =>
      scan(each, 'rows are looked up here'),
    ),
  ];
  // The query that looks the rows up is planned, with every index of both.
  const planned = lockIndexes([...children, ...referred], 'AccessShareLock');
  return together(locks, doing(...work), planned);
}

interface AdoptedKey {
  readonly partition: Relation;
  readonly valid: boolean;
}

/** The partitions that have such a foreign key of their own already: it becomes a part of the new one (`tryAttachPartitionForeignKey`). */
function adoptedKeys(
  table: Relation,
  parent: Relation,
  constraint: ConstraintSpec,
  serverMajor: number,
): readonly AdoptedKey[] {
  if (table.kind !== 'partitioned') return [];
  const { columns, foreign } = constraint;
  const { columns: parentColumns = [], behaviour = '' } = foreign ?? {};
  return [...table.children].flatMap((partition): readonly AdoptedKey[] => {
    const own = foreignKeysOf(partition).find(
      (each) =>
        !each.inherited &&
        (each.valid || serverMajor >= 18) &&
        standsFor(each, { ...each, parent, columns, parentColumns, behaviour }),
    );
    return own === undefined
      ? adoptedKeys(partition, parent, constraint, serverMajor)
      : [{ partition, valid: own.valid }];
  });
}

/** Whether a column of the key is NULL everywhere, because the statement, or one before it, has only just added it. */
const isBlank = (table: Relation, { columns }: ConstraintSpec, { alongside = [] }: Conditions): boolean =>
  columns.some(
    (name) =>
      table.columns.get(name)?.blank === true ||
      alongside.some(
        (each) =>
          each.kind === 'add-column' &&
          each.column.name === name &&
          each.column.defaultExpression === undefined &&
          !each.column.identity &&
          each.column.generated === null,
      ),
  );

const ownStores = (side: Relation): readonly Relation[] => storesOf(side, side.kind !== 'partitioned');

function addIndexed(
  table: Relation,
  constraint: ConstraintSpec,
  conditions: Conditions,
  placement: Placement,
): Effect {
  const locks = together(
    lockAll([table], 'AccessExclusiveLock'),
    lockAll(heirsOfKey(table, constraint, conditions, placement), 'AccessExclusiveLock'),
  );
  if (constraint.usingIndex !== undefined)
    return together(
      locks,
      doing(...usingIndexScans(table, constraint, conditions, placement)),
      lockIndexes(
        [table],
        conditions.serverMajor < 12 ? 'AccessExclusiveLock' : 'ShareUpdateExclusiveLock',
        ({ name }) => name === constraint.usingIndex,
      ),
    );
  if (table.kind === 'partitioned') {
    const suffix = constraint.kind === 'primary' ? 'pkey' : constraint.kind === 'exclude' ? 'excl' : 'key';
    const name = (each: Relation): string =>
      defaultIndexName(each, suffix === 'pkey' ? [] : constraint.columns, suffix);
    const partitions = familyOf(table).filter((each) => each !== table);
    const nulls =
      constraint.kind === 'primary'
        ? constraint.columns.flatMap((column) => notNullScans(table, column, conditions, false))
        : [];
    // A primary key first makes its columns NOT NULL, on the partitions too.
    const mode = nulls.length > 0 ? 'AccessExclusiveLock' : 'ShareLock';
    const stores = storesOf(table);
    const builds = stores.map((each) => build(each, name(each)));
    return together(locks, lockAll(partitions, mode), doing(...builds, ...nulls));
  }
  const nulls =
    constraint.kind === 'primary' && placement.newColumn !== true
      ? constraint.columns.flatMap((column) =>
          notNullScans(table, column, conditions, isAlone(conditions, placement)),
        )
      : [];
  return together(
    locks,
    doing(build(table, constraint.name ?? defaultConstraintName(table, constraint)), ...nulls),
  );
}

// Before PostgreSQL 12 NOT NULL was handed on to the children even where ONLY was written.
const isAlone = ({ serverMajor }: Conditions, { only }: Placement): boolean => only && serverMajor >= 12;

/** The children whose columns a primary key makes NOT NULL; before PostgreSQL 18 they were locked for that even where they were. */
function heirsOfKey(
  table: Relation,
  constraint: ConstraintSpec,
  conditions: Conditions,
  placement: Placement,
): readonly Relation[] {
  const { serverMajor } = conditions;
  if (constraint.kind !== 'primary' || table.kind === 'partitioned' || serverMajor >= 18) return [];
  if (isAlone(conditions, placement)) return [];
  const columns =
    constraint.usingIndex === undefined
      ? constraint.columns
      : (table.indexes.get(constraint.usingIndex)?.columns ?? []);
  const changes = columns.some((column) => table.columns.get(column)?.notNull !== true);
  return serverMajor >= 12 || changes ? familyOf(table).slice(1) : [];
}

// A primary key makes its columns NOT NULL first; the index knows which they are.
function usingIndexScans(
  table: Relation,
  constraint: ConstraintSpec,
  conditions: Conditions,
  placement: Placement,
): readonly Work[] {
  if (constraint.kind !== 'primary') return [];
  const columns = table.indexes.get(constraint.usingIndex ?? '')?.columns;
  if (columns === undefined) return [scan(table, 'the columns of the index may be nullable')];
  return columns.flatMap((column) => notNullScans(table, column, conditions, isAlone(conditions, placement)));
}
