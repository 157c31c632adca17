import { loadParser } from '../sql/parser';
import { catalogFromSql } from './from-sql';
import { predictSql } from '../effects/outcome';

beforeAll(loadParser);

/** The tables that ATTACH PARTITION reads on a server of version 16, of `log` by range of `at`, with the given CHECK on the new partition. */
function read(table: string, bound: string, parent = 'PARTITION BY RANGE (at)'): readonly string[] {
  const outcome = catalogFromSql(
    `CREATE TABLE log (id int, at timestamptz) ${parent}; CREATE TABLE part (id int, at timestamptz${table});`,
  );
  if (!outcome.ok) throw new Error(outcome.problem.message);
  return predictSql(`ALTER TABLE log ATTACH PARTITION part ${bound}`, outcome.catalog, {
    serverMajor: 16,
    inTransaction: true,
  }).scans;
}

const year = `FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')`;
const within = `CHECK (at >= '2026-01-01' AND at < '2027-01-01')`;

// What PostgreSQL 11 to 18 do is in observed-scripts.json; here is what must not be taken for a proof.
test.each([
  ['the bounds themselves', ` NOT NULL, ${within}`, []],
  ['in two CHECKs', ` NOT NULL, CHECK (at >= '2026-01-01'), CHECK ('2027-01-01' > at)`, []],
  ['narrower ones', ` NOT NULL, CHECK (at > '2026-02-01' AND at <= '2026-03-01')`, []],
  ['NULL tested by the CHECK', `, CHECK (at IS NOT NULL AND at >= '2026-01-01' AND at < '2027-01-01')`, []],
  ['with casts', ` NOT NULL, CHECK (at >= '2026-01-01'::timestamptz AND at < '2027-01-01'::timestamptz)`, []],
  ['NULL is let through', `, ${within}`, ['public.part']],
  ['only one end', ` NOT NULL, CHECK (at >= '2026-01-01')`, ['public.part']],
  ['wider ones', ` NOT NULL, CHECK (at >= '2025-01-01' AND at < '2027-01-01')`, ['public.part']],
  [
    'the upper end is let in',
    ` NOT NULL, CHECK (at >= '2026-01-01' AND at <= '2027-01-01')`,
    ['public.part'],
  ],
  ['joined by OR', ` NOT NULL, CHECK (at >= '2026-01-01' OR at < '2027-01-01')`, ['public.part']],
  ['of another column', ` NOT NULL, CHECK (id >= 2026 AND id < 2027)`, ['public.part']],
  ['no CHECK', ` NOT NULL`, ['public.part']],
] as const)('%s', (_what, table, scans) => {
  expect(read(table, year)).toEqual(scans);
});

test('a CHECK that is not valid proves nothing', () => {
  const outcome = catalogFromSql(
    `CREATE TABLE log (at date) PARTITION BY RANGE (at); CREATE TABLE part (at date NOT NULL);
     ALTER TABLE part ADD CONSTRAINT c CHECK (at >= '2026-01-01' AND at < '2027-01-01') NOT VALID`,
  );
  if (!outcome.ok) throw new Error(outcome.problem.message);
  const ask = (): readonly string[] =>
    predictSql(`ALTER TABLE log ATTACH PARTITION part ${year}`, outcome.catalog, {
      serverMajor: 16,
      inTransaction: true,
    }).scans;
  expect(ask()).toEqual(['public.part']);
});

test('a key that is an expression is compared with nothing', () => {
  expect(read(` NOT NULL, ${within}`, year, `PARTITION BY RANGE (date_trunc('day', at))`)).toEqual([
    'public.part',
  ]);
});

test('a column that was renamed since', () => {
  const outcome = catalogFromSql(
    `CREATE TABLE log (at date, later date) PARTITION BY RANGE (at); CREATE TABLE part (was date NOT NULL, at date NOT NULL, CHECK (at >= '2026-01-01' AND at < '2027-01-01'));
     ALTER TABLE part RENAME COLUMN at TO later; ALTER TABLE part RENAME COLUMN was TO at`,
  );
  if (!outcome.ok) throw new Error(outcome.problem.message);
  const { scans } = predictSql(`ALTER TABLE log ATTACH PARTITION part ${year}`, outcome.catalog, {
    serverMajor: 16,
    inTransaction: true,
  });
  expect(scans).toEqual(['public.part']);
});
