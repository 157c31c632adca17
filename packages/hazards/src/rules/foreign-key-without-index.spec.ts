import { describeRule } from '../testing/review-sql';

describeRule('foreign-key-without-index', {
  fires: [
    'CREATE TABLE n (id uuid PRIMARY KEY, p uuid REFERENCES person(id))',
    'ALTER TABLE person ADD "ownerId" uuid REFERENCES company(id)',
    [
      'CREATE TABLE n (id uuid, a uuid, b text)',
      'ALTER TABLE n ADD FOREIGN KEY (a) REFERENCES person(id)',
      'CREATE INDEX i ON n (b, a)',
    ],
    ['CREATE TABLE n (id uuid, a uuid REFERENCES person(id))', 'CREATE INDEX i ON n (a) WHERE a IS NULL'],
    'CREATE TABLE crm.n (id uuid, a uuid, FOREIGN KEY (a) REFERENCES person(id), PRIMARY KEY (id, a))',
  ],
  quiet: [
    ['CREATE TABLE n (id uuid, a uuid REFERENCES person(id))', 'CREATE INDEX i ON n (a, id)'],
    'CREATE TABLE n (id uuid PRIMARY KEY REFERENCES person(id))',
    'CREATE TABLE n (a uuid, b uuid, UNIQUE (b, a), FOREIGN KEY (a, b) REFERENCES person(id, name))',
    'ALTER TABLE opportunity ADD "ownerId" uuid REFERENCES company(id)',
    ['CREATE TABLE n (id uuid, a uuid REFERENCES person(id))', 'DROP TABLE n'],
    'CREATE TABLE n (id uuid PRIMARY KEY, p uuid)',
  ],
});
