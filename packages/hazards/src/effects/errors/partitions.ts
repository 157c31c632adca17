import { fitsModuli, isEmpty, overlap } from '../../catalog/bounds';
import type { Catalog } from '../../catalog/catalog';
import { familyOf } from '../../catalog/family';
import type { Relation } from '../../catalog/model';
import type { Action } from '../../sql/actions';
import type { PartitionBound } from '../../sql/read/partition-bound';
import type { Conditions, PredictedError } from '../effect';
import { mergeError } from './merge';
import { noTable, raise } from './raise';

/** The errors of what makes or takes a partition, and of what a partitioned table cannot do. */
export function partitionError(
  action: Action,
  catalog: Catalog,
  conditions: Conditions,
): PredictedError | null {
  switch (action.kind) {
    case 'create-table': {
      if (action.partitionOf === undefined) return null;
      const parent = catalog.find(action.partitionOf);
      if (parent === undefined)
        return catalog.lacks(action.partitionOf) ? noTable(action.partitionOf.name) : null;
      if (!isTable(parent))
        return raise('42809', `inherited relation "${parent.name}" is not a table or foreign table`);
      if (parent.known && parent.kind !== 'partitioned')
        return raise('42P17', `"${parent.name}" is not partitioned`);
      return boundError(parent, action.bound, action.table.name);
    }
    case 'attach-partition': {
      const parent = catalog.find(action.table);
      return parent?.known === true ? attachError(parent, action, catalog, conditions) : null;
    }
    case 'detach-partition': {
      const [parent, partition] = [catalog.find(action.table), catalog.find(action.partition)];
      if (parent?.known !== true) return null;
      if (parent.kind !== 'partitioned') return notPartitioned(parent, 'DETACH', conditions);
      return partition === undefined && catalog.lacks(action.partition)
        ? noTable(action.partition.name)
        : null;
    }
    case 'set-schema':
      return action.schema === 'pg_temp'
        ? raise('0A000', 'cannot move objects into or out of temporary schemas')
        : null;
    case 'cluster':
      return action.table !== undefined &&
        catalog.find(action.table)?.kind === 'partitioned' &&
        conditions.serverMajor < 15
        ? raise('0A000', 'cannot cluster a partitioned table')
        : null;
    case 'move-storage':
      return action.to === 'access-method' &&
        catalog.find(action.table)?.kind === 'partitioned' &&
        conditions.serverMajor < 17
        ? raise('42809', 'cannot change access method of a partitioned table')
        : null;
    case 'table-option':
    case 'set-persistence':
    case 'harmless-alter': {
      const table = catalog.find(action.table);
      return table?.kind === 'partitioned' ? cannotBeSet(table, action, conditions) : null;
    }
    default:
      return null;
  }
}

const isTable = ({ kind }: Relation): boolean =>
  kind === 'table' || kind === 'partitioned' || kind === 'foreign';

// Since PostgreSQL 18 the grammar of the relation's kind is asked first.
const notPartitioned = ({ name }: Relation, verb: string, { serverMajor }: Conditions): PredictedError =>
  serverMajor < 18
    ? raise('42P17', `table "${name}" is not partitioned`)
    : raise('42809', `ALTER action ${verb} PARTITION cannot be performed on relation "${name}"`);

function attachError(
  parent: Relation,
  action: Extract<Action, { kind: 'attach-partition' }>,
  catalog: Catalog,
  conditions: Conditions,
): PredictedError | null {
  const partition = catalog.find(action.partition);
  if (parent.kind !== 'partitioned') return notPartitioned(parent, 'ATTACH', conditions);
  if (partition === undefined) return catalog.lacks(action.partition) ? noTable(action.partition.name) : null;
  if (!partition.known) return null;
  if (!isTable(partition)) return raise('42809', `"${partition.name}" is not a table or foreign table`);
  if (partition.isPartition) return raise('42809', `"${partition.name}" is already a partition`);
  if (partition.ofType !== undefined) return raise('42809', 'cannot attach a typed table as partition');
  if (partition.parents.size > 0) return raise('42809', 'cannot attach inheritance child as partition');
  if (partition.kind !== 'partitioned' && partition.children.size > 0)
    return raise('42809', 'cannot attach inheritance parent as partition');
  if (familyOf(partition).includes(parent)) return raise('42P07', 'circular inheritance not allowed');
  return (
    wrongBound(parent, action.bound) ??
    mergeError(parent, partition, true, catalog, conditions) ??
    boundError(parent, action.bound, partition.name)
  );
}

const hashDefault = ({ strategy }: Relation, bound: PartitionBound | undefined): PredictedError | null =>
  strategy === 'hash' && bound?.kind === 'default'
    ? raise('42P16', 'a hash-partitioned table may not have a default partition')
    : null;

/** A bound that none of the parent's partitions could have. */
function wrongBound(parent: Relation, bound: PartitionBound | undefined): PredictedError | null {
  if (bound === undefined) return null;
  const refused = hashDefault(parent, bound);
  if (refused !== null) return refused;
  if (parent.strategy !== undefined && bound.kind !== 'default' && bound.kind !== parent.strategy)
    return raise('42P16', `invalid bound specification for a ${parent.strategy} partition`);
  if (bound.kind !== 'hash') return null;
  return bound.modulus <= 0 || bound.remainder >= bound.modulus
    ? raise('42P16', 'remainder for hash partition must be less than modulus')
    : null;
}

/** The bound of a new partition is of its parent's kind and covers nothing that another partition covers. */
function boundError(
  parent: Relation,
  bound: PartitionBound | undefined,
  name: string,
): PredictedError | null {
  if (bound === undefined) return null;
  const refused = wrongBound(parent, bound);
  if (refused !== null) return refused;
  if (bound.kind === 'default' && typeof parent.defaultPartition === 'string')
    return raise('42P17', `partition "${name}" conflicts with existing default partition`);
  if (isEmpty(bound)) return raise('42P17', `empty range bound specified for partition "${name}"`);
  const others = [...parent.children].flatMap((each) => (each.bound === undefined ? [] : [each]));
  if (
    !fitsModuli(
      bound,
      others.flatMap((each) => each.bound ?? []),
    )
  )
    return raise('42P17', 'every hash partition modulus must be a factor of the next larger modulus');
  const other = others.find((each) => each.bound !== undefined && overlap(each.bound, bound));
  return other === undefined
    ? null
    : raise('42P17', `partition "${name}" would overlap partition "${other.name}"`);
}

/** A partitioned table has no storage: what would change it is refused. */
function cannotBeSet(
  { name }: Relation,
  action: Extract<Action, { kind: 'table-option' | 'set-persistence' | 'harmless-alter' }>,
  { serverMajor }: Conditions,
): PredictedError | null {
  switch (action.kind) {
    case 'table-option':
      return serverMajor < 16 ? raise('22023', `unrecognized parameter "${action.option}"`) : null;
    case 'set-persistence':
      return serverMajor < 18
        ? null
        : raise(
            '42809',
            `ALTER action SET ${action.logged ? '' : 'UN'}LOGGED cannot be performed on relation "${name}"`,
          );
    case 'harmless-alter':
      return action.what === 'CLUSTER ON' || action.what === 'SET WITHOUT CLUSTER'
        ? raise('0A000', 'cannot mark index clustered in partitioned table')
        : null;
  }
}
