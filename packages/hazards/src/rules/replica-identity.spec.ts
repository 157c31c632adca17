import { describeRule } from '../testing/review-sql';

describeRule('replica-identity', {
  fires: [
    'ALTER TABLE person REPLICA IDENTITY NOTHING',
    'ALTER TABLE core.opportunity REPLICA IDENTITY NOTHING',
    'ALTER TABLE nowhere REPLICA IDENTITY NOTHING',
  ],
  quiet: [
    'ALTER TABLE person REPLICA IDENTITY FULL',
    'ALTER TABLE person REPLICA IDENTITY DEFAULT',
    ['CREATE TABLE n (id int)', 'ALTER TABLE n REPLICA IDENTITY NOTHING'],
  ],
});
