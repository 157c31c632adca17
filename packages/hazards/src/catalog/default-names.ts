import type { ConstraintSpec } from '../sql/actions';

const suffixes = {
  primary: 'pkey',
  unique: 'key',
  exclude: 'excl',
  check: 'check',
  foreign: 'fkey',
  'not-null': 'not_null',
};

/** PostgreSQL cuts a name that it makes itself so that it fits into 63 bytes, the longer part first (makeObjectName in indexcmds.c). */
export function makeName(table: string, parts: readonly string[], suffix: string): string {
  const middle = parts.join('_');
  const room = 63 - Buffer.byteLength(suffix) - (middle === '' ? 1 : 2);
  let [first, second] = [table, middle];
  while (Buffer.byteLength(first) + Buffer.byteLength(second) > room) {
    if (Buffer.byteLength(first) > Buffer.byteLength(second)) first = first.slice(0, -1);
    else second = second.slice(0, -1);
  }
  return [first, ...(second === '' ? [] : [second]), suffix].join('_');
}

/** The name that the server gives to a constraint without one, apart from the number that makes it unique. */
export const defaultName = (table: string, spec: ConstraintSpec): string =>
  makeName(
    table,
    spec.kind === 'primary' ? [] : spec.kind === 'check' && spec.columns.length > 1 ? [] : spec.columns,
    suffixes[spec.kind],
  );
