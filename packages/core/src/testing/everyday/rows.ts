import type { EverydayCase } from './case';

const LEADS = `CREATE TABLE app.lead (id int PRIMARY KEY, source text); INSERT INTO app.lead SELECT i, 'source ' || i FROM generate_series(1, 50) i`;

/** Clients go on writing after the run, and then the migrations are taken back. */
export const ROWS: readonly EverydayCase[] = [
  {
    name: 'a column under another name, written to',
    given: LEADS,
    allow: ['rename'],
    up: ['ALTER TABLE app.lead RENAME COLUMN source TO origin'],
    down: ['ALTER TABLE app.lead RENAME COLUMN origin TO source'],
    since: `UPDATE app.lead SET origin = 'later' WHERE id = 1`,
    then: {
      ask: 'SELECT source FROM app.lead WHERE id < 3 ORDER BY id',
      answer: [{ source: 'later' }, { source: 'source 2' }],
    },
  },
  {
    name: 'seed rows beside those that are there',
    given: `CREATE TABLE app.role (id int PRIMARY KEY, label text); INSERT INTO app.role VALUES (1, 'admin')`,
    allow: ['delete-rows'],
    up: [`INSERT INTO app.role VALUES (2, 'guest'), (3, 'member')`],
    down: ['DELETE FROM app.role WHERE id IN (2, 3)'],
    since: `INSERT INTO app.role VALUES (9, 'other')`,
    lost: ['app.role'],
    then: { ask: 'SELECT id FROM app.role ORDER BY id', answer: [{ id: 1 }, { id: 9 }] },
  },
  {
    name: 'a dropped column: rows went and came meanwhile',
    given: LEADS,
    allow: ['drop-column'],
    up: ['ALTER TABLE app.lead DROP COLUMN source'],
    down: ['ALTER TABLE app.lead ADD source text'],
    since: 'DELETE FROM app.lead WHERE id = 1; INSERT INTO app.lead VALUES (51)',
    then: {
      ask: `SELECT count(*)::int AS n, count(source)::int AS sources FROM app.lead WHERE source = 'source ' || id OR source IS NULL`,
      answer: [{ n: 50, sources: 49 }],
    },
  },
  {
    name: 'a dropped foreign key column: what one row referred to is gone',
    given: `${LEADS}; CREATE TABLE app.person (id int PRIMARY KEY, "leadId" int REFERENCES app.lead (id)); INSERT INTO app.person SELECT i, i FROM generate_series(1, 50) i`,
    allow: ['drop-column'],
    up: ['ALTER TABLE app.person DROP COLUMN "leadId"'],
    down: ['ALTER TABLE app.person ADD "leadId" int REFERENCES app.lead (id)'],
    since: 'DELETE FROM app.lead WHERE id = 7',
    lost: ['app.person.leadId'],
    then: {
      ask: 'SELECT id, "leadId" FROM app.person WHERE "leadId" IS DISTINCT FROM id',
      answer: [{ id: 7, leadId: null }],
    },
  },
  {
    name: 'a dropped table: what one of its rows referred to is gone',
    given: `${LEADS}; CREATE TABLE app.note (id int PRIMARY KEY, "leadId" int REFERENCES app.lead (id)); INSERT INTO app.note SELECT i, i FROM generate_series(1, 50) i`,
    allow: ['drop-table'],
    up: ['DROP TABLE app.note'],
    down: ['CREATE TABLE app.note (id int PRIMARY KEY, "leadId" int REFERENCES app.lead (id))'],
    since: 'DELETE FROM app.lead WHERE id = 7',
    lost: ['app.note'],
    then: { ask: 'SELECT count(*)::int AS n FROM app.note', answer: [{ n: 49 }] },
  },
  {
    name: 'a column moved to a table of its own: what was changed there since comes back with down(), not what is in escrow',
    given: LEADS,
    allow: ['drop-column'],
    up: [
      'CREATE TABLE app.lead_source ("leadId" int PRIMARY KEY REFERENCES app.lead (id), source text NOT NULL)',
      'INSERT INTO app.lead_source SELECT id, source FROM app.lead',
      'ALTER TABLE app.lead DROP COLUMN source',
    ],
    down: [
      'ALTER TABLE app.lead ADD source text',
      'UPDATE app.lead l SET source = s.source FROM app.lead_source s WHERE s."leadId" = l.id',
      'DROP TABLE app.lead_source',
    ],
    since: `UPDATE app.lead_source SET source = 'later' WHERE "leadId" = 1`,
    lost: ['app.lead.source'],
    then: {
      ask: 'SELECT source FROM app.lead WHERE id < 3 ORDER BY id',
      answer: [{ source: 'later' }, { source: 'source 2' }],
    },
  },
  {
    name: 'rows copied to another table: what was changed there since comes back with down()',
    given: LEADS,
    allow: ['drop-table'],
    up: [
      'CREATE TABLE app.contact (id int PRIMARY KEY, source text)',
      'INSERT INTO app.contact SELECT * FROM app.lead',
      'DROP TABLE app.lead',
    ],
    down: [
      'CREATE TABLE app.lead (id int PRIMARY KEY, source text)',
      'INSERT INTO app.lead SELECT * FROM app.contact',
      'DROP TABLE app.contact',
    ],
    since: `UPDATE app.contact SET source = 'later' WHERE id = 1; INSERT INTO app.contact VALUES (99, 'new')`,
    lost: ['app.lead'],
    then: {
      ask: 'SELECT source FROM app.lead WHERE id IN (1, 2, 99) ORDER BY id',
      answer: [{ source: 'later' }, { source: 'source 2' }, { source: 'new' }],
    },
  },
  {
    name: 'an enum with another label: rows that do not hold it stay',
    given: `CREATE TYPE app.mood AS ENUM ('good', 'bad'); CREATE TABLE app.person (id int PRIMARY KEY, mood app.mood); INSERT INTO app.person SELECT i, 'good' FROM generate_series(1, 20) i`,
    allow: ['rename', 'enum-swap', 'type-change-loses-values', 'drop-type'],
    up: [
      'ALTER TYPE app.mood RENAME TO mood_old',
      `CREATE TYPE app.mood AS ENUM ('good', 'bad', 'ugly')`,
      'ALTER TABLE app.person ALTER COLUMN mood TYPE app.mood USING mood::text::app.mood',
      'DROP TYPE app.mood_old',
    ],
    down: [
      'ALTER TYPE app.mood RENAME TO mood_old',
      `CREATE TYPE app.mood AS ENUM ('good', 'bad')`,
      'ALTER TABLE app.person ALTER COLUMN mood TYPE app.mood USING mood::text::app.mood',
      'DROP TYPE app.mood_old',
    ],
    since: `UPDATE app.person SET mood = 'bad' WHERE id = 1`,
    then: {
      ask: 'SELECT mood FROM app.person WHERE id < 3 ORDER BY id',
      answer: [{ mood: 'bad' }, { mood: 'good' }],
    },
  },
];
