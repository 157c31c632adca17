import { sameButForColumnOrder } from './same-but-for-order';

const table = (...lines: readonly string[]) =>
  `SET x = 1;\nCREATE TABLE core.t (\n${lines.map((line) => `    ${line}`).join(',\n')}\n);\nCREATE INDEX i ON core.t USING btree (a);`;

test('columns may stand in another order, and nothing else may differ', () => {
  const schema = table('a integer NOT NULL', 'b text', 'c text');
  expect(sameButForColumnOrder(schema, schema)).toBe(true);
  expect(sameButForColumnOrder(schema, table('a integer NOT NULL', 'c text', 'b text'))).toBe(true);
  expect(sameButForColumnOrder(schema, table('a integer', 'c text', 'b text'))).toBe(false);
  expect(sameButForColumnOrder(schema, table('a integer NOT NULL', 'c text'))).toBe(false);
  expect(sameButForColumnOrder(schema, `${schema}\nCREATE INDEX j ON core.t USING btree (b);`)).toBe(false);
});
