import type { ConstraintSpec } from '../sql/actions';
import type { BoundValue } from '../sql/read/partition-bound';
import { provesBound } from './bound-proof';
import type { Comparison, Tests } from './comparisons';
import { defaultConstraintName } from './default-names';
import { partitionedAbove } from './key-trees';
import type { Relation } from './model';

/** DETACH PARTITION ... CONCURRENTLY leaves the bound behind as a CHECK, where none says it already (`DetachAddConstraintIfNeeded`). */
export function keepBound(parent: Relation, partition: Relation): void {
  const { bound } = partition;
  if (bound === undefined || bound.kind === 'hash' || bound.kind === 'default') return;
  if (provesBound(parent, partition, bound)) return;
  const columns = [
    ...new Set([parent, ...partitionedAbove(parent)].flatMap(({ partitionKey }) => partitionKey)),
  ];
  const spec: ConstraintSpec = { kind: 'check', columns, notValid: false, noInherit: false, enforced: true };
  const name = defaultConstraintName(partition, spec);
  const [column] = columns;
  const said =
    column === undefined || columns.length > 1 || parent.plainKey !== true
      ? undefined
      : testsOfBound(column, bound);
  const nulls =
    bound.kind === 'list' && bound.values.some((each) => isConstant(each) && each.constant === '#NULL');
  partition.constraints.set(name, {
    ...{ name, kind: 'check', columns, valid: true, parentColumns: [], noInherit: false, inherited: false },
    origin: 'here',
    provesNotNull: nulls || parent.plainKey !== true ? [] : columns,
    tests: said,
  });
}

const isConstant = (value: BoundValue): value is { readonly constant: string } =>
  value !== null && 'constant' in value;

function testsOfBound(column: string, bound: NonNullable<Relation['bound']>): Tests | undefined {
  if (bound.kind === 'list') return { all: [{ column, operator: '=', values: bound.values }], any: [] };
  if (bound.kind !== 'range') return undefined;
  const end = (operator: '>=' | '<', value: BoundValue = null): readonly Comparison[] =>
    isConstant(value) ? [{ column, operator, values: [value] }] : [];
  return { all: [...end('>=', bound.from[0]), ...end('<', bound.to[0])], any: [] };
}
