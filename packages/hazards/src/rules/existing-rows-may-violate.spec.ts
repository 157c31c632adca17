import { describeRule } from '../testing/review-sql';

describeRule('existing-rows-may-violate', {
  fires: [
    'ALTER TABLE person ADD CONSTRAINT u UNIQUE (name, code)',
    'CREATE UNIQUE INDEX i ON core.opportunity (lower(name) DESC, (score + 1)) WHERE score > 3',
    ['CREATE UNIQUE INDEX CONCURRENTLY i ON company (code)', { transaction: false }],
    'ALTER TABLE opportunity ADD CONSTRAINT f FOREIGN KEY (id) REFERENCES core.person(id)',
    'ALTER TABLE ONLY company ADD CHECK (name <> $$a,)$$ AND (score > 2)), ALTER COLUMN code SET NOT NULL',
    'ALTER TABLE opportunity ADD EXCLUDE USING gist (name WITH =, score WITH OPERATOR(pg_catalog.=))',
    'ALTER TABLE company VALIDATE CONSTRAINT company_owner_fk',
    'ALTER TABLE person ALTER COLUMN "leadSource" SET NOT NULL',
    ['ALTER TABLE person ADD CONSTRAINT n NOT NULL code', { major: 18 }],
    'ALTER TABLE opportunity ADD PRIMARY KEY (code)',
    'ALTER DOMAIN core.positive ADD CONSTRAINT c CHECK (VALUE > 0)',
    'ALTER DOMAIN core.positive SET NOT NULL',
    'ALTER TABLE person ADD x int DEFAULT 1 UNIQUE',
    ['ALTER TABLE person ADD x int', 'ALTER TABLE person ADD CONSTRAINT c CHECK (x IS NOT NULL)'],
  ],
  quiet: [
    'ALTER TABLE person ADD CONSTRAINT c CHECK (score > 0) NOT VALID',
    'ALTER TABLE person ADD CONSTRAINT u UNIQUE USING INDEX i',
    [
      'CREATE TABLE "note" ("id" uuid PRIMARY KEY, "body" text, "n" integer)',
      'ALTER TABLE note ADD UNIQUE (n)',
      'CREATE UNIQUE INDEX i ON note (body)',
    ],
    [
      'ALTER TABLE person ADD "noteId" uuid',
      'ALTER TABLE person ADD FOREIGN KEY ("noteId") REFERENCES company(id)',
    ],
    [
      'ALTER TABLE person ADD x int',
      'ALTER TABLE person ADD UNIQUE (x)',
      'CREATE UNIQUE INDEX i ON person (x)',
    ],
    ['ALTER TABLE person ADD x int', 'ALTER TABLE person ADD CHECK (x > 0)'],
    'CREATE INDEX i ON person (code)',
    'ALTER TABLE company ALTER score SET NOT NULL',
    'ALTER TABLE person ALTER name SET NOT NULL',
    [
      'ALTER TABLE person ADD x int',
      'UPDATE person SET x = 1 WHERE x IS NULL',
      'ALTER TABLE person ALTER x SET NOT NULL',
    ],
    [
      'CREATE TABLE "note" ("id" uuid PRIMARY KEY, "body" text, "n" integer)',
      { down: 'ALTER TABLE person ADD UNIQUE (code)' },
    ],
    'ALTER DOMAIN core.positive ADD CONSTRAINT c CHECK (VALUE > 0) NOT VALID',
    'ALTER TABLE person ADD x int UNIQUE',
    ['ALTER TABLE person ADD CONSTRAINT c CHECK (score > 0) NOT ENFORCED', { major: 18 }],
  ],
});
