import { describeRule } from '../testing/review-sql';

describeRule('foreign-key-type-mismatch', {
  fires: [
    'CREATE TABLE n (p text REFERENCES person(id))',
    'ALTER TABLE person ADD "companyId" int REFERENCES company(id)',
    'CREATE TABLE n (p text, FOREIGN KEY (p) REFERENCES person)',
    'ALTER TABLE person ADD FOREIGN KEY (score) REFERENCES core.company(id)',
    ['CREATE TABLE a (id bigserial PRIMARY KEY)', 'CREATE TABLE b (a serial REFERENCES a)'],
  ],
  quiet: [
    'CREATE TABLE n (p uuid REFERENCES person(id))',
    'CREATE TABLE n (p varchar(10) REFERENCES person(code))',
    'CREATE TABLE n (p text REFERENCES nowhere(id))',
    ['CREATE TABLE a (id bigserial PRIMARY KEY)', 'CREATE TABLE b (a bigint REFERENCES a)'],
    'ALTER TABLE person ADD CHECK (score > 0)',
  ],
});
