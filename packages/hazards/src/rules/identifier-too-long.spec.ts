import { describeRule } from '../testing/review-sql';

describeRule('identifier-too-long', {
  fires: [
    `CREATE TABLE "${'x'.repeat(64)}" (id int)`,
    `ALTER TABLE person ADD a int, ADD "${'é'.repeat(32)}" int`,
    'CREATE TABLE nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn (a int)',
    'ALTER TABLE person ADD "éééééééééééééééééééééééééééééééé" int',
    'CREATE INDEX iiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiii ON person (name)',
  ],
  quiet: [
    `CREATE TABLE "${'x'.repeat(63)}" (id int)`,
    `CREATE TABLE n (id int DEFAULT length('${'x'.repeat(99)}'))`,
    'CREATE TABLE nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn (a int)',
    "INSERT INTO person (name) VALUES ('xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx')",
    '/* cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc */ SELECT 1',
    'ALTER TABLE person ADD "ééééééééééééééééééééééééééééééé" int',
  ],
});
