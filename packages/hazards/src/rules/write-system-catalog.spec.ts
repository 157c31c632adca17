import { describeRule } from '../testing/review-sql';

describeRule('write-system-catalog', {
  fires: [
    'TRUNCATE pg_catalog.pg_class',
    'DELETE FROM information_schema.sql_features',
    'UPDATE pg_toast.pg_toast_1 SET chunk_seq = 1',
    'DELETE FROM pg_class',
    "DELETE FROM pg_enum WHERE enumlabel = 'x'",
    'UPDATE pg_catalog.pg_attribute SET attnotnull = true',
    'INSERT INTO pg_catalog.pg_enum VALUES (1)',
  ],
  quiet: [
    ['CREATE TABLE pg_stuff (id int PRIMARY KEY)', 'DELETE FROM pg_stuff'],
    'DELETE FROM core.pg_class',
    'SELECT * FROM pg_catalog.pg_class',
    'SELECT * FROM pg_enum',
    'UPDATE person SET score = 1',
    ['CREATE TABLE "pg_notes" ("id" uuid PRIMARY KEY, "body" text, "n" integer)', 'DELETE FROM "pg_notes"'],
  ],
});
