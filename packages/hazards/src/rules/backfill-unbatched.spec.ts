import { describeRule } from '../testing/review-sql';

describeRule('backfill-unbatched', {
  fires: [
    // Nothing is committed between the rounds of a loop.
    [
      [
        'DO $$ BEGIN LOOP UPDATE company SET score = 1 WHERE id IN (SELECT id FROM company WHERE score IS NULL LIMIT 100); EXIT WHEN NOT FOUND; END LOOP; END $$',
      ],
      { transaction: false },
    ],
    `UPDATE company SET "leadSourceNew" = 'a' WHERE score = 1 AND "leadSourceNew" IS NULL`,
    `UPDATE company c SET score = 1 FROM person p WHERE p.id = '1' AND c.score IS NULL`,
    `UPDATE company SET score = 1 WHERE id IN (name, code)`,
    // The eleventh of ten small batches in one transaction.
    [
      ...Array.from({ length: 5 }, () => 'SELECT 1'),
      ...Array.from(
        { length: 10 },
        () =>
          'UPDATE company SET score = 1 WHERE id IN (SELECT id FROM company WHERE score IS NULL LIMIT 100)',
      ),
      'UPDATE company SET score = 1 WHERE id IN (SELECT id FROM company WHERE score IS NULL LIMIT 100)',
    ],
    [
      'UPDATE company SET score = 1 WHERE id IN (SELECT id FROM company WHERE score IS NULL LIMIT 10001)',
      { transaction: false },
    ],
    'UPDATE company SET score = 1 WHERE id IN (SELECT id FROM company WHERE score IS NULL LIMIT 10001)',
    'UPDATE company SET score = 1 WHERE id IN (SELECT id FROM company WHERE score IS NULL)',
    Array.from(
      { length: 11 },
      () => 'UPDATE company SET score = 1 WHERE id IN (SELECT id FROM company WHERE score IS NULL LIMIT 100)',
    ),
    `UPDATE company SET "leadSourceNew" = 'a' WHERE "leadSourceNew" IS NULL`,
    'UPDATE opportunity SET score = 1 WHERE score IS NULL',
    [['ALTER TABLE company ADD x int', 'UPDATE company SET x = 1 WHERE x IS NULL'], { transaction: false }],
  ],
  quiet: [
    [
      [
        'DO $$ BEGIN LOOP UPDATE company SET score = 1 WHERE id IN (SELECT id FROM company WHERE score IS NULL LIMIT 100); EXIT WHEN NOT FOUND; COMMIT; END LOOP; END $$',
      ],
      { transaction: false },
    ],
    [
      [
        'DO $$ BEGIN UPDATE company SET score = 1 WHERE id IN (SELECT id FROM company WHERE score IS NULL LIMIT 100); END $$',
      ],
      { transaction: false },
    ],
    `UPDATE company SET score = 1 WHERE id = '1' AND score IS NULL`,
    `UPDATE company SET score = 1 WHERE id IN ('1', '2')`,
    Array.from(
      { length: 10 },
      () => 'UPDATE company SET score = 1 WHERE id IN (SELECT id FROM company WHERE score IS NULL LIMIT 100)',
    ),
    // Other tables, other statements, and other transactions do not count.
    [
      ...Array.from(
        { length: 10 },
        () => 'UPDATE person SET score = 1 WHERE id IN (SELECT id FROM person LIMIT 5)',
      ),
      'UPDATE company SET score = 1 WHERE id IN (SELECT id FROM company WHERE score IS NULL LIMIT 100)',
    ],
    [
      ...Array.from({ length: 12 }, () => 'DELETE FROM company WHERE score = 1'),
      'UPDATE company SET score = 1 WHERE id IN (SELECT id FROM company WHERE score IS NULL LIMIT 100)',
    ],
    [
      Array.from(
        { length: 12 },
        () =>
          'UPDATE company SET score = 1 WHERE id IN (SELECT id FROM company WHERE score IS NULL LIMIT 100)',
      ),
      { transaction: false },
    ],
    'UPDATE company SET score = 1 WHERE id IN (SELECT id FROM company WHERE score IS NULL LIMIT 10000)',
    [
      `WITH b AS (SELECT id FROM company WHERE score IS NULL LIMIT 500) UPDATE company c SET score = 1 FROM b WHERE b.id = c.id`,
      { transaction: false },
    ],
    'UPDATE person SET score = 1 WHERE score IS NULL',
    ['CREATE TABLE "note" ("id" uuid PRIMARY KEY, "body" text, "n" integer)', 'UPDATE note SET n = 1'],
    ['ALTER TABLE company ADD x int', 'UPDATE company SET x = 1 WHERE x IS NULL'],
  ],
});
