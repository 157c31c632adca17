import { describeRule } from '../testing/review-sql';

describeRule('create-index-blocks', {
  fires: [
    'create  index   i on company (code)',
    'CREATE /* one */ INDEX i ON company (code)',
    'CREATE UNIQUE  INDEX i ON company (code)',
    'CREATE INDEX i ON region (id)',
    'CREATE INDEX i ON opportunity (name)',
    'CREATE UNIQUE INDEX i ON core.company (name)',
    'CREATE INDEX ON company (lower(name))',
  ],
  quiet: [
    ['CREATE INDEX CONCURRENTLY i ON company (name)', { transaction: false }],
    'CREATE INDEX i ON person (name)',
    [
      'CREATE TABLE "note" ("id" uuid PRIMARY KEY, "body" text, "n" integer)',
      'CREATE INDEX i ON note (body)',
    ],
    'CREATE INDEX i ON ONLY region (id)',
  ],
});
