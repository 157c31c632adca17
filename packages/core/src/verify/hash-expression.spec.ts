import { hashExpression, keySeed } from './hash-expression';
import type { ColumnState } from './structure';

const column = (baseType: string, typeKind = 'b', name = 'v'): ColumnState => ({
  number: 1,
  name,
  type: baseType,
  baseType,
  typeKind,
  notNull: true,
  generated: false,
});

test('integers of every width hash alike, so that widening is no change', () => {
  const hashes = ['smallint', 'integer', 'bigint'].map((type) => hashExpression(column(type), 's'));
  expect(new Set(hashes)).toEqual(new Set(['hashint8extended("v"::bigint, s)']));
});

test.each(['numeric', 'double precision', 'interval', 'jsonb', 'text', 'integer[]', 'mystery'])(
  '%s is hashed as text by bytes: its own hash would lose what equality ignores',
  (type) => expect(hashExpression(column(type), '0')).toBe('hashtextextended(("v")::text COLLATE "C", 0)'),
);

test('char(n) is hashed by bytes without the blanks that pad it, char without a length with all of them', () => {
  const padded = column('character');
  expect(hashExpression({ ...padded, type: 'character(5)' }, '0')).toBe(
    'hashbpcharextended("v"::bpchar COLLATE "C", 0)',
  );
  expect(hashExpression({ ...padded, type: 'bpchar' }, '0')).toContain('ROW("v")::text');
});

test('an enum is hashed by its label, whatever its name', () => {
  expect(hashExpression(column('integer', 'e'), '0')).toContain('::text');
});

test('instants do not depend on the session', () => {
  expect(hashExpression(column('timestamp with time zone'), '0')).toContain(`AT TIME ZONE INTERVAL '0'`);
});

test('names are quoted', () => {
  expect(hashExpression(column('uuid', 'b', 'a"; DROP TABLE x; --'), '0')).toContain(
    '"a""; DROP TABLE x; --"',
  );
});

test('the key seeds by every column, in order', () => {
  const [a, b] = [column('uuid', 'b', 'a'), column('uuid', 'b', 'b')];
  expect(keySeed([])).toBe('0');
  expect(keySeed([a, b])).toBe('uuid_hash_extended("b"::uuid, uuid_hash_extended("a"::uuid, 0))');
  expect(keySeed([a, b])).not.toBe(keySeed([b, a]));
});
