import type { BoundValue, PartitionBound } from '../sql/read/partition-bound';

/** Whether two partitions of one table certainly cover the same value; what cannot be compared is taken not to. */
export function overlap(a: PartitionBound, b: PartitionBound): boolean {
  if (a.kind === 'default' || b.kind === 'default') return a.kind === b.kind;
  if (a.kind === 'list' && b.kind === 'list')
    return a.values.some(
      (one) =>
        one !== null &&
        'constant' in one &&
        b.values.some((other) => other !== null && 'constant' in other && one.constant === other.constant),
    );
  if (a.kind === 'hash' && b.kind === 'hash') {
    const common = Math.min(a.modulus, b.modulus);
    return a.remainder % common === b.remainder % common;
  }
  if (a.kind !== 'range' || b.kind !== 'range' || a.from.length > 1 || b.from.length > 1) return false;
  return isBelow(a.from[0], b.to[0]) && isBelow(b.from[0], a.to[0]);
}

/** A range that holds nothing. */
export const isEmpty = (bound: PartitionBound): boolean =>
  bound.kind === 'range' &&
  bound.from.length === 1 &&
  isComparable(bound.from[0], bound.to[0]) &&
  !isBelow(bound.from[0], bound.to[0]);

/** Each modulus of a hash-partitioned table must divide the next larger one. */
export const fitsModuli = (bound: PartitionBound, others: readonly PartitionBound[]): boolean =>
  bound.kind !== 'hash' ||
  others.every(
    (each) =>
      each.kind !== 'hash' || bound.modulus % each.modulus === 0 || each.modulus % bound.modulus === 0,
  );

/** Whether one value is certainly below another, or the same. */
export const isAtMost = (a: BoundValue, b: BoundValue): boolean =>
  isBelow(a, b) ||
  (a !== null && b !== null && 'constant' in a && 'constant' in b && a.constant === b.constant);

export function isBelow(a: BoundValue | undefined, b: BoundValue | undefined): boolean {
  if (!isComparable(a, b) || !a || !b) return false;
  if ('limit' in a) return a.limit === 'min';
  if ('limit' in b) return b.limit === 'max';
  const [left, right] = [numberOf(a.constant), numberOf(b.constant)];
  return left !== null && right !== null ? left < right : a.constant < b.constant;
}

function isComparable(a: BoundValue | undefined, b: BoundValue | undefined): boolean {
  if (!a || !b) return false;
  if ('limit' in a || 'limit' in b) return true;
  const bothNumbers = numberOf(a.constant) !== null && numberOf(b.constant) !== null;
  return (
    bothNumbers ||
    (isoDate.test(a.constant) && isoDate.test(b.constant) && a.constant.length === b.constant.length)
  );
}

// How two texts compare is for the column's type and collation to say, but for dates written in this form.
const isoDate = /^\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?$/;

const numberOf = (constant: string): number | null =>
  /^#-?\d+(\.\d+)?$/.test(constant) ? Number(constant.slice(1)) : null;
