import { describeRule } from '../testing/review-sql';

describeRule('add-constraint-scans', {
  fires: [
    'ALTER TABLE company ADD CONSTRAINT c CHECK (score > 0)',
    'ALTER TABLE opportunity ADD CONSTRAINT f FOREIGN KEY (id) REFERENCES person(id)',
    'ALTER TABLE person ADD CONSTRAINT f FOREIGN KEY (id) REFERENCES company(id)',
  ],
  quiet: [
    'ALTER TABLE company ADD CONSTRAINT c CHECK (score > 0) NOT VALID',
    'ALTER TABLE person ADD CONSTRAINT c CHECK (score > 0)',
    [
      'CREATE TABLE "note" ("id" uuid PRIMARY KEY, "body" text, "n" integer)',
      'ALTER TABLE note ADD CONSTRAINT f FOREIGN KEY (id) REFERENCES company(id)',
    ],
  ],
});
