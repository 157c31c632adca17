import type { BoundValue, PartitionBound } from '../sql/read/partition-bound';
import { isAtMost, isBelow } from './bounds';
import type { Comparison } from './comparisons';
import type { Relation } from './model';

/**
 * Whether the valid CHECKs of a table prove that every row of it is within the bound, so that ATTACH PARTITION does not read the rows
 * (`PartConstraintImpliedByRelConstraint` in tablecmds.c). Only the plain form is seen: one column, compared with constants.
 */
export function provesBound(parent: Relation, table: Relation, bound: PartitionBound | undefined): boolean {
  const column = keyOf(parent);
  if (column === undefined || bound === undefined || !holdsNoNull(table, column)) return false;
  const said = checksOf(table).flatMap(({ all }) => all.filter((each) => each.column === column));
  if (bound.kind === 'list')
    return said.some(
      ({ operator, values }) => operator === '=' && values.every((value) => isOneOf(value, bound.values)),
    );
  if (bound.kind !== 'range' || bound.from.length !== 1) return false;
  const [from, to] = [bound.from[0] ?? null, bound.to[0] ?? null];
  return (
    (isLimit(from, 'min') || said.some((each) => isFrom(each, from))) &&
    (isLimit(to, 'max') || said.some((each) => isUpTo(each, to)))
  );
}

/** Whether the valid CHECKs of the DEFAULT partition prove that it holds no row that belongs to a new partition. */
export function provesAbsence(parent: Relation, table: Relation, bound: PartitionBound | undefined): boolean {
  const column = keyOf(parent);
  if (column === undefined || bound?.kind !== 'range' || bound.from.length !== 1) return false;
  const [from, to] = [bound.from[0] ?? null, bound.to[0] ?? null];
  const outside = (each: Comparison): boolean =>
    each.column === column && (isFrom(each, to) || isUpTo(each, from));
  return checksOf(table).some(
    ({ all, any }) => all.some(outside) || (any.length > 0 && any.every((each) => outside(each))),
  );
}

const keyOf = ({ partitionKey, plainKey }: Relation): string | undefined =>
  plainKey === true && partitionKey.length === 1 ? partitionKey[0] : undefined;

const checksOf = ({ constraints }: Relation) =>
  [...constraints.values()].flatMap(({ kind, valid, tests }) =>
    kind === 'check' && valid && tests !== undefined ? [tests] : [],
  );

const holdsNoNull = (table: Relation, column: string): boolean =>
  table.columns.get(column)?.notNull === true ||
  [...table.constraints.values()].some(({ valid, provesNotNull }) => valid && provesNotNull.includes(column));

const isLimit = (value: BoundValue, limit: 'min' | 'max'): boolean =>
  value !== null && 'limit' in value && value.limit === limit;

const isOneOf = (value: BoundValue, values: readonly BoundValue[]): boolean =>
  value !== null &&
  'constant' in value &&
  values.some((each) => each !== null && 'constant' in each && each.constant === value.constant);

/** Whatever passes is not below the value. */
const isFrom = ({ operator, values: [constant = null] }: Comparison, value: BoundValue): boolean =>
  (operator === '>=' || operator === '>') && isAtMost(value, constant);

/** Whatever passes is below the value. */
const isUpTo = ({ operator, values: [constant = null] }: Comparison, value: BoundValue): boolean =>
  operator === '<' ? isAtMost(constant, value) : operator === '<=' && isBelow(constant, value);
