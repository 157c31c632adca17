import { describeRule } from '../testing/review-sql';

describeRule('drop-sequence', {
  fires: [
    'DROP SEQUENCE "invoice_seq"',
    'DROP SEQUENCE IF EXISTS public.nowhere',
    ['CREATE SEQUENCE s', { down: 'DROP SEQUENCE core.invoice_seq' }],
  ],
  quiet: [
    ['CREATE SEQUENCE s', 'DROP SEQUENCE s'],
    ['CREATE SEQUENCE s', { down: 'DROP SEQUENCE s' }],
    'CREATE SEQUENCE s',
  ],
});
