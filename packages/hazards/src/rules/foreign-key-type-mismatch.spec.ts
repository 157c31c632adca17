import { describeRule } from '../testing/review-sql';

describeRule('foreign-key-type-mismatch', {
  fires: [
    'ALTER TABLE person ADD FOREIGN KEY (name) REFERENCES company',
    'ALTER TABLE person ADD FOREIGN KEY (score) REFERENCES company (code)',
    'CREATE TABLE note (id int PRIMARY KEY, ids uuid[] REFERENCES person (id))',
    'CREATE TABLE note (id int PRIMARY KEY, s public.opportunity_stage_enum REFERENCES person (stage))',
    'CREATE TABLE n (p text REFERENCES person(id))',
    'ALTER TABLE person ADD "companyId" int REFERENCES company(id)',
    'CREATE TABLE n (p text, FOREIGN KEY (p) REFERENCES person)',
    'ALTER TABLE person ADD FOREIGN KEY (score) REFERENCES core.company(id)',
    ['CREATE TABLE a (id bigserial PRIMARY KEY)', 'CREATE TABLE b (a serial REFERENCES a)'],
  ],
  quiet: [
    'CREATE TABLE note (id int PRIMARY KEY, s core.opportunity_stage_enum REFERENCES person (stage))',
    'CREATE TABLE note (id int PRIMARY KEY, s opportunity_stage_enum REFERENCES person (stage))',
    'CREATE TABLE note (id int PRIMARY KEY, x int REFERENCES opportunity)',
    'CREATE TABLE note (id int PRIMARY KEY, x int REFERENCES unheard_of (id))',
    'ALTER TABLE person ADD FOREIGN KEY (id) REFERENCES company',
    'CREATE TABLE n (p uuid REFERENCES person(id))',
    'CREATE TABLE n (p varchar(10) REFERENCES person(code))',
    'CREATE TABLE n (p text REFERENCES nowhere(id))',
    ['CREATE TABLE a (id bigserial PRIMARY KEY)', 'CREATE TABLE b (a bigint REFERENCES a)'],
    'ALTER TABLE person ADD CHECK (score > 0)',
  ],
});
