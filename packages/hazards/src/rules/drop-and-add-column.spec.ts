import { describeRule } from '../testing/review-sql';

describeRule('drop-and-add-column', {
  fires: [
    // What the server fills by itself is no change of type.
    ['ALTER TABLE person DROP score', 'ALTER TABLE person ADD score int GENERATED ALWAYS AS IDENTITY'],
    ['ALTER TABLE person DROP score', 'ALTER TABLE person ADD score int GENERATED ALWAYS AS (1) STORED'],
    ['ALTER TABLE person DROP score', 'ALTER TABLE person ADD score serial'],
    [
      'ALTER TABLE person ADD a int, ADD b text',
      'UPDATE person SET a = 1',
      'ALTER TABLE person DROP code',
      'ALTER TABLE person RENAME b TO code',
    ],
    [
      'ALTER TABLE person ADD b text',
      'UPDATE company SET code = name',
      'ALTER TABLE person DROP code',
      'ALTER TABLE person RENAME b TO code',
    ],
    [
      'ALTER TABLE person ADD b text',
      'INSERT INTO person (b) SELECT name FROM company',
      'ALTER TABLE person DROP code',
      'ALTER TABLE person RENAME b TO code',
    ],
    [
      'ALTER TABLE person ADD b text',
      'UPDATE person SET b = code',
      'ALTER TABLE person DROP code, DROP score',
      'ALTER TABLE person ADD code text',
    ],
    // Put in its place by a rename, with nothing copied.
    [
      'ALTER TABLE person ADD "code2" text',
      'ALTER TABLE person DROP COLUMN "code"',
      'ALTER TABLE core.person RENAME "code2" TO "code"',
    ],
    'ALTER TABLE ONLY core."opportunity" DROP "code", ADD "code" text',
    ['ALTER TABLE "opportunity" DROP COLUMN "code"; ALTER TABLE core.opportunity ADD "code" text'],
    [
      'SET search_path TO public, core',
      'ALTER TABLE person DROP code',
      'ALTER TABLE core.person ADD IF NOT EXISTS code text',
    ],
    [
      'ALTER TABLE person RENAME TO people',
      'ALTER TABLE people DROP code',
      'ALTER TABLE core.people ADD code text',
    ],
    [
      'ALTER TABLE person ADD a int',
      { down: ['ALTER TABLE person DROP code', 'ALTER TABLE person ADD code text'] },
    ],
    [
      'ALTER TABLE "opportunity" DROP COLUMN "code"',
      'ALTER TABLE "opportunity" ADD "code" character varying(100)',
    ],
    ['ALTER TABLE "opportunity" DROP COLUMN "code", ADD COLUMN "code" text'],
    ['ALTER TABLE core."person" DROP COLUMN "code"', 'SELECT 1', 'ALTER TABLE "person" ADD "code" text'],
  ],
  quiet: [
    // In down(): what up() added, another column, another table.
    [
      'ALTER TABLE person ADD a int',
      { down: ['ALTER TABLE person DROP a', 'ALTER TABLE person ADD a text'] },
    ],
    [
      'ALTER TABLE person ADD a int',
      { down: ['ALTER TABLE person DROP code', 'ALTER TABLE person ADD code2 text'] },
    ],
    [
      'ALTER TABLE person ADD a int',
      { down: ['ALTER TABLE person DROP code', 'ALTER TABLE company ADD code text'] },
    ],
    ['ALTER TABLE person DROP code', 'ALTER TABLE person RENAME name TO code'],
    ['ALTER TABLE person DROP code', 'ALTER TABLE person RENAME TO code'],
    ['ALTER TABLE person ADD b text', 'ALTER TABLE person DROP code', 'ALTER TABLE person RENAME b TO c'],
    ['ALTER TABLE person DROP code', 'ALTER TABLE person RENAME CONSTRAINT "PK_person" TO code'],
    [
      'ALTER TABLE person ADD "code2" text',
      'UPDATE person SET "code2" = code WHERE "code2" IS NULL',
      'ALTER TABLE person DROP COLUMN "code"',
      'ALTER TABLE core.person RENAME "code2" TO "code"',
    ],
    ['ALTER TABLE person DROP COLUMN IF EXISTS nowhere', 'ALTER TABLE person ADD nowhere text'],
    ['ALTER TABLE person DROP COLUMN code', { down: 'ALTER TABLE person ADD code varchar(50)' }],
    ['ALTER TABLE "opportunity" DROP COLUMN "code"', 'ALTER TABLE "person" ADD "code2" text'],
    [
      'ALTER TABLE "opportunity" ADD "x" text',
      'ALTER TABLE "opportunity" DROP COLUMN "x"',
      'ALTER TABLE "opportunity" ADD "x" int',
    ],
    'ALTER TABLE "opportunity" ADD "code2" text',
  ],
});
