import { describeRule } from '../testing/review-sql';

describeRule('drop-schema', {
  fires: [
    'DROP SCHEMA core',
    'DROP SCHEMA IF EXISTS "x" CASCADE',
    ['CREATE SCHEMA IF NOT EXISTS x', { down: 'DROP SCHEMA x' }],
  ],
  quiet: [
    ['CREATE SCHEMA x', 'DROP SCHEMA x'],
    ['CREATE SCHEMA x', { down: 'DROP SCHEMA x' }],
    'CREATE SCHEMA x',
  ],
});
