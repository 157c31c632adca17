import { describeRule } from '../testing/review-sql';

describeRule('drop-constraint', {
  fires: [
    'ALTER TABLE person DROP CONSTRAINT "MY_PK_person"',
    'ALTER TABLE opportunity DROP CONSTRAINT "PK_opportunity"',
    'ALTER TABLE opportunity DROP CONSTRAINT opportunity_pkey',
    'ALTER TABLE opportunity DROP CONSTRAINT opportunity_pkey_old',
    'ALTER TABLE opportunity DROP CONSTRAINT "MY_PK_opportunity"',
    ['ALTER TABLE company ALTER CONSTRAINT company_owner_fk NOT ENFORCED', { major: 18 }],
    'ALTER TABLE person DROP CONSTRAINT "PK_person"',
    'ALTER TABLE opportunity DROP CONSTRAINT "FK_1"',
    'ALTER TABLE opportunity DROP CONSTRAINT IF EXISTS opportunity_pkey',
    [
      'CREATE TABLE "note" ("id" uuid PRIMARY KEY, "body" text, "n" integer)',
      { down: 'ALTER TABLE person DROP CONSTRAINT person_code_check' },
    ],
  ],
  quiet: [
    'ALTER TABLE company ALTER CONSTRAINT company_owner_fk DEFERRABLE',
    [
      'ALTER TABLE person ADD CONSTRAINT c CHECK (score > 0) NOT VALID',
      'ALTER TABLE person DROP CONSTRAINT c',
    ],
    [
      'ALTER TABLE person ADD CONSTRAINT "FK_1" FOREIGN KEY (id) REFERENCES company(id)',
      { down: 'ALTER TABLE "core"."person" DROP CONSTRAINT "FK_1"' },
    ],
    [
      'CREATE TABLE "note" ("id" uuid PRIMARY KEY, "body" text, "n" integer)',
      'ALTER TABLE note DROP CONSTRAINT note_pkey',
    ],
    'ALTER TABLE person VALIDATE CONSTRAINT c',
  ],
});
