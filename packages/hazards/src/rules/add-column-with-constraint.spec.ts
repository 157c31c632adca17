import { describeRule } from '../testing/review-sql';

describeRule('add-column-with-constraint', {
  fires: [
    'ALTER TABLE company ADD x int CHECK (x > 0)',
    'ALTER TABLE opportunity ADD x int CHECK (x > 0)',
    'ALTER TABLE company ADD x text UNIQUE',
    "ALTER TABLE company ADD x uuid DEFAULT '00000000-0000-0000-0000-000000000000' REFERENCES person(id)",
  ],
  quiet: [
    'ALTER TABLE company ADD x float8 DEFAULT random() CHECK (x > 0)',
    'ALTER TABLE company ADD x int NOT NULL DEFAULT 1',
    'ALTER TABLE company ADD x uuid REFERENCES person(id)',
    'ALTER TABLE person ADD x int CHECK (x > 0)',
    'ALTER TABLE company ADD x int',
  ],
});
