import { describeRule } from '../testing/review-sql';

describeRule('not-valid-never-validated', {
  fires: [
    'ALTER TABLE person ADD CONSTRAINT c CHECK (score > 0) NOT VALID',
    'ALTER TABLE core.opportunity ADD FOREIGN KEY (id) REFERENCES person(id) NOT VALID',
    ['ALTER TABLE person ADD CONSTRAINT n NOT NULL code NOT VALID', { major: 18 }],
    [
      'ALTER TABLE person ADD CONSTRAINT c CHECK (score > 0) NOT VALID',
      'ALTER TABLE opportunity VALIDATE CONSTRAINT c',
    ],
  ],
  quiet: [
    [
      'ALTER TABLE person ADD CONSTRAINT c CHECK (score > 0) NOT VALID',
      'ALTER TABLE core.person VALIDATE CONSTRAINT "c"',
    ],
    [
      'ALTER TABLE person ADD CONSTRAINT c CHECK (score > 0) NOT VALID',
      'ALTER TABLE person DROP CONSTRAINT c',
    ],
    [
      'ALTER TABLE person ADD CHECK (score > 0) NOT VALID',
      'ALTER TABLE person VALIDATE CONSTRAINT person_score_check',
    ],
    'ALTER TABLE person ADD CONSTRAINT c CHECK (score > 0)',
    [
      'CREATE TABLE "note" ("id" uuid PRIMARY KEY, "body" text, "n" integer)',
      'ALTER TABLE note ADD CONSTRAINT c CHECK (n > 0) NOT VALID',
    ],
    ['ALTER TABLE person ADD CONSTRAINT c CHECK (score > 0) NOT ENFORCED', { major: 18 }],
  ],
});
