import { describeRule } from '../testing/review-sql';

describeRule('overwrite-rows', {
  fires: [
    [
      'UPDATE person SET score = 1 WHERE code IS NULL',
      { declared: ['person.name', 'company.score', 'score'] },
    ],
    ['UPDATE person SET score = 1, name = code WHERE code IS NULL', { declared: ['person.score'] }],
    // A column of a key that has others is no key; nor is one that only some rows are unique by, or an index that is not valid.
    [
      'CREATE UNIQUE INDEX u ON person (name, code)',
      'UPDATE person SET score = 1 WHERE name IN (SELECT name FROM person WHERE score IS NULL)',
    ],
    [
      'CREATE UNIQUE INDEX u ON person (name) WHERE code IS NULL',
      'UPDATE person SET score = 1 WHERE name IN (SELECT name FROM person WHERE score IS NULL)',
    ],
    [
      'CREATE INDEX u ON person (name)',
      'UPDATE person SET score = 1 WHERE name IN (SELECT name FROM person WHERE score IS NULL)',
    ],
    'UPDATE opportunity SET score = 1 WHERE code IN (SELECT code FROM opportunity WHERE score IS NULL)',
    [
      'ALTER TABLE person DROP CONSTRAINT "PK_person" CASCADE',
      'UPDATE person SET score = 1 WHERE id IN (SELECT id FROM person WHERE score IS NULL)',
    ],
    [
      'ALTER TABLE person ADD CONSTRAINT c CHECK (name IS NOT NULL)',
      'UPDATE person SET score = 1 WHERE name IN (SELECT name FROM person WHERE score IS NULL)',
    ],
    // The picked rows are found again by a column that others may share, or come from another table, or are not asked to be empty.
    'WITH batch AS (SELECT name FROM person WHERE "leadSourceNew" IS NULL LIMIT 1000 FOR UPDATE SKIP LOCKED) UPDATE person SET "leadSourceNew" = "leadSource" FROM batch WHERE person.name = batch.name',
    'WITH batch AS (SELECT id FROM company WHERE "leadSourceNew" IS NULL LIMIT 1000 FOR UPDATE SKIP LOCKED) UPDATE person SET "leadSourceNew" = "leadSource" FROM batch WHERE person.id = batch.id',
    'UPDATE person SET score = 1 WHERE id IN (SELECT id FROM person WHERE name IS NULL LIMIT 100)',
    'UPDATE person SET score = 1 WHERE id NOT IN (SELECT id FROM person WHERE score IS NULL)',
    'UPDATE person SET score = 1 WHERE id IN (SELECT id FROM person WHERE score IS NULL) OR name IS NULL',
    'UPDATE person SET score = 1 FROM (SELECT id FROM person WHERE score IS NULL) b WHERE person.id <> b.id',
    'UPDATE person SET score = 1 WHERE id IN (SELECT p.id FROM person p, company c WHERE p.score IS NULL)',
    "UPDATE person SET name = 'x' WHERE score = 1",
    'UPDATE person p SET name = c.name FROM company c WHERE c.id = p.id',
    'UPDATE person SET "leadSourceNew" = c.code FROM company c WHERE c."leadSourceNew" IS NULL',
    'MERGE INTO person p USING company c ON p.id = c.id WHEN MATCHED THEN UPDATE SET name = c.name',
  ],
  quiet: [
    ['UPDATE person SET score = 1 WHERE code IS NULL', { declared: ['person.score'] }],
    ['UPDATE person SET score = 1 WHERE code IS NULL', { declared: ['core.person.score'] }],
    // Keys: a unique index, a UNIQUE constraint, a primary key.
    [
      'CREATE UNIQUE INDEX u ON person (name)',
      'UPDATE person SET score = 1 WHERE name IN (SELECT name FROM person WHERE score IS NULL)',
    ],
    [
      'ALTER TABLE person ADD UNIQUE (name)',
      'UPDATE person SET score = 1 WHERE name IN (SELECT name FROM person WHERE score IS NULL)',
    ],
    [
      'DROP INDEX "IDX_company_name"',
      'UPDATE company SET score = 1 WHERE id IN (SELECT id FROM company WHERE score IS NULL)',
    ],
    // A batch that is picked by what is still empty.
    'WITH batch AS (SELECT id FROM person WHERE "leadSourceNew" IS NULL LIMIT 1000 FOR UPDATE SKIP LOCKED) UPDATE person SET "leadSourceNew" = "leadSource" FROM batch WHERE person.id = batch.id',
    'UPDATE core.person AS p SET "leadSourceNew" = 1 FROM (SELECT id FROM person AS q WHERE q."leadSourceNew" IS NULL LIMIT 100) AS b WHERE b.id = p.id',
    'UPDATE person SET score = 1 WHERE id IN (SELECT id FROM person WHERE score IS NULL ORDER BY id LIMIT 100)',
    'UPDATE opportunity SET score = 1 WHERE ctid = ANY (ARRAY(SELECT ctid FROM opportunity WHERE score IS NULL LIMIT 100))',
    'UPDATE opportunity SET score = 1 WHERE id IN (SELECT id FROM opportunity WHERE score IS NULL)',
    'UPDATE person SET "leadSourceNew" = "leadSource" WHERE "leadSourceNew" IS NULL',
    'UPDATE person SET "leadSourceNew" = "leadSource" WHERE person."leadSourceNew" IS NULL AND score > 3',
    ['ALTER TABLE person ADD x int', 'UPDATE person SET x = 1 WHERE score = 2'],
    [
      'CREATE TABLE "note" ("id" uuid PRIMARY KEY, "body" text, "n" integer)',
      "UPDATE note SET body = 'x' WHERE n = 1",
    ],
  ],
});
