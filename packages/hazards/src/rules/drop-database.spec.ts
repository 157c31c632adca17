import { describeRule } from '../testing/review-sql';

describeRule('drop-database', {
  fires: ['DROP DATABASE twenty', 'DROP OWNED BY twenty', 'DROP ROLE app'],
  quiet: ['DROP TABLE "person"', 'DROP SCHEMA core', 'SELECT 1'],
});
