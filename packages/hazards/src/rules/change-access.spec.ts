import { describeRule } from '../testing/review-sql';

describeRule('change-access', {
  fires: [
    [
      'CREATE TABLE note (id serial PRIMARY KEY, body text, other text)',
      'GRANT SELECT ON note, person TO PUBLIC',
    ],
    'ALTER POLICY p ON person USING (false)',
    'GRANT SELECT ON person TO public',
    'REVOKE ALL ON person FROM app',
    'ALTER TABLE person OWNER TO bob',
    'ALTER TABLE person ENABLE ROW LEVEL SECURITY',
    'CREATE POLICY p ON person USING (true)',
    'ALTER SCHEMA core OWNER TO bob',
  ],
  quiet: [
    ['CREATE TABLE note (id serial PRIMARY KEY, body text, other text)', 'GRANT SELECT ON note TO PUBLIC'],
    ['CREATE TABLE "note" ("id" uuid PRIMARY KEY, "body" text, "n" integer)', 'GRANT SELECT ON note TO app'],
    [
      'CREATE TABLE "note" ("id" uuid PRIMARY KEY, "body" text, "n" integer)',
      'ALTER TABLE note ENABLE ROW LEVEL SECURITY',
    ],
    [
      'CREATE TABLE "note" ("id" uuid PRIMARY KEY, "body" text, "n" integer)',
      'CREATE POLICY p ON note USING (true)',
    ],
  ],
});
