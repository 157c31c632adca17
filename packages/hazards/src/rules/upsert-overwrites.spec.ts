import { describeRule } from '../testing/review-sql';

describeRule('upsert-overwrites', {
  fires: [
    "INSERT INTO person (id) VALUES ('x') ON CONFLICT (id) DO UPDATE SET name = 'y'",
    'INSERT INTO core.company SELECT * FROM person ON CONFLICT (id) DO UPDATE SET name = excluded.name',
    'WITH a AS (INSERT INTO person (id) VALUES (gen_random_uuid()) ON CONFLICT (id) DO UPDATE SET score = 1 RETURNING 1) SELECT 1',
  ],
  quiet: [
    "INSERT INTO person (id) VALUES ('x') ON CONFLICT DO NOTHING",
    "INSERT INTO person (id) VALUES ('x')",
    [
      'CREATE TABLE "note" ("id" uuid PRIMARY KEY, "body" text, "n" integer)',
      "INSERT INTO note (id) VALUES ('x') ON CONFLICT (id) DO UPDATE SET n = 1",
    ],
  ],
});
