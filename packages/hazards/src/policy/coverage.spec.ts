import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadParser } from '../sql/parser';
import type { Case } from '../testing/review-sql';
import { findingsOf } from '../testing/review-sql';
import { optionalRules } from './enabled';
import { knownRules } from './known-rules';

const page = readFileSync(join(__dirname, '../../../../docs/rules/coverage.md'), 'utf8');

/** The rules that the page names, by hazard. */
const claims = new Map(
  [...page.matchAll(/^\| ([A-Z]\d+) +\|[^|]*\|([^|]*)\|/gm)].map(([, id = '', links = '']) => [
    id,
    [...links.matchAll(/\[([a-z-]+)\]/g)].map(([, rule = '']) => rule),
  ]),
);

const apart = { transaction: false };
const byHand = { protectedRun: false, transaction: false };
const pair = (first: string, second: string): Case => [[first, second], {}];

/** For every hazard of the page that a rule answers, SQL of which one of those rules speaks. */
const examples: Readonly<Record<string, Case>> = {
  A2: 'ALTER TABLE company ADD x uuid DEFAULT gen_random_uuid()',
  A3: 'ALTER TABLE company ADD x int NOT NULL',
  A4: pair('ALTER TABLE company ADD x int NOT NULL DEFAULT 1', 'ALTER TABLE company ALTER x DROP DEFAULT'),
  A5: 'ALTER TABLE company ADD x smallserial',
  A6: 'ALTER TABLE company ADD x int GENERATED ALWAYS AS IDENTITY',
  A7: 'ALTER TABLE company ADD x int GENERATED ALWAYS AS (score + 1) STORED',
  A9: 'ALTER TABLE company ADD x uuid REFERENCES person(id)',
  A10: 'ALTER TABLE company ADD x int UNIQUE',
  A11: 'ALTER TABLE company ADD x int DEFAULT 1 CHECK (x > 0)',
  A12: pair('CREATE DOMAIN pos AS int CHECK (VALUE > 0)', 'ALTER TABLE company ADD x pos'),
  A13: 'ALTER TABLE company ADD x json',
  A15: 'ALTER TABLE person ADD IF NOT EXISTS name int',
  A16: pair('ALTER TABLE company ADD x int', 'ALTER TABLE region ADD x int'),
  B1: 'ALTER TABLE company ALTER score TYPE bigint',
  B2: 'ALTER TABLE opportunity ALTER code TYPE text',
  B3: 'ALTER TABLE company ALTER name TYPE text COLLATE "C"',
  B4: [['CREATE VIEW v AS SELECT name FROM person', 'ALTER TABLE person ALTER name TYPE varchar(300)'], {}],
  B5: 'ALTER TABLE company ALTER code SET NOT NULL',
  B6: [
    [
      'ALTER TABLE company ADD CONSTRAINT n NOT NULL code NOT VALID',
      'ALTER TABLE company ALTER code SET NOT NULL',
    ],
    { major: 18 },
  ],
  B7: ['ALTER TABLE company ALTER score SET NOT NULL', { major: 11 }],
  B8: 'ALTER TABLE person ALTER name DROP NOT NULL',
  B9: 'ALTER TABLE person ALTER "createdAt" DROP DEFAULT',
  B10: ['ALTER TABLE person ALTER score SET EXPRESSION AS (1)', { major: 17 }],
  B12: 'ALTER TABLE person SET (autovacuum_enabled = false)',
  B13: 'ALTER TABLE person ALTER score TYPE smallint',
  B14: 'ALTER TABLE person ALTER score DROP IDENTITY',
  C1: 'ALTER TABLE opportunity ADD FOREIGN KEY (id) REFERENCES person(id)',
  C2: 'ALTER TABLE opportunity ADD CHECK (score > 0)',
  C3: pair(
    'ALTER TABLE company ADD CONSTRAINT c CHECK (score > 0) NOT VALID',
    'ALTER TABLE company VALIDATE CONSTRAINT c',
  ),
  C4: 'ALTER TABLE company ADD CONSTRAINT c CHECK (score > 0) NOT VALID',
  C5: 'ALTER TABLE company ADD UNIQUE (code)',
  C6: pair('CREATE UNIQUE INDEX i ON company (code)', 'ALTER TABLE company ADD PRIMARY KEY USING INDEX i'),
  C7: pair('CREATE INDEX i ON company (code)', 'ALTER TABLE company ADD UNIQUE USING INDEX i'),
  C8: 'ALTER TABLE company ADD EXCLUDE USING gist (name WITH =)',
  C9: 'ALTER TABLE person ADD UNIQUE (code)',
  C10: 'ALTER TABLE company DROP CONSTRAINT company_owner_fk',
  C11: 'ALTER TABLE person DROP CONSTRAINT person_code_check',
  C12: 'ALTER TABLE opportunity DROP CONSTRAINT opportunity_pkey',
  C13: 'ALTER TABLE person DROP COLUMN code',
  C14: 'CREATE TABLE n (p uuid REFERENCES person(id))',
  C15: 'CREATE TABLE n (p text REFERENCES person(id))',
  C16: 'CREATE TABLE n (p uuid REFERENCES person(id), c uuid REFERENCES company(id))',
  C17: 'CREATE TABLE n (p uuid REFERENCES person(id))',
  C18: 'CREATE TABLE n (p uuid REFERENCES person(id) ON DELETE CASCADE)',
  C19: 'ALTER TABLE person ADD CHECK ("createdAt" < now())',
  C20: ['ALTER TABLE person ADD CHECK (score > 0) NOT ENFORCED', { major: 18 }],
  D1: 'CREATE INDEX i ON company (code)',
  D2: 'CREATE INDEX CONCURRENTLY i ON company (code)',
  D3: ["SET lock_timeout = '1s'; CREATE INDEX CONCURRENTLY i ON company (code)", apart],
  D4: 'VACUUM person',
  D5: ['CREATE INDEX CONCURRENTLY i ON region (id)', apart],
  D6: ['CREATE INDEX CONCURRENTLY IF NOT EXISTS "IDX_company_broken" ON company (code)', apart],
  D7: ['CREATE INDEX CONCURRENTLY ON company (code)', apart],
  D8: 'DROP INDEX "IDX_company_name"',
  D9: pair('DROP INDEX "IDX_company_name"', 'CREATE INDEX "IDX_company_name" ON company (name, code)'),
  D10: 'REINDEX TABLE company',
  D12: 'CREATE INDEX i ON person (id, name, code, score)',
  D15: pair('ALTER TABLE company ADD x int', 'CREATE INDEX i ON company (code)'),
  E1: 'DROP TABLE opportunity',
  E2: 'DROP VIEW opportunity_view CASCADE',
  E3: 'DROP SCHEMA core',
  E4: 'ALTER TABLE person DROP code',
  E5: 'ALTER TABLE person DROP code, ADD code text',
  E6: 'TRUNCATE person',
  E7: ['VACUUM FULL person', apart],
  E8: 'ALTER TABLE person SET UNLOGGED',
  E9: 'ALTER TABLE company SET TABLESPACE t',
  E10: 'ALTER TABLE region ATTACH PARTITION company FOR VALUES FROM (1) TO (2)',
  E11: 'CREATE TABLE r PARTITION OF region FOR VALUES FROM (1) TO (2)',
  E12: 'CREATE TABLE r PARTITION OF region FOR VALUES FROM (1) TO (2)',
  E13: 'ALTER TABLE region DETACH PARTITION company',
  E14: 'CREATE INDEX i ON region (id)',
  E15: 'CREATE TABLE p (a int, b int, UNIQUE (a)) PARTITION BY LIST (b)',
  E16: 'LOCK TABLE person',
  E17: 'ALTER TABLE person ENABLE ROW LEVEL SECURITY',
  E18: 'ALTER TABLE person SET SCHEMA public',
  E19: 'ALTER TABLE person SET (autovacuum_enabled = off)',
  E20: `SELECT create_hypertable('person', 'createdAt')`,
  F1: 'ALTER TABLE person RENAME code TO c2',
  F2: `ALTER TYPE core.opportunity_stage_enum RENAME VALUE 'a' TO 'b'`,
  F3: [`ALTER TYPE core.opportunity_stage_enum ADD VALUE 'x'`, { major: 11 }],
  F4: pair(`ALTER TYPE core.opportunity_stage_enum ADD VALUE 'x'`, `INSERT INTO person (stage) VALUES ('x')`),
  F5: `ALTER TYPE core.opportunity_stage_enum ADD VALUE 'x'`,
  F6: 'DROP TYPE core.opportunity_stage_enum',
  F7: [
    [
      'ALTER TYPE core.opportunity_stage_enum RENAME TO old',
      `CREATE TYPE core.opportunity_stage_enum AS ENUM ('a')`,
      'ALTER TABLE person ALTER stage TYPE core.opportunity_stage_enum USING stage::text::core.opportunity_stage_enum',
    ],
    {},
  ],
  F8: 'ALTER DOMAIN core.positive ADD CHECK (VALUE > 0)',
  F9: 'ALTER DOMAIN core.positive SET NOT NULL',
  F10: 'ALTER TYPE core.pair ADD ATTRIBUTE a int CASCADE',
  G1: 'REFRESH MATERIALIZED VIEW totals',
  G2: 'CREATE MATERIALIZED VIEW m AS SELECT * FROM company',
  G3: 'CREATE TRIGGER t BEFORE INSERT ON person FOR EACH ROW EXECUTE FUNCTION f()',
  G4: 'ALTER TABLE person DISABLE TRIGGER ALL',
  G5: 'CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$',
  G6: 'DROP VIEW opportunity_view',
  G7: 'GRANT ALL ON person TO public',
  G8: 'DROP EXTENSION citext',
  G9: 'ALTER SEQUENCE invoice_seq RESTART',
  G10: `DO $$ BEGIN EXECUTE format('DROP TABLE %I', current_user); END $$`,
  H1: ['ALTER TABLE person ADD x int', byHand],
  H2: [['ALTER TABLE person ADD x int', `SET lock_timeout = '2s'`], byHand],
  H3: 'SET statement_timeout = 0',
  H4: pair('ALTER TABLE person ADD x int', 'SELECT count(*) FROM company'),
  H5: pair('ALTER TABLE person ADD x int', 'ALTER TABLE company ADD x int'),
  H6: pair(
    'ALTER TABLE company ALTER score TYPE bigint',
    'ALTER TABLE company ALTER amount TYPE numeric(12,4)',
  ),
  H7: 'COMMIT',
  H8: [['SELECT 1', 'ALTER TABLE person ADD x int'], apart],
  H9: 'CREATE TABLE IF NOT EXISTS person (id int)',
  I1: pair('ALTER TABLE company ADD x int', 'UPDATE company SET x = 1'),
  I2: 'UPDATE person SET score = 1',
  I3: 'UPDATE company SET score = 1 WHERE score IS NULL',
  I4: 'INSERT INTO person (name) VALUES (1)',
  I6: `UPDATE person SET score = 1 WHERE name = 'x'`,
  I7: 'INSERT INTO person VALUES (1)',
  I8: 'DROP TABLE opportunity',
  J1: 'CREATE TABLE n (id serial PRIMARY KEY)',
  J2: 'CREATE TABLE n (a varchar(3))',
  J3: 'CREATE TABLE n (a timestamp)',
  J4: 'CREATE TABLE n (a float)',
  J5: 'CREATE TABLE n (a int)',
  J6: 'CREATE TABLE "N" (a int)',
  J7: 'CREATE TABLE n (a boolean)',
  K3: [
    ['ALTER TABLE company ALTER score TYPE bigint', 'ALTER TABLE company ALTER amount TYPE numeric(12,4)'],
    {},
  ],
  K5: 'ALTER TABLE person REPLICA IDENTITY NOTHING',
  K6: ['ALTER TABLE person DROP code', { down: 'ALTER TABLE person ADD code text' }],
};

/** About files, or sizes that add up: specs of their own show them. */
const elsewhere = ['H10', 'K1', 'K2'];

const answered = [...claims].filter(([, rules]) => rules.length > 0);

beforeAll(loadParser);

test('the page has every hazard, and names rules that exist', () => {
  expect(claims.size).toBeGreaterThan(125);
  expect([...claims.values()].flat().filter((rule) => !knownRules.has(rule))).toEqual([]);
});

test('every hazard that is answered has an example, and no other', () => {
  const ids = answered.map(([id]) => id).filter((id) => !elsewhere.includes(id));
  expect(Object.keys(examples).sort()).toEqual(ids.sort());
});

test.each(answered.filter(([id]) => !elsewhere.includes(id)))('%s is answered by %j', (id, rules) => {
  const example = examples[id] ?? '';
  const optional = rules.filter((rule) => optionalRules.includes(rule));
  const found = [undefined, ...optional].flatMap((rule) => findingsOf(example, rule));
  expect(found.map(({ rule }) => rule).filter((rule) => rules.includes(rule))).not.toEqual([]);
});
