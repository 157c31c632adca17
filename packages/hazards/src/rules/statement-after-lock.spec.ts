import { describeRule } from '../testing/review-sql';

describeRule('statement-after-lock', {
  fires: [
    ['ALTER TABLE person ADD x int', 'ALTER TABLE person ADD x int'],
    ['ALTER TABLE person ADD x int', 'ALTER TABLE company ADD y int, ADD z int'],
    ['ALTER TABLE person ADD x int', 'CREATE INDEX i ON company (code)'],
    ['ALTER TABLE person ADD x int', 'UPDATE person SET x = 1'],
    ['ALTER TABLE core.person ADD x int', 'SELECT count(*) FROM company'],
  ],
  quiet: [
    'ALTER TABLE person ADD x int, ADD y int, ADD z int',
    'ALTER TABLE person ADD x int, ADD y int',
    [['ALTER TABLE person ADD x int', 'UPDATE person SET x = 1'], { transaction: false }],
    [
      'CREATE TABLE "note" ("id" uuid PRIMARY KEY, "body" text, "n" integer)',
      "INSERT INTO note (body) VALUES ('x')",
    ],
    ['CREATE INDEX i ON person (code)', 'ALTER TABLE person ADD x int'],
    ['ALTER TABLE person ADD x int', "COMMENT ON TABLE person IS 'x'"],
  ],
});
