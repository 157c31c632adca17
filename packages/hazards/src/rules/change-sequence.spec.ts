import { describeRule } from '../testing/review-sql';

describeRule('change-sequence', {
  fires: [
    'ALTER SEQUENCE invoice_seq RESTART WITH 1',
    "SELECT setval('core.invoice_seq', 1)",
    'ALTER SEQUENCE nowhere INCREMENT BY 2',
  ],
  quiet: [
    'ALTER SEQUENCE invoice_seq OWNED BY person.id',
    ['CREATE SEQUENCE s', 'ALTER SEQUENCE s RESTART'],
    ['CREATE TABLE n2 (id serial)', "SELECT setval('n2_id_seq', 10)"],
    "SELECT nextval('core.invoice_seq')",
  ],
});
