import { describeRule } from '../testing/review-sql';

describeRule('transaction-control', {
  fires: [
    'COMMIT',
    'BEGIN',
    'ROLLBACK',
    'ROLLBACK TO SAVEPOINT a',
    'DO $$ BEGIN COMMIT; END $$',
    ['SELECT 1', { down: 'COMMIT' }],
  ],
  quiet: ['SAVEPOINT a', 'RELEASE SAVEPOINT a', 'DO $$ BEGIN PERFORM 1; END $$'],
});
