import { describeRule } from '../testing/review-sql';

describeRule('several-foreign-keys', {
  fires: [
    'CREATE TABLE n (a uuid REFERENCES person(id), b uuid REFERENCES company(id))',
    [
      'ALTER TABLE opportunity ADD a uuid REFERENCES core.person(id)',
      'SELECT 1',
      'ALTER TABLE opportunity ADD b uuid REFERENCES "company"(id)',
    ],
    [
      'CREATE TABLE n (a uuid, b uuid)',
      'ALTER TABLE n ADD FOREIGN KEY (a) REFERENCES person(id), ADD FOREIGN KEY (b) REFERENCES company(id)',
    ],
  ],
  quiet: [
    'CREATE TABLE n (a uuid REFERENCES person(id), b uuid REFERENCES person(id))',
    [
      [
        'ALTER TABLE opportunity ADD a uuid REFERENCES person(id)',
        'ALTER TABLE opportunity ADD b uuid REFERENCES company(id)',
      ],
      { transaction: false },
    ],
    [
      'CREATE TABLE "note" ("id" uuid PRIMARY KEY, "body" text, "n" integer)',
      'CREATE TABLE n (a uuid REFERENCES person(id), b uuid REFERENCES note(id))',
    ],
    [
      'ALTER TABLE opportunity ADD a uuid REFERENCES person(id)',
      'COMMIT',
      'ALTER TABLE opportunity ADD b uuid REFERENCES company(id)',
    ],
    [
      'CREATE TABLE "note" ("id" uuid PRIMARY KEY)',
      'ALTER TABLE opportunity ADD a uuid REFERENCES note(id)',
      'ALTER TABLE opportunity ADD b uuid REFERENCES company(id)',
    ],
    'CREATE TABLE n (a uuid)',
  ],
});
