import { describeRule } from '../testing/review-sql';

describeRule('locks-another-table', {
  fires: [
    'CREATE TABLE n (id uuid REFERENCES person(id))',
    'ALTER TABLE "core"."opportunity" ADD CONSTRAINT f FOREIGN KEY (id) REFERENCES "person"(id) NOT VALID',
    'ALTER TABLE opportunity ADD "p" uuid REFERENCES core.company(id)',
    ['ALTER TABLE company DROP CONSTRAINT company_owner_fk'],
    'DROP TABLE company',
    'CREATE TABLE r PARTITION OF region FOR VALUES FROM (1) TO (2)',
    'ALTER TABLE company DROP COLUMN id',
  ],
  quiet: [
    ['CREATE TABLE a (id uuid PRIMARY KEY)', 'CREATE TABLE b (id uuid REFERENCES a(id))'],
    'ALTER TABLE person ADD x int',
    'ALTER TABLE person ADD CHECK (score > 0)',
    'CREATE TABLE n (id uuid)',
    'LOCK TABLE person, company',
    'ALTER TABLE person ADD "parentId" uuid REFERENCES person(id)',
  ],
});
