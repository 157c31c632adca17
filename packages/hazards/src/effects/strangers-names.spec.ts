import { schemaSource } from '../files/schema-source';
import { loadParser } from '../sql/parser';
import { predictSql } from './outcome';

/** One schema, also with what makes no relation: after it a missing table is still known to be missing. */
const schema = `CREATE TYPE mood AS ENUM ('low', 'high');
CREATE TYPE mood_new AS ENUM ('low', 'high', 'top');
CREATE ROLE reader;
CREATE PUBLICATION everything;
CREATE TABLE org (id int PRIMARY KEY, name varchar(40) DEFAULT 'x', size numeric, feeling mood DEFAULT 'low');
CREATE TABLE member (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, org_id int REFERENCES org, email text, CONSTRAINT email_set CHECK (email <> ''));
CREATE TABLE log (at timestamptz, what text);
CREATE INDEX log_what ON log (what);
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER noting AFTER INSERT ON log FOR EACH ROW EXECUTE PROCEDURE note();`;

/** What PostgreSQL 11, 15 and 18 said of each statement: its SQLSTATE, `-` where it ran; one word where all said the same. */
const observed: readonly (readonly [sql: string, said: string])[] = [
  ['ALTER TABLE nowhere ADD COLUMN a int', '42P01'],
  ['INSERT INTO nowhere VALUES (1)', '42P01'],
  ['UPDATE nowhere SET a = 1', '42P01'],
  ['DELETE FROM nowhere', '42P01'],
  ['SELECT * FROM nowhere', '42P01'],
  ['SELECT 1 FROM org WHERE id IN (SELECT id FROM nowhere)', '42P01'],
  ['CREATE VIEW v AS SELECT * FROM nowhere', '42P01'],
  ['CREATE TABLE z (LIKE nowhere)', '42P01'],
  ['SELECT nope FROM org', '42703'],
  ['SELECT o.nope FROM org o JOIN member m ON m.org_id = o.id', '42703'],
  ['SELECT name AS n FROM org ORDER BY n', '-'],
  ['SELECT org FROM org', '-'],
  ['SELECT ctid FROM org', '-'],
  ['SELECT n FROM (SELECT name AS n FROM org) s', '-'],
  ['UPDATE org SET name = nope', '42703'],
  ['UPDATE org SET nope = 1', '42703'],
  ['UPDATE org SET name = m.email FROM member m WHERE m.org_id = org.id', '-'],
  ['DELETE FROM org WHERE nope = 1', '42703'],
  ['INSERT INTO org (nope) VALUES (1)', '42703'],
  ["INSERT INTO log VALUES (now(), 'a', 3)", '42601'],
  ['INSERT INTO log (at, what) VALUES (now())', '42601'],
  ['INSERT INTO log (what) SELECT name FROM org', '-'],
  ['CREATE VIEW v AS SELECT nope FROM org', '42703'],
  ['ALTER TABLE org ADD COLUMN a nosuchtype', '42704'],
  ['ALTER TABLE org ADD COLUMN a citext', '42704'],
  ['ALTER TABLE org ADD COLUMN a mood', '-'],
  ['ALTER TABLE org ADD COLUMN a log', '-'],
  ['ALTER TABLE org ADD COLUMN a org', '42P16'],
  ['ALTER TABLE org ADD COLUMN xmin int', '42701'],
  ["ALTER TABLE org ADD COLUMN a int DEFAULT 'abc'", '22P02'],
  ["ALTER TABLE org ADD COLUMN a int DEFAULT ' 12 '", '-'],
  ["ALTER TABLE org ADD COLUMN a uuid DEFAULT 'no'", '22P02'],
  ['ALTER TABLE org ADD COLUMN a int DEFAULT (SELECT 1)', '0A000'],
  ['ALTER TABLE org ADD COLUMN a text DEFAULT name', '42P10 0A000 0A000'],
  ['ALTER TABLE org ADD COLUMN a text DEFAULT nowhere()', '42883'],
  ["ALTER TABLE org ADD COLUMN a text DEFAULT lower('A')", '-'],
  ['ALTER TABLE org ADD COLUMN a int DEFAULT max(1)', '42803'],
  ['ALTER TABLE org ADD COLUMN a uuid DEFAULT gen_random_uuid()', '42883 - -'],
  ['ALTER TABLE org ADD COLUMN a uuid DEFAULT uuid_generate_v4()', '42883'],
  ['ALTER TABLE org ALTER name SET DEFAULT nowhere()', '42883'],
  ['ALTER TABLE org ALTER size SET DEFAULT id', '42P10 0A000 0A000'],
  ["ALTER TABLE org ALTER id SET DEFAULT 'one'", '22P02'],
  ['ALTER TABLE org ALTER id DROP IDENTITY', '55000'],
  ['ALTER TABLE org ALTER id DROP IDENTITY IF EXISTS', '-'],
  ['ALTER TABLE member ALTER id SET DEFAULT 5', '42601'],
  ['ALTER TABLE member ALTER id ADD GENERATED ALWAYS AS IDENTITY', '55000'],
  ['ALTER TABLE org ADD CHECK (nope > 1)', '42703'],
  ['ALTER TABLE org ADD CHECK (size)', '42804'],
  ['ALTER TABLE org ADD CHECK ((SELECT true))', '0A000'],
  ['ALTER TABLE org ADD CHECK (org.size > 0)', '-'],
  ['ALTER TABLE org ADD COLUMN a int CHECK (a > size)', '-'],
  ['ALTER TABLE member ADD FOREIGN KEY (email) REFERENCES org', '42804'],
  ['ALTER TABLE member ADD FOREIGN KEY (id) REFERENCES org', '-'],
  ['ALTER TABLE member ADD FOREIGN KEY (org_id) REFERENCES log', '42704'],
  ['ALTER TABLE member ADD FOREIGN KEY (org_id) REFERENCES org (size)', '42830'],
  ['ALTER TABLE member ADD FOREIGN KEY (org_id) REFERENCES org (nope)', '42703'],
  ['ALTER TABLE member ADD COLUMN o text REFERENCES org', '42804'],
  ['ALTER TABLE member ADD COLUMN o smallint REFERENCES org', '-'],
  ['CREATE TABLE z (o text REFERENCES org)', '42804'],
  ['CREATE TABLE z (o bigint REFERENCES org)', '-'],
  ['CREATE TABLE z (o int REFERENCES log)', '42704'],
  ['CREATE TABLE z (o mood REFERENCES org)', '42804'],
  ['CREATE TABLE z (a int PRIMARY KEY, b int PRIMARY KEY)', '42P16'],
  ['CREATE TABLE z (a int, a int)', '42701'],
  ['CREATE TABLE z (a nosuchtype)', '42704'],
  ['CREATE TABLE z (a int CHECK (nope > 1))', '42703'],
  ['CREATE TABLE z (a int, b int CHECK (a > b))', '-'],
  ['CREATE TABLE z (a int DEFAULT nowhere())', '42883'],
  ['CREATE TABLE z (a mood[])', '-'],
  ['CREATE TABLE mood (a int)', '42710'],
  ['CREATE TABLE log_what (a int)', '42P07'],
  ['CREATE SEQUENCE log', '42P07'],
  ['CREATE SEQUENCE log_what', '42P07'],
  ["CREATE TYPE org AS ENUM ('a')", '42710'],
  ['CREATE VIEW mood AS SELECT 1 AS a', '42710'],
  ['CREATE INDEX org_pkey ON log (at)', '42P07'],
  ['CREATE INDEX org ON log (at)', '42P07'],
  ['CREATE INDEX IF NOT EXISTS org ON log (at)', '-'],
  ['ALTER TABLE log RENAME TO org_pkey', '42P07'],
  ['ALTER TABLE log RENAME TO mood', '42710'],
  ['ALTER TABLE log ADD CONSTRAINT org_pkey UNIQUE (at)', '42P07'],
  ['ALTER TABLE member ADD CONSTRAINT email_set UNIQUE (email)', '42710'],
  ['ALTER TABLE member ADD CONSTRAINT email_set CHECK (id > 0)', '42710'],
  ['ALTER TABLE org ALTER feeling TYPE mood_new USING feeling::text::mood_new', '42804'],
  [
    'ALTER TABLE org ALTER feeling DROP DEFAULT, ALTER feeling TYPE mood_new USING feeling::text::mood_new',
    '-',
  ],
  ['ALTER TABLE org ALTER feeling TYPE mood_new', '42804'],
  ['ALTER TABLE org ALTER feeling TYPE text', '-'],
  ['ALTER TABLE org ALTER name TYPE mood', '42804'],
  ['ALTER TABLE org ALTER id TYPE mood', '42804'],
  ['ALTER TABLE org ALTER name TYPE citext', '42704'],
  ['ALTER TABLE log DISABLE TRIGGER nope', '42704'],
  ['ALTER TABLE log DISABLE TRIGGER noting', '-'],
  ['ALTER TABLE log DISABLE TRIGGER ALL', '-'],
  ['ALTER TABLE log DISABLE RULE nope', '42704'],
  ['ALTER TRIGGER nope ON log RENAME TO a', '42704'],
  ['ALTER TRIGGER noting ON log RENAME TO a', '-'],
  ['ALTER TABLE member RENAME CONSTRAINT nope TO a', '42704'],
  ['ALTER TABLE member RENAME CONSTRAINT email_set TO a', '-'],
  ['ALTER TABLE member VALIDATE CONSTRAINT member_pkey', '42809'],
  ['CREATE TRIGGER a AFTER INSERT ON org FOR EACH ROW EXECUTE PROCEDURE nowhere()', '42883'],
  ['CREATE TRIGGER a AFTER UPDATE OF nope ON org FOR EACH ROW EXECUTE PROCEDURE note()', '42703'],
  ['CREATE TRIGGER a AFTER UPDATE OF name ON org FOR EACH ROW EXECUTE PROCEDURE note()', '-'],
  ["COMMENT ON COLUMN org.nope IS 'a'", '42703'],
  ["COMMENT ON COLUMN org.name IS 'a'", '-'],
  ['SELECT * FROM org o FOR UPDATE OF o', '-'],
];

beforeAll(loadParser);

const majors = [11, 15, 18];

test.each(observed)('%s: %s', (sql, said) => {
  const words = said.split(' ');
  const source = schemaSource({ path: 'schema.sql', text: schema });
  if (!('fresh' in source)) throw new Error(source.message);
  const predicted = majors.map(
    (serverMajor) =>
      predictSql(sql, source.fresh(), { serverMajor, inTransaction: true }).error?.sqlstate ?? '-',
  );
  expect(predicted).toEqual(words.length === 1 ? majors.map(() => said) : words);
});
