import { describeRule } from '../testing/review-sql';

describeRule('copy-data', {
  fires: ['COPY person FROM STDIN', "COPY person TO '/tmp/x'", "COPY (SELECT 1) TO PROGRAM 'sh'"],
  quiet: ['INSERT INTO person (name) VALUES (1)', 'CREATE TABLE c AS SELECT * FROM person', 'SELECT 1'],
});
