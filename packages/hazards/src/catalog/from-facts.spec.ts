import type { IndexFacts, TableFacts } from '../contract';
import { reviewMigration } from '../review/review';
import { loadParser } from '../sql/parser';

const column = (name: string, type: string) => ({ name, type, notNull: false, hasDefault: false });

const table = (name: string, more: Partial<TableFacts> = {}): TableFacts => ({
  schema: 'app',
  name,
  kind: 'table',
  columns: [column('a', 'character varying(10)'), column('b', 'integer')],
  rows: 1,
  bytes: 1e6,
  constraints: [],
  indexes: [],
  ...more,
});

const rulesOf = (sql: string, tables: readonly TableFacts[]): readonly string[] =>
  reviewMigration({
    migration: 'm',
    serverMajor: 16,
    searchPath: ['app'],
    tables,
    up: [{ sql, inTransaction: true }],
    down: [{ sql: 'SELECT 1', inTransaction: true }],
  }).findings.flatMap(({ rule, direction }) => (direction === 'up' ? [rule] : []));

beforeAll(loadParser);

test('a partitioned table is as big as its partitions, and of unknown size where they were not read', () => {
  const parent = table('p', { kind: 'partitioned', bytes: null, defaultPartition: null });
  const sql = 'ALTER TABLE p ADD c float8 DEFAULT random()';
  expect(rulesOf(sql, [parent])).toEqual(['add-column-rewrites']);
  const small = [{ ...parent, parents: [] }, table('p1', { parents: ['app.p'] })];
  expect(rulesOf(sql, small)).toEqual([]);
  const big = [{ ...parent, parents: [] }, table('p1', { parents: ['app.p'], bytes: 1e12 })];
  expect(rulesOf(sql, big)).toEqual(['add-column-rewrites']);
});

test('an index on an expression is built again when a column of it changes its type', () => {
  const index: IndexFacts = { name: 'i', columns: [], unique: false, valid: true };
  const sql = 'ALTER TABLE t ALTER a TYPE varchar(20)';
  const plain = { ...index, columns: ['a'], definition: 'CREATE INDEX i ON app.t USING btree (a)' };
  const onA = { ...index, definition: 'CREATE INDEX i ON app.t USING btree (lower((a)::text))' };
  const onB = { ...index, definition: 'CREATE INDEX i ON app.t USING btree (abs(b))' };
  const withIndex = (one: IndexFacts) => [table('t', { bytes: 1e12, indexes: [one] })];
  expect(rulesOf(sql, withIndex(plain))).toEqual([]);
  expect(rulesOf(sql, withIndex(onA))).toEqual(['type-change-rewrites']);
  expect(rulesOf(sql, withIndex(onB))).toEqual([]);
  expect(rulesOf(sql, withIndex(index))).toEqual(['type-change-rewrites']);
});

test('a CHECK proves NOT NULL only when it is known, valid and says so', () => {
  const sql = 'ALTER TABLE t ALTER b SET NOT NULL';
  const check = {
    name: 'c',
    kind: 'check' as const,
    columns: ['b'],
    validated: true,
    definition: 'CHECK ((b IS NOT NULL))',
  };
  expect(rulesOf(sql, [table('t', { constraints: [check] })])).toEqual([]);
  expect(rulesOf(sql, [table('t', { constraints: [{ ...check, validated: false }] })])).toContain(
    'set-not-null',
  );
  expect(
    rulesOf(sql, [table('t', { constraints: [{ ...check, definition: 'CHECK ((b > 0))' }] })]),
  ).toContain('set-not-null');
});

test('whether a column is an identity column is known where it was read', () => {
  const withColumn = (identity?: string): TableFacts =>
    table('t', {
      columns: [
        {
          ...column('id', 'integer'),
          notNull: true,
          hasDefault: true,
          ...(identity === undefined ? {} : { identity }),
        },
      ],
    });
  const fails = (sql: string, identity?: string): boolean =>
    rulesOf(sql, [withColumn(identity)]).includes('predicted-error');
  const drop = 'ALTER TABLE t ALTER COLUMN id DROP IDENTITY';
  expect([fails(drop), fails(drop, 'd'), fails(drop, 'a'), fails(drop, '')]).toEqual([
    false,
    false,
    false,
    true,
  ]);
  const insert = 'INSERT INTO t (id) VALUES (1)';
  expect([fails(insert), fails(insert, 'd'), fails(insert, 'a'), fails(insert, '')]).toEqual([
    false,
    false,
    true,
    false,
  ]);
});

test('a column with a default that was not seen may be computed', () => {
  const drop = 'ALTER TABLE t ALTER COLUMN a DROP EXPRESSION';
  const plain = [table('t')];
  const filled = [table('t', { columns: [{ ...column('a', 'integer'), hasDefault: true }] })];
  expect(rulesOf(drop, plain)).toContain('predicted-error');
  expect(rulesOf(drop, filled)).not.toContain('predicted-error');
});

test('a sequence goes where its table or column goes', () => {
  const sequence: TableFacts = {
    ...table('t_a_seq', { kind: 'sequence', columns: [] }),
    ownedBy: { table: 'app.t', column: 'a' },
  };
  const locksOf = (sql: string, tables: readonly TableFacts[]) =>
    reviewMigration({
      ...{ migration: 'm', serverMajor: 16, searchPath: ['app'], tables },
      up: [{ sql, inTransaction: true }],
      down: [],
    }).statements[0]?.effect.locks.map(({ relation, mode }) => `${relation} ${mode}`);
  const both = ['app.t AccessExclusiveLock', 'app.t_a_seq AccessExclusiveLock'];
  for (const sql of ['DROP TABLE t', 'ALTER TABLE t DROP COLUMN a', 'ALTER TABLE t SET SCHEMA public'])
    expect(locksOf(sql, [table('t'), sequence])).toEqual(both);
  expect(locksOf('ALTER TABLE t DROP COLUMN b', [table('t'), sequence])).toEqual(both.slice(0, 1));
  expect(locksOf('DROP TABLE t', [table('t'), { ...sequence, ownedBy: null }])).toEqual(both.slice(0, 1));
});
