import { loadParser, parseText } from '../parser';
import { sourcesOf } from './sources';

beforeAll(loadParser);

/** The tables that a query reads; with a star those whose rows it locks. */
function reads(sql: string): readonly string[] {
  const parsed = parseText(sql);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  return sourcesOf(parsed.statements[0]?.node).map(
    ({ table, locksRows }) => `${table.name}${locksRows ? '*' : ''}`,
  );
}

test.each([
  ['SELECT * FROM a', ['a']],
  ['SELECT * FROM a, b FOR UPDATE', ['a*', 'b*']],
  ['SELECT * FROM a x JOIN b ON true FOR UPDATE OF x', ['a*', 'b']],
  ['SELECT * FROM a x, a y FOR SHARE OF y', ['a', 'a*']],
  ['SELECT * FROM a, b, c FOR UPDATE OF a FOR KEY SHARE OF c', ['a*', 'b', 'c*']],
  ['SELECT * FROM (SELECT * FROM a) x, b FOR UPDATE OF x', ['a*', 'b']],
  ['SELECT * FROM (SELECT * FROM a FOR UPDATE) x, b', ['a*', 'b']],
  ['SELECT * FROM a WHERE EXISTS (SELECT FROM b) FOR UPDATE', ['a*', 'b']],
  ['WITH w AS (SELECT * FROM a) SELECT * FROM w, b FOR UPDATE', ['a', 'b*']],
  ['WITH w AS (SELECT * FROM a FOR UPDATE SKIP LOCKED) DELETE FROM b USING w', ['a*']],
])('%s', (sql, expected) => {
  expect([...reads(sql)].sort()).toEqual(expected);
});
