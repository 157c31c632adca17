import { describeRule } from '../testing/review-sql';

describeRule('delete-rows', {
  fires: [
    'DELETE FROM "opportunity"',
    "DELETE FROM core.person WHERE name = 'x'",
    'WITH gone AS (DELETE FROM person RETURNING *) SELECT * FROM gone',
    ['CREATE VIEW v AS SELECT * FROM person', 'DELETE FROM v'],
    'MERGE INTO person p USING company c ON p.id = c.id WHEN MATCHED THEN DELETE',
    'EXPLAIN ANALYZE DELETE FROM person',
    [
      'CREATE TABLE "note" ("id" uuid PRIMARY KEY, "body" text, "n" integer)',
      { down: "DELETE FROM person WHERE id = 'x'" },
    ],
  ],
  quiet: [
    ['CREATE TABLE "note" ("id" uuid PRIMARY KEY, "body" text, "n" integer)', 'DELETE FROM note'],
    'EXPLAIN DELETE FROM person',
    "INSERT INTO person (name) VALUES ('DELETE FROM person')",
    [
      [
        'CREATE TABLE "note" ("id" uuid PRIMARY KEY, "body" text, "n" integer)',
        "INSERT INTO note (body) VALUES ('a')",
      ],
      { down: 'DELETE FROM note' },
    ],
  ],
});
