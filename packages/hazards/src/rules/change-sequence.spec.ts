import { describeRule } from '../testing/review-sql';

describeRule('change-sequence', {
  fires: [
    ['ALTER TABLE person ADD n serial', 'ALTER SEQUENCE invoice_seq RESTART'],
    'ALTER SEQUENCE invoice_seq RESTART WITH 1',
    "SELECT setval('core.invoice_seq', 1)",
    'ALTER SEQUENCE nowhere INCREMENT BY 2',
  ],
  quiet: [
    [
      'CREATE TABLE note (id serial PRIMARY KEY, body text, other text)',
      'ALTER SEQUENCE note_id_seq RESTART WITH 5',
    ],
    [
      'CREATE TABLE note (id serial PRIMARY KEY, body text, other text)',
      'ALTER SEQUENCE core.note_id_seq CACHE 5',
    ],
    ['ALTER TABLE person ADD n serial', 'ALTER SEQUENCE person_n_seq RESTART'],
    'ALTER SEQUENCE invoice_seq OWNED BY person.id',
    ['CREATE SEQUENCE s', 'ALTER SEQUENCE s RESTART'],
    ['CREATE TABLE n2 (id serial)', "SELECT setval('n2_id_seq', 10)"],
    "SELECT nextval('core.invoice_seq')",
  ],
});
