import { describeRule } from '../testing/review-sql';

describeRule('validate-in-same-transaction', {
  fires: [
    [
      [
        'DO $$ BEGIN ALTER TABLE company ADD CONSTRAINT c CHECK (score > 0) NOT VALID; ALTER TABLE company VALIDATE CONSTRAINT c; END $$',
      ],
      { transaction: false },
    ],
    [
      'ALTER TABLE company ADD CONSTRAINT c CHECK (score > 0) NOT VALID',
      'ALTER TABLE company VALIDATE CONSTRAINT c',
    ],
    ['ALTER TABLE opportunity ADD x int', 'ALTER TABLE opportunity VALIDATE CONSTRAINT c'],
    [
      'CREATE TABLE "note" ("id" uuid PRIMARY KEY, "body" text, "n" integer); ALTER TABLE company ADD x int; ALTER TABLE company VALIDATE CONSTRAINT company_owner_fk',
    ],
  ],
  quiet: [
    [
      [
        'DO $$ BEGIN ALTER TABLE company ADD CONSTRAINT c CHECK (score > 0) NOT VALID; COMMIT; ALTER TABLE company VALIDATE CONSTRAINT c; END $$',
      ],
      { transaction: false },
    ],
    'ALTER TABLE company VALIDATE CONSTRAINT company_owner_fk',
    [
      [
        'ALTER TABLE company ADD CONSTRAINT c CHECK (score > 0) NOT VALID',
        'ALTER TABLE company VALIDATE CONSTRAINT c',
      ],
      { transaction: false },
    ],
    [
      'ALTER TABLE person ADD CONSTRAINT c CHECK (score > 0) NOT VALID',
      'ALTER TABLE person VALIDATE CONSTRAINT c',
    ],
  ],
});
