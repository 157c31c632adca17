import { describeRule } from '../testing/review-sql';

describeRule('replica-identity', {
  fires: [
    'ALTER TABLE person REPLICA IDENTITY NOTHING',
    'ALTER TABLE core.opportunity REPLICA IDENTITY NOTHING',
    'ALTER TABLE nowhere REPLICA IDENTITY NOTHING',
    'CREATE PUBLICATION p FOR TABLE nowhere',
    ['CREATE PUBLICATION p', 'ALTER PUBLICATION p ADD TABLE nowhere'],
    'CREATE PUBLICATION p FOR ALL TABLES',
    "CREATE PUBLICATION p FOR TABLES IN SCHEMA core WITH (publish = 'insert, delete')",
  ],
  quiet: [
    'ALTER TABLE person REPLICA IDENTITY FULL',
    'ALTER TABLE person REPLICA IDENTITY DEFAULT',
    ['CREATE TABLE n (id int)', 'ALTER TABLE n REPLICA IDENTITY NOTHING'],
    ['CREATE TABLE n (id int)', 'CREATE PUBLICATION p FOR TABLE n'],
    "CREATE PUBLICATION p FOR ALL TABLES WITH (publish = 'insert, truncate')",
    [
      'CREATE PUBLICATION p',
      "ALTER PUBLICATION p SET (publish = 'insert')",
      'ALTER PUBLICATION p ADD TABLE nowhere',
    ],
    ['CREATE PUBLICATION p', 'ALTER PUBLICATION p DROP TABLE nowhere'],
  ],
});
