import { describeRule } from '../testing/review-sql';

describeRule('identifier-too-long', {
  fires: [
    'CREATE TABLE nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn (a int)',
    'ALTER TABLE person ADD "éééééééééééééééééééééééééééééééé" int',
    'CREATE INDEX iiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiii ON person (name)',
  ],
  quiet: [
    'CREATE TABLE nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn (a int)',
    "INSERT INTO person (name) VALUES ('xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx')",
    '/* cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc */ SELECT 1',
    'ALTER TABLE person ADD "ééééééééééééééééééééééééééééééé" int',
  ],
});
