import { describeRule } from '../testing/review-sql';

describeRule('drop-extension', {
  fires: [
    'DROP EXTENSION "uuid-ossp"',
    'DROP EXTENSION IF EXISTS citext CASCADE',
    ['CREATE EXTENSION IF NOT EXISTS citext', { down: 'DROP EXTENSION citext' }],
  ],
  quiet: [
    ['CREATE EXTENSION citext', { down: 'DROP EXTENSION citext' }],
    'CREATE EXTENSION IF NOT EXISTS citext',
    'DROP TYPE x',
  ],
});
