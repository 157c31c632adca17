import { describeRule } from '../testing/review-sql';

describeRule('unknown-statement', {
  fires: [
    'SELEC 1',
    'CREATE OPERATOR @@ (LEFTARG = int, RIGHTARG = int, FUNCTION = f)',
    'ALTER SYSTEM SET fsync = off',
    'ALTER SUBSCRIPTION s DISABLE',
    'LISTEN x',
    '\\d person',
  ],
  quiet: ['SELECT 1', '-- nothing', 'ALTER TABLE person ADD x int'],
});
