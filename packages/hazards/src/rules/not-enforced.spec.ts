import { describeRule } from '../testing/review-sql';

describeRule('not-enforced', {
  fires: [
    ['ALTER TABLE person ADD CONSTRAINT c CHECK (score > 0) NOT ENFORCED', { major: 18 }],
    ['ALTER TABLE core.opportunity ADD FOREIGN KEY (id) REFERENCES person(id) NOT ENFORCED', { major: 18 }],
    ['ALTER TABLE nowhere ADD CHECK (a > 0) NOT ENFORCED', { major: 18 }],
  ],
  quiet: [
    'ALTER TABLE person ADD CONSTRAINT c CHECK (score > 0) NOT VALID',
    'ALTER TABLE person ADD UNIQUE (code)',
    [
      'CREATE TABLE "note" ("id" uuid PRIMARY KEY, "body" text, "n" integer)',
      'ALTER TABLE note ADD CHECK (n > 0) NOT ENFORCED',
    ],
  ],
});
