import { alike, shapeOf } from './alike';

const inLoop = (tenants: number) =>
  Array.from({ length: tenants }, (_, index) => [
    `ALTER TABLE "ws_${index}"."t" ADD COLUMN extra text DEFAULT 'it''s ${index}'`,
    `CREATE INDEX ON ws_${index}.t\n  (extra)`,
  ]).flat();

test('of what a loop has sent the first three of each kind are kept, in order, and the others are counted', () => {
  const { shown, more } = alike(['SELECT 1', ...inLoop(20), 'DROP TABLE t'], shapeOf);
  expect(shown).toEqual(['SELECT 1', ...inLoop(3), 'DROP TABLE t']);
  expect(more).toEqual([
    { first: inLoop(1)[0], count: 17 },
    { first: inLoop(1)[1], count: 17 },
  ]);
});

test.each([[0], [1], [5]])('%i alike are shown as they are', (count) => {
  const all = inLoop(count);
  expect(alike(all, shapeOf)).toEqual({ shown: all, more: [] });
});

test('what everybody must have read is kept', () => {
  const { shown, more } = alike(inLoop(20), (sql) => (sql.startsWith('ALTER') ? undefined : shapeOf(sql)));
  expect(shown.filter((sql) => sql.startsWith('ALTER'))).toHaveLength(20);
  expect(more).toEqual([{ first: inLoop(1)[1], count: 17 }]);
});

test('equal entries are entries of their own', () => {
  const same = Array.from({ length: 10 }, () => 'SELECT 1');
  const { shown, more } = alike(same, shapeOf);
  expect([shown.length, more]).toEqual([3, [{ first: 'SELECT 1', count: 7 }]]);
});

test.each([
  ['ALTER TABLE a.t ADD COLUMN x text', 'ALTER TABLE a.t DROP COLUMN x'],
  ['DELETE FROM t', 'DELETE FROM t WHERE id = 1'],
])('other statements are of another kind: %s', (one, other) => {
  expect(shapeOf(one)).not.toBe(shapeOf(other));
});
