import { describeRule } from '../testing/review-sql';

describeRule('insert-without-columns', {
  fires: [
    'INSERT INTO person VALUES (1)',
    'INSERT INTO "core"."company" SELECT * FROM person',
    ['CREATE TABLE n (a int)', 'INSERT INTO n VALUES (1)'],
  ],
  quiet: [
    'INSERT INTO person (name) VALUES (1)',
    'INSERT INTO person DEFAULT VALUES',
    'INSERT INTO core.company (id, name) SELECT id, name FROM person',
  ],
});
