import { describeRule } from '../testing/review-sql';

describeRule('add-constraint-builds-index', {
  fires: [
    'ALTER TABLE region ADD UNIQUE (id)',
    'ALTER TABLE company ADD CONSTRAINT u UNIQUE (name)',
    'ALTER TABLE opportunity ADD PRIMARY KEY (id)',
    'ALTER TABLE company ADD EXCLUDE USING gist (name WITH =)',
  ],
  quiet: [
    'ALTER TABLE company ADD CONSTRAINT u UNIQUE USING INDEX i',
    'ALTER TABLE person ADD CONSTRAINT u UNIQUE (name)',
    [
      'CREATE TABLE "note" ("id" uuid PRIMARY KEY, "body" text, "n" integer)',
      'ALTER TABLE note ADD UNIQUE (n)',
    ],
  ],
});
