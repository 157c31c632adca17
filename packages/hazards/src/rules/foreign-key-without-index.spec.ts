import { describeRule } from '../testing/review-sql';

describeRule('foreign-key-without-index', {
  fires: [
    [
      'ALTER TABLE person ADD FOREIGN KEY (code) REFERENCES company (code)',
      'CREATE INDEX i ON person (name, code)',
    ],
    [
      'ALTER TABLE person ADD FOREIGN KEY (code) REFERENCES company (code)',
      'CREATE INDEX i ON person (code) WHERE name IS NULL',
    ],
    [
      'ALTER TABLE person ADD FOREIGN KEY (code) REFERENCES company (code)',
      'ALTER TABLE person ADD UNIQUE (name, code)',
    ],
    [
      'ALTER TABLE person ADD FOREIGN KEY (code) REFERENCES company (code)',
      'ALTER TABLE person ADD CHECK (code IS NOT NULL)',
    ],
    'CREATE TABLE public.note (id int PRIMARY KEY, p uuid REFERENCES person)',
    'CREATE TABLE note (id int, p uuid REFERENCES person, PRIMARY KEY (id, p))',
    'ALTER TABLE person ADD FOREIGN KEY (code, name) REFERENCES company (code, name), ADD UNIQUE (code)',
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
    [
      'ALTER TABLE person ADD FOREIGN KEY (code) REFERENCES company (code)',
      'ALTER TABLE person ADD UNIQUE (code)',
    ],
    'CREATE TABLE note (p uuid PRIMARY KEY REFERENCES person)',
    'CREATE TABLE note (id int, p uuid UNIQUE REFERENCES person)',
    'CREATE TABLE note (id int, p uuid REFERENCES person, PRIMARY KEY (p, id))',
    'CREATE TABLE note (id int PRIMARY KEY, p uuid, q text, UNIQUE (q, p), FOREIGN KEY (p, q) REFERENCES person (id, name))',
    ['CREATE TABLE n (id uuid, a uuid REFERENCES person(id))', 'CREATE INDEX i ON n (a, id)'],
    'CREATE TABLE n (id uuid PRIMARY KEY REFERENCES person(id))',
    'CREATE TABLE n (a uuid, b uuid, UNIQUE (b, a), FOREIGN KEY (a, b) REFERENCES person(id, name))',
    'ALTER TABLE opportunity ADD "ownerId" uuid REFERENCES company(id)',
    ['CREATE TABLE n (id uuid, a uuid REFERENCES person(id))', 'DROP TABLE n'],
    'CREATE TABLE n (id uuid PRIMARY KEY, p uuid)',
  ],
});
