import { quoteIdentifier } from '../target/identifier';
import type { ColumnState } from './structure';

/**
 * SQL for the 64-bit hash of one column's value, seeded with `seed`; NULL hashes to NULL, which a sum leaves out, so
 * NULL and the empty string differ.
 *
 * Native hash functions follow SQL equality, not bytes, and are used only where the two agree. Everything else goes
 * through its text form, which is exact with the settings that the fingerprint pins: numeric keeps its scale, -0.0
 * its sign, an interval its months, an enum its label (native enum hashes use OIDs, which a restore changes).
 * PostgreSQL: src/backend/access/hash/hashfunc.c; stable on majors 13 to 18.
 */
export function hashExpression(column: ColumnState, seed: string): string {
  const value = quoteIdentifier(column.name);
  switch (column.typeKind === 'b' ? column.baseType : '') {
    case 'smallint':
    case 'integer':
    case 'bigint':
      return `hashint8extended(${value}::bigint, ${seed})`;
    case 'boolean':
      return `hashint8extended(${value}::integer::bigint, ${seed})`;
    case 'uuid':
      return `uuid_hash_extended(${value}::uuid, ${seed})`;
    case 'timestamp without time zone':
      return `timestamp_hash_extended(${value}::timestamp, ${seed})`;
    case 'timestamp with time zone':
      // An offset of nothing is UTC as well, and is not looked up by its name for every value, which takes longer than all the rest.
      return `timestamp_hash_extended(${value}::timestamptz AT TIME ZONE INTERVAL '0', ${seed})`;
    case 'character':
      // Without a length, trailing blanks are kept; the cast to text takes them off. Of char(n) they are no part of the value: its own hash
      // is that of the text without them, and finds their beginning ten times as fast as the cast to text does.
      return column.type === 'bpchar'
        ? `hashtextextended(${asText(column)} COLLATE "C", ${seed})`
        : `hashbpcharextended(${value}::bpchar COLLATE "C", ${seed})`;
  }
  // "C" makes the hash one of bytes: a nondeterministic collation would hash 'ABC' like 'abc'.
  return `hashtextextended(${column.ownCast ? asText(column) : `(${value})::text`} COLLATE "C", ${seed})`;
}

/**
 * SQL for the value as its type's own output function writes it, whatever casts there are: as the one field of a row, which tells NULL
 * from the empty string too.
 */
function asText({ name }: ColumnState): string {
  return `ROW(${quoteIdentifier(name)})::text`;
}

/** SQL for the hash of a row's key, which seeds the hashes of its other columns so that swapped values show. */
export function keySeed(key: readonly ColumnState[]): string {
  const [first, ...rest] = key;
  if (!first) return '0';
  return rest.reduce((seed, column) => hashExpression(column, seed), hashExpression(first, '0'));
}
