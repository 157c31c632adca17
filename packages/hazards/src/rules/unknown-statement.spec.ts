import { describeRule } from '../testing/review-sql';

describeRule('unknown-statement', {
  fires: [
    'SELEC 1',
    'CREATE OPERATOR @@ (LEFTARG = int, RIGHTARG = int, FUNCTION = f)',
    'ALTER SYSTEM SET fsync = off',
    'CREATE PUBLICATION p FOR ALL TABLES',
    'LISTEN x',
    '\\d person',
  ],
  quiet: ['SELECT 1', '-- nothing', 'ALTER TABLE person ADD x int'],
});
