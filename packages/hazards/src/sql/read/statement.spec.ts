import type { Action } from '../actions';
import { loadParser, parseText } from '../parser';
import { readStatement } from './statement';

beforeAll(loadParser);

function actionsOf(sql: string): readonly Action[] {
  const parsed = parseText(sql);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  return parsed.statements.flatMap((each) => readStatement(each.node, each.sql));
}

test.each([
  ['SELECT * FROM ONLY t', true],
  ['SELECT * FROM t', false],
  ['INSERT INTO o SELECT * FROM ONLY t', true],
])('%s reads without partitions and children: %s', (sql, only) => {
  const reads = actionsOf(sql).flatMap((each) => (each.kind === 'read-tables' ? each.sources : []));
  expect(reads).toEqual([expect.objectContaining({ table: { name: 't' }, only })]);
});

test.each([
  ['UPDATE ONLY t SET a = 1', ['update', true]],
  ['UPDATE t SET a = 1', ['update', false]],
  ['DELETE FROM ONLY t', ['delete', true]],
  ['DELETE FROM t', ['delete', false]],
  ['MERGE INTO ONLY t USING s ON true WHEN MATCHED THEN DELETE', ['delete', true]],
  ['MERGE INTO t USING s ON true WHEN MATCHED THEN UPDATE SET a = 1', ['update', false]],
])('%s: %j', (sql, expected) => {
  const changes = actionsOf(sql).flatMap((each) =>
    each.kind === 'update' || each.kind === 'delete' ? [[each.kind, each.only]] : [],
  );
  expect(changes).toEqual([expected]);
});

test.each([
  ['SAVEPOINT a', ['SAVEPOINT', 'a']],
  ['ROLLBACK TO SAVEPOINT "A"', ['ROLLBACK TO', 'A']],
  ['RELEASE a', ['RELEASE', 'a']],
  ['ROLLBACK', ['ROLLBACK', undefined]],
])('%s: %j', (sql, expected) => {
  const verbs = actionsOf(sql).flatMap((each) =>
    each.kind === 'transaction' ? [[each.verb, each.savepoint]] : [],
  );
  expect(verbs).toEqual([expected]);
});

test.each([
  [`SELECT nextval('s')`, { name: 's' }],
  [`SELECT nextval('App.S')`, { schema: 'app', name: 's' }],
  [`SELECT nextval('"App" . "S""x"')`, { schema: 'App', name: 'S"x' }],
  [`SELECT nextval('app."a.b"'::regclass)`, { schema: 'app', name: 'a.b' }],
])('%s draws from %j', (sql, sequence) => {
  expect(actionsOf(sql)).toContainEqual({ kind: 'draw', sequence, runs: true });
});

test.each([
  ['LIKE t INCLUDING INDEXES', true],
  ['LIKE t INCLUDING ALL', true],
  ['LIKE t INCLUDING IDENTITY', false],
  ['LIKE t INCLUDING ALL EXCLUDING INDEXES', false],
  ['LIKE t', false],
])('CREATE TABLE n (%s) copies the indexes: %s', (like, indexes) => {
  expect(JSON.stringify(actionsOf(`CREATE TABLE n (${like})`))).toContain(`"indexes":${indexes}`);
});

test('dynamic SQL of constants is read; what is put together at run time is opaque', () => {
  const kinds = (code: string): readonly string[] =>
    actionsOf(`DO $$ BEGIN ${code}; END $$`).map(({ kind }) => kind);
  expect(kinds(`EXECUTE format('DROP TABLE %I', 't')`)).toContain('drop');
  expect(kinds(`EXECUTE 'DROP TABLE ' || 't'`)).toContain('drop');
  expect(kinds(`EXECUTE format('DROP TABLE %I', current_user)`)).toContain('opaque-code');
});
