import { describeRule } from '../testing/review-sql';

describeRule('prefer-text', {
  fires: [
    'CREATE TABLE n (a varchar(20))',
    'ALTER TABLE person ADD x char(3)',
    'ALTER TABLE person ALTER name TYPE character varying(100)',
    'CREATE TABLE n (a char)',
  ],
  quiet: [
    'CREATE TABLE n (a text, b varchar)',
    'ALTER TABLE person ADD x numeric(3)',
    'ALTER TABLE person ALTER name TYPE text',
  ],
});
