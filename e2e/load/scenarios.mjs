/** What is migrated under load. `down` takes back what a harmless one committed. */

const q = (...texts) => texts.map((text) => `await queryRunner.query(${JSON.stringify(text)});`).join('\n');

/** Must pass, whatever clients do meanwhile. */
export const harmless = [
  [
    'add a column',
    'ALTER TABLE app.account ADD COLUMN extra text',
    'ALTER TABLE app.account DROP COLUMN extra',
  ],
  [
    'backfill a new column',
    'ALTER TABLE app.account ADD COLUMN days int; UPDATE app.account SET days = length(label) + 1; ALTER TABLE app.account ALTER COLUMN days SET DEFAULT 0',
    'ALTER TABLE app.account DROP COLUMN days',
  ],
  [
    'a column with a default that rewrites',
    'ALTER TABLE app.account ADD COLUMN tag uuid NOT NULL DEFAULT gen_random_uuid()',
    'ALTER TABLE app.account DROP COLUMN tag',
  ],
  [
    'change a type, rewriting',
    'ALTER TABLE app.account ALTER COLUMN visits TYPE bigint',
    'ALTER TABLE app.account ALTER COLUMN visits TYPE integer',
  ],
  ['update to the same values', 'UPDATE app.account SET label = label', ''],
  ['update a table without a key to the same values', 'UPDATE app.event SET kind = kind', ''],
  [
    'an index and a check',
    'CREATE INDEX account_visits ON app.account (visits); ALTER TABLE app.account ADD CONSTRAINT not_negative CHECK (visits >= 0)',
    'ALTER TABLE app.account DROP CONSTRAINT not_negative; DROP INDEX app.account_visits',
  ],
  [
    'a table with seed rows',
    `CREATE TABLE app.seed (id int PRIMARY KEY); INSERT INTO app.seed SELECT generate_series(1, 50); INSERT INTO app.event (kind) VALUES ('seed')`,
    'DROP TABLE app.seed',
  ],
].map(([name, up, down]) => ({ name, up: q(up), down: down === '' ? '' : q(down) }));

/** Must be refused, and rolled back. */
export const harmful = [
  ['a row deleted', 'DELETE FROM app.account WHERE id = 17'],
  [
    'a row replaced',
    `DELETE FROM app.account WHERE id = 17; INSERT INTO app.account (id, label, sealed) VALUES (100017, 'x', 'x')`,
  ],
  ['a value updated', `UPDATE app.account SET sealed = 'broken' WHERE id = 99`],
  [
    'two values swapped',
    `UPDATE app.account SET sealed = CASE id WHEN 1 THEN md5('2') ELSE md5('1') END WHERE id IN (1, 2)`,
  ],
  [
    'a text cut while it is rewritten',
    'ALTER TABLE app.account ALTER COLUMN sealed TYPE varchar(20) USING left(sealed, 20)',
  ],
  ['numbers rounded', 'ALTER TABLE app.account ALTER COLUMN amount TYPE numeric(12,0)'],
  [
    'a backfill that writes an old column too',
    `ALTER TABLE app.account ADD COLUMN x text; UPDATE app.account SET x = label, sealed = upper(sealed) WHERE id < 500`,
  ],
  [
    'a row of a table without a key deleted',
    `DELETE FROM app.event WHERE ctid = (SELECT ctid FROM app.event WHERE kind = 'kept' LIMIT 1)`,
  ],
  [
    'a row of a table without a key doubled',
    `UPDATE app.event SET kind = 'doubled' WHERE ctid = (SELECT ctid FROM app.event WHERE kind = 'kept' LIMIT 1)`,
  ],
  [
    'a trigger that deletes',
    `CREATE FUNCTION app.f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN DELETE FROM app.account WHERE id = 3; RETURN NEW; END $$; CREATE TRIGGER f AFTER INSERT ON app.plan FOR EACH ROW EXECUTE FUNCTION app.f(); INSERT INTO app.plan VALUES (1)`,
  ],
  [
    'all rows gone and put back but one',
    'CREATE TABLE app.copy AS SELECT * FROM app.account WHERE id <> 42; TRUNCATE app.account; INSERT INTO app.account SELECT * FROM app.copy',
  ],
].map(([name, up]) => ({ name, up: q(up), down: '' }));

export const SCHEMA = `
  CREATE SCHEMA app;
  CREATE TABLE app.account (id bigint PRIMARY KEY, label text NOT NULL, visits integer NOT NULL DEFAULT 0, amount numeric(12,2) NOT NULL DEFAULT 1.25,
    sealed text NOT NULL, data jsonb NOT NULL DEFAULT '{}');
  CREATE TABLE app.event (kind text NOT NULL, at timestamptz NOT NULL DEFAULT clock_timestamp());
  CREATE TABLE app.plan (id int);
  INSERT INTO app.account (id, label, sealed) SELECT i, 'label ' || i, md5(i::text) FROM generate_series(1, 20000) i;
  INSERT INTO app.event (kind) SELECT 'kept' FROM generate_series(1, 2000);
  CREATE TABLE app.migrations (id serial PRIMARY KEY, "timestamp" bigint NOT NULL, name varchar NOT NULL);
  ANALYZE`;

/** Rows that no client ever changes: they must be there, with these values, whatever was migrated. */
export const KEPT = `
  SELECT (SELECT count(*) || ' ' || md5(string_agg(id || sealed, ',' ORDER BY id)) FROM app.account WHERE id <= 1000)
      || ' ' || (SELECT count(*) FROM app.event WHERE kind = 'kept') AS kept`;
