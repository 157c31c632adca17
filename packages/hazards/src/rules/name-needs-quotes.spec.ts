import { describeRule } from '../testing/review-sql';

describeRule('name-needs-quotes', {
  fires: [
    'CREATE INDEX "IDX Mixed" ON person (code)',
    'CREATE TABLE "Note" (id int)',
    'ALTER TABLE person ADD "leadScore" int',
    'CREATE INDEX "IDX_a" ON person (name)',
    'ALTER TABLE person RENAME code TO "Code"',
  ],
  quiet: [
    'CREATE INDEX ON person (code)',
    'DROP INDEX "IDX_person_name"',
    'CREATE TABLE note (id int)',
    'ALTER TABLE person ADD lead_score int',
    'CREATE INDEX CamelCase ON person (name)',
    'ALTER TABLE "person" ADD "x1" int',
  ],
});
