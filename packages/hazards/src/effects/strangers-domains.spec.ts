import { loadParser } from '../sql/parser';
import { predictOne } from './testing/predicting';

beforeAll(loadParser);

/** ADD COLUMN of a domain with a default, as observed on PostgreSQL 11.22, 12.22, 13.23, 15.18 and 18.4. */
const schema = `
  CREATE SEQUENCE s0; CREATE TABLE t (a int PRIMARY KEY);
  CREATE DOMAIN vol AS text DEFAULT random()::text; CREATE DOMAIN vol2 AS vol; CREATE DOMAIN fix AS int DEFAULT 7;
  CREATE DOMAIN seqd AS int DEFAULT nextval('s0'); CREATE DOMAIN late AS text; ALTER DOMAIN late SET DEFAULT random()::text;
  CREATE DOMAIN gone AS text DEFAULT random()::text; ALTER DOMAIN gone DROP DEFAULT;`;

const never: readonly number[] = [];
const since13 = [13, 15, 18];
const majors = [11, 12, ...since13];

test.each([
  ['vol', since13],
  ['vol2', since13],
  ['vol NOT NULL', since13],
  ['seqd', since13],
  ['late', since13],
  ['gone', never],
  ["vol DEFAULT 'a'", never],
  ['vol[]', never],
  ['fix', never],
  ['fix NOT NULL', never],
])('ADD COLUMN x %s rewrites the table on %j', (column, rewriting) => {
  for (const major of majors) {
    const did = predictOne({ sql: `ALTER TABLE t ADD x ${column}` }, schema, major, 'public');
    const rewritten = rewriting.includes(major);
    expect([major, did.error, did.rewrites]).toEqual([major, null, rewritten ? ['public.t'] : []]);
    expect(did.scans).toEqual(did.rewrites);
  }
});

test('the default of a domain that was changed on the way counts', () => {
  const one = { setup: ['ALTER DOMAIN fix SET DEFAULT random()'], sql: 'ALTER TABLE t ADD x fix' };
  expect(predictOne(one, schema, 15, 'public').rewrites).toEqual(['public.t']);
});

test('a table that a failed statement spoke of does not exist for that', () => {
  const sql = 'ALTER TABLE nowhere ADD x int';
  expect(predictOne({ setup: [sql, sql, sql], sql }, schema, 15, 'public').error?.sqlstate).toBe('42P01');
});
