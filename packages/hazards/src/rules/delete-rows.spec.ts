import { describeRule } from '../testing/review-sql';

describeRule('delete-rows', {
  fires: [
    // Rows that up() put there, and perhaps others; in up() it is no excuse, nor are rows of another table, nor other statements.
    ["INSERT INTO person (name) VALUES ('a')", { down: "DELETE FROM person WHERE name = 'a'" }],
    ["INSERT INTO person (name) VALUES ('a')", { down: 'DELETE FROM person' }],
    ["INSERT INTO person (name) VALUES ('a')", "DELETE FROM person WHERE name = 'a'"],
    ["INSERT INTO company (name) VALUES ('a')", { down: "DELETE FROM person WHERE name = 'a'" }],
    ["UPDATE person SET name = 'a' WHERE name IS NULL", { down: "DELETE FROM person WHERE name = 'a'" }],
    'DELETE FROM "migrations_old" WHERE "timestamp" = $1 AND "name" = $2',
    'DELETE FROM "typeorm_metadata"',
    `DELETE FROM "typeorm_metadata" WHERE "type" = 'VIEW'`,
    'DELETE FROM "migrations" WHERE "name" = $1',
    'DELETE FROM "migrations" WHERE "timestamp" = 1 OR "name" = $2',
    'DELETE FROM "migrations" WHERE "timestamp" = id AND "name" = $2',
    `DELETE FROM "flights" WHERE "timestamp" = 1 AND "name" = 'x'`,
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
    // TypeORM's own books.
    `DELETE FROM "typeorm_metadata" WHERE "type" = 'VIEW' AND "name" = 'v' AND "schema" = 'core'`,
    'DELETE FROM "core"."_typeorm_migrations" WHERE "timestamp" = $1 AND "name" = $2',
    'DELETE FROM "migrations" WHERE "timestamp" = 1700000000000::bigint AND "name" = $2',
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
