import { CRM } from '../testing/crm';
import { sql, startTestServer, type TestServer } from '../testing/test-server';
import { withSession, type Session } from '../target/session';
import type { PlannedTable } from './plan';
import { finishProof, startProof, type Proof, type ProofOptions } from './proof';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await sql(server.connection, CRM);
});
afterAll(() => server.stop());

interface Case {
  readonly name: string;
  /** SQL in the same transaction, before the proof starts. */
  readonly given?: string;
  readonly up: string;
  readonly declared?: readonly string[];
  /** What the words about the loss must hold. */
  readonly says?: RegExp;
}

/** Runs `up` in a transaction that is rolled back, and returns what the proof says of it. */
async function prove(
  { given, up, declared = [] }: Case,
  options: ProofOptions = { toPrint: 'all', lock: false },
): Promise<Proof> {
  return withSession(server.connection, {}, async (session) => {
    await session.query('BEGIN');
    if (given) await session.query(given);
    const start = await startProof(session, options);
    await session.query(up);
    const { proof } = await finishProof(session, start, {
      declared,
      sent: [up],
      bookkeeping: 'core._typeorm_migrations',
    });
    return proof;
  });
}

function wordsOf({ verdicts, otherLosses }: Proof): string {
  const failed = verdicts.filter(({ holds }) => !holds);
  return [...failed.map(({ table, evidence }) => `${table}: ${evidence}`), ...otherLosses].join('\n');
}

const DELETER = `CREATE FUNCTION core.forget() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN DELETE FROM core.person WHERE id < 10; RETURN NEW; END $$;
  CREATE TRIGGER forget AFTER INSERT ON core.note FOR EACH ROW EXECUTE FUNCTION core.forget()`;
const MOOD = `CREATE TYPE core.mood AS ENUM ('good', 'bad', 'ugly'); ALTER TABLE core.person ADD mood core.mood DEFAULT 'good'`;
const PARTS = `CREATE TABLE core.log (at date, line text) PARTITION BY RANGE (at);
  CREATE TABLE core.log_2025 PARTITION OF core.log FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
  CREATE TABLE core.log_2026 PARTITION OF core.log FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
  INSERT INTO core.log VALUES ('2025-05-05', 'a'), ('2026-01-02', 'b')`;

const LOSSES: readonly Case[] = [
  {
    name: 'one row deleted',
    up: `DELETE FROM core.person WHERE id = 7`,
    says: /core\.person: 300 rows became 299$/,
  },
  {
    name: 'a row deleted and another put in its place',
    up: `DELETE FROM core.person WHERE id = 7; INSERT INTO core.person (id, email) VALUES (9999, 'x')`,
  },
  {
    name: 'one value updated',
    up: `UPDATE core.person SET "workEmail" = 'x' WHERE id = 7`,
    says: /"workEmail"/,
  },
  {
    name: 'values swapped between two rows',
    up: `UPDATE core.person SET score = CASE id WHEN 1 THEN (SELECT score FROM core.person WHERE id = 2) ELSE (SELECT score FROM core.person WHERE id = 1) END WHERE id IN (1, 2)`,
    says: /"score"/,
  },
  {
    name: 'NULL made an empty string',
    up: `UPDATE core.opportunity SET "leadSource" = '' WHERE "leadSource" IS NULL`,
    says: /"leadSource"/,
  },
  { name: 'TRUNCATE', up: 'TRUNCATE core.note', says: /20 rows became 0/ },
  {
    name: 'TRUNCATE ... CASCADE of another table',
    up: 'TRUNCATE core.company CASCADE',
    says: /core\.opportunity: 1000 rows became 0/,
  },
  {
    name: 'column dropped',
    up: 'ALTER TABLE core.opportunity DROP COLUMN name',
    says: /column "name" is gone$/,
  },
  {
    name: 'column dropped and added again',
    up: 'ALTER TABLE core.opportunity DROP COLUMN name, ADD COLUMN name text',
    says: /new, empty one/,
  },
  {
    name: 'column dropped and filled again with the same values',
    up: 'ALTER TABLE core.person ADD COLUMN copy text; UPDATE core.person SET copy = email; ALTER TABLE core.person DROP COLUMN email; ALTER TABLE core.person RENAME copy TO email',
  },
  { name: 'table dropped', up: 'DROP TABLE core.note', says: /core\.note: the table is gone/ },
  {
    name: 'table dropped and made again from a copy',
    up: 'CREATE TABLE core.n2 AS TABLE core.note; DROP TABLE core.note; ALTER TABLE core.n2 RENAME TO note',
  },
  {
    name: 'type that loses digits',
    up: 'ALTER TABLE core.opportunity ALTER COLUMN amount TYPE numeric(14,0)',
    says: /"amount"/,
  },
  {
    name: 'type that cuts text',
    up: 'ALTER TABLE core.opportunity ALTER COLUMN name TYPE varchar(5) USING left(name, 5)',
    says: /"name"/,
  },
  {
    name: 'double precision to real',
    up: 'ALTER TABLE core.person ALTER COLUMN score TYPE real',
    says: /"score"/,
  },
  {
    name: 'timestamptz to date',
    up: `ALTER TABLE core.opportunity ALTER COLUMN "closeDate" TYPE date`,
    says: /"closeDate"/,
  },
  {
    name: 'timestamptz shifted by a wrong zone',
    up: `ALTER TABLE core.opportunity ALTER COLUMN "closeDate" TYPE timestamptz USING ("closeDate" AT TIME ZONE 'UTC') AT TIME ZONE 'Asia/Tokyo'`,
    says: /"closeDate"/,
  },
  {
    name: 'a trigger deletes elsewhere',
    given: DELETER,
    up: `INSERT INTO core.note (body) VALUES ('x')`,
    says: /core\.person: 300 rows became 291/,
  },
  {
    name: 'delete by cascade',
    up: `DELETE FROM core.company WHERE name = 'Company 7'`,
    says: /core\.opportunity: 1000 rows became 995/,
  },
  {
    name: 'delete in a function',
    given: `CREATE FUNCTION core.f() RETURNS void LANGUAGE sql AS $$ DELETE FROM core.note $$`,
    up: 'SELECT core.f()',
    says: /core\.note/,
  },
  {
    name: 'delete in EXECUTE',
    up: `DO $$ BEGIN EXECUTE 'DEL' || 'ETE FROM core.note'; END $$`,
    says: /core\.note/,
  },
  {
    name: 'MERGE',
    up: `MERGE INTO core.person p USING (VALUES (1)) v (id) ON p.id = v.id WHEN MATCHED THEN UPDATE SET email = 'merged'`,
    says: /"email"/,
  },
  {
    name: 'upsert',
    up: `INSERT INTO core.person (id, email) VALUES (1, 'new') ON CONFLICT (id) DO UPDATE SET email = excluded.email`,
    says: /"email"/,
  },
  {
    name: 'data-modifying WITH',
    up: `WITH gone AS (DELETE FROM core.note RETURNING 1) SELECT count(*) FROM gone`,
    says: /core\.note/,
  },
  {
    name: 'rows moved to an archive',
    up: `CREATE TABLE core.archive AS TABLE core.note; DELETE FROM core.note WHERE body < 'note 2'`,
  },
  {
    name: 'enum value removed by a swap of types',
    up: `ALTER TYPE core.stage RENAME TO stage_old; CREATE TYPE core.stage AS ENUM ('NEW', 'SCREENING', 'MEETING');
      ALTER TABLE core.opportunity ALTER COLUMN stage DROP DEFAULT, ALTER COLUMN stage TYPE core.stage USING replace(stage::text, 'WON', 'NEW')::core.stage; DROP TYPE core.stage_old`,
    says: /the values of "stage" differ/,
  },
  {
    name: 'enum value renamed that two columns hold, and one is declared',
    given: `${MOOD}; ALTER TABLE core.company ADD moods core.mood[] DEFAULT '{good}'`,
    declared: ['person.mood'],
    up: `ALTER TYPE core.mood RENAME VALUE 'good' TO 'great'`,
    says: /rows that held 'good' of the enum type core\.mood hold 'great' now/,
  },
  {
    name: 'enum value renamed that is part of another type, too',
    given: `${MOOD}; CREATE TYPE core.state AS (mood core.mood, since date); ALTER TABLE core.company ADD state core.state`,
    declared: ['person.mood'],
    up: `ALTER TYPE core.mood RENAME VALUE 'good' TO 'great'`,
    says: /rows that held 'good'/,
  },
  {
    name: 'enum value renamed',
    up: `ALTER TYPE core.stage RENAME VALUE 'WON' TO 'LOST'`,
    says: /rows that held 'WON' of the enum type core\.stage hold 'LOST' now/,
  },
  { name: 'sequence set back', up: `SELECT setval('core.person_id_seq', 1)`, says: /set back from 300 to 1/ },
  { name: 'sequence restarted', up: `ALTER SEQUENCE core.person_id_seq RESTART` },
  {
    name: 'another column than the declared one',
    declared: ['person.score'],
    up: `UPDATE core.person SET email = 'x' || email`,
    says: /"email"/,
  },
  {
    name: 'the declared column, and a row less',
    declared: ['person.score'],
    up: `UPDATE core.person SET score = 1; DELETE FROM core.person WHERE id = 3`,
  },
  { name: 'the key itself, declared', declared: ['person.id'], up: `UPDATE core.person SET id = id + 1000` },
  {
    name: 'attribute of a composite type dropped',
    given: `CREATE TYPE core.address AS (street text, city text); ALTER TABLE core.company ADD address core.address; UPDATE core.company SET address = ROW('s', name)`,
    up: 'ALTER TYPE core.address DROP ATTRIBUTE city',
    says: /composite type core\.address lost/,
  },
  {
    name: 'partition detached',
    given: PARTS,
    up: 'ALTER TABLE core.log DETACH PARTITION core.log_2025',
    says: /core\.log_2025: it is no longer a partition/,
  },
  { name: 'partition dropped', given: PARTS, up: 'DROP TABLE core.log_2025', says: /gone/ },
  {
    name: 'row of a partition deleted through its parent',
    given: PARTS,
    up: `DELETE FROM core.log WHERE line = 'a'`,
    says: /core\.log_2025: 1 rows became 0/,
  },
  {
    name: 'row moved to another partition with another value',
    given: PARTS,
    up: `UPDATE core.log SET at = '2026-03-03' WHERE line = 'a'`,
  },
  {
    name: 'child no longer inherits',
    given: 'CREATE TABLE core.memo (more text) INHERITS (core.note)',
    up: 'ALTER TABLE core.memo NO INHERIT core.note',
  },
  {
    name: 'large object removed',
    given: `SELECT lo_from_bytea(4711, 'abc')`,
    up: 'SELECT lo_unlink(4711)',
    says: /large objects/,
  },
  {
    name: 'savepoint that was not rolled back',
    up: `SAVEPOINT s; DELETE FROM core.note WHERE body = 'note 1'; RELEASE s`,
  },
];

test.each(LOSSES)('catches: $name', async (given) => {
  const proof = await prove(given);
  expect(proof.holds).toBe(false);
  expect(wordsOf(proof)).toMatch(given.says ?? /./);
});

const HARMLESS: readonly Case[] = [
  { name: 'column added', up: 'ALTER TABLE core.opportunity ADD COLUMN extra text' },
  {
    name: 'column added with a default',
    up: `ALTER TABLE core.opportunity ADD COLUMN extra text NOT NULL DEFAULT 'x'`,
  },
  {
    name: 'column added with a default that rewrites',
    up: `ALTER TABLE core.opportunity ADD COLUMN extra uuid NOT NULL DEFAULT gen_random_uuid()`,
  },
  {
    name: 'generated column added',
    up: `ALTER TABLE core.person ADD COLUMN lower_mail text GENERATED ALWAYS AS (lower(email)) STORED`,
  },
  {
    name: 'backfill of a new column',
    up: `ALTER TABLE core.opportunity ADD COLUMN days integer; UPDATE core.opportunity SET days = extract(day FROM "createdAt"); ALTER TABLE core.opportunity ALTER COLUMN days SET NOT NULL`,
  },
  {
    name: 'index, table, view, seed rows',
    up: `CREATE INDEX ON core.person (score); CREATE TABLE core.t (i int); INSERT INTO core.t VALUES (1); CREATE VIEW core.v AS TABLE core.t; INSERT INTO core.note (body) VALUES ('seed')`,
  },
  { name: 'varchar widened', up: 'ALTER TABLE core.opportunity ALTER COLUMN "leadSource" TYPE varchar(200)' },
  { name: 'varchar to text', up: 'ALTER TABLE core.opportunity ALTER COLUMN "leadSource" TYPE text' },
  { name: 'integer to bigint', up: 'ALTER TABLE core.company ALTER COLUMN employees TYPE bigint' },
  {
    name: 'constraint renamed',
    up: 'ALTER TABLE core.person RENAME CONSTRAINT person_email_key TO person_mail',
  },
  {
    name: 'check, foreign key and default',
    up: `ALTER TABLE core.company ADD CHECK (employees > 0), ALTER COLUMN employees SET DEFAULT 1`,
  },
  { name: 'enum value added', up: `ALTER TYPE core.stage ADD VALUE 'LOST'` },
  { name: 'the same rewritten', up: 'CLUSTER core.person USING person_pkey' },
  { name: 'update that changes nothing', up: 'UPDATE core.person SET score = score' },
  { name: 'declared column', declared: ['person.score'], up: 'UPDATE core.person SET score = score * 2' },
  {
    name: 'declared column, with its schema',
    declared: ['core.person.score'],
    up: 'UPDATE core.person SET score = score * 2',
  },
  {
    name: 'primary key added to a table without one',
    up: 'ALTER TABLE core.note ADD COLUMN id serial PRIMARY KEY',
  },
  {
    name: 'partition attached',
    given: PARTS,
    up: `CREATE TABLE core.log_2027 PARTITION OF core.log FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')`,
  },
  { name: 'sequence moved on', up: `SELECT nextval('core.person_id_seq')` },
  {
    name: 'enum column swapped to a type with the same labels and one more',
    up: `ALTER TYPE core.stage RENAME TO stage_old; CREATE TYPE core.stage AS ENUM ('NEW', 'SCREENING', 'MEETING', 'WON', 'LOST');
      ALTER TABLE core.opportunity ALTER COLUMN stage DROP DEFAULT, ALTER COLUMN stage TYPE core.stage USING stage::text::core.stage; DROP TYPE core.stage_old`,
  },
  {
    name: 'enum swapped to a type without the label that no row holds',
    given: MOOD,
    up: `ALTER TYPE core.mood RENAME TO mood_old; CREATE TYPE core.mood AS ENUM ('good', 'bad'); ALTER TABLE core.person ALTER COLUMN mood DROP DEFAULT,
      ALTER COLUMN mood TYPE core.mood USING mood::text::core.mood, ALTER COLUMN mood SET DEFAULT 'good'; DROP TYPE core.mood_old`,
  },
  {
    name: 'types that no column has, dropped; one that columns have, renamed',
    given: `${MOOD}; CREATE TYPE core.unused AS ENUM ('x'); CREATE TYPE core.pair AS (a int); CREATE TYPE core.place AS (street text); ALTER TABLE core.company ADD place core.place`,
    up: 'DROP TYPE core.unused; DROP TYPE core.pair; ALTER TYPE core.place RENAME TO address; ALTER TYPE core.mood RENAME TO humour',
  },
  {
    name: 'an enum column made text, and its type dropped',
    given: MOOD,
    up: 'ALTER TABLE core.person ALTER COLUMN mood DROP DEFAULT, ALTER COLUMN mood TYPE text; DROP TYPE core.mood',
  },
  {
    name: 'a label renamed, as declared',
    given: MOOD,
    declared: ['person.mood'],
    up: `ALTER TYPE core.mood RENAME VALUE 'good' TO 'great'`,
  },
  {
    name: 'serial to identity, going on where it stood',
    up: `ALTER TABLE core.person ALTER COLUMN id DROP DEFAULT; DROP SEQUENCE core.person_id_seq;
      ALTER TABLE core.person ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY; SELECT setval(pg_get_serial_sequence('core.person', 'id'), 300)`,
  },
];

test.each(HARMLESS)('lets pass: $name', async (given) => {
  expect(wordsOf(await prove(given))).toBe('');
});

/** As a rehearsal plans it. */
const planned = (table: string, more: Partial<PlannedTable> = {}): PlannedTable => ({
  ...{ table, lock: 'ACCESS EXCLUSIVE', bytes: 1e9, rewritten: false, ...more },
});

const untouchedExcept = (proof: Proof) =>
  proof.verdicts
    .filter(({ verdict }) => verdict !== 'untouched')
    .map(({ table, verdict }) => `${table} ${verdict}`);

test('says what it rests on: no scan for what only changed its definition, a comparison for what was written', async () => {
  const plain = await prove({ name: '', up: 'ALTER TABLE core.opportunity ADD COLUMN extra text' });
  expect(untouchedExcept(plain)).toEqual([]);
  expect(plain.touched).toEqual([]);
  const filled = await prove({
    name: '',
    up: 'ALTER TABLE core.person ADD COLUMN a int; UPDATE core.person SET a = 1',
  });
  expect(untouchedExcept(filled)).toEqual(['core.person untouched-columns']);
  expect([filled.touched, filled.toCompare]).toEqual([['core.person'], []]);
});

const BACKFILL = 'ALTER TABLE core.person ADD COLUMN a int; UPDATE core.person SET a = length(email)';

describe('columns that stood before are untouched, without a look at a row, where nothing but new ones can have been written', () => {
  const nothing: ProofOptions = { toPrint: [], lock: true };

  test.each<Omit<Case, 'name'> & { name: string }>([
    { name: 'a backfill', up: BACKFILL },
    {
      name: 'and NOT NULL, an index, a check, a foreign key',
      up: `${BACKFILL}; ALTER TABLE core.person ALTER COLUMN a SET NOT NULL, ADD CHECK (a > 0);
      CREATE INDEX ON core.person (a); ALTER TABLE core.person ADD COLUMN "companyId" uuid; UPDATE core.person p SET "companyId" = c.id FROM core.company c WHERE c.employees = p.id;
      ALTER TABLE core.person ADD FOREIGN KEY ("companyId") REFERENCES core.company (id) ON DELETE SET NULL`,
    },
    {
      name: 'several tables',
      up: `${BACKFILL}; ALTER TABLE core.note ADD COLUMN a uuid; UPDATE core.note SET a = gen_random_uuid(); INSERT INTO core.company (id, name) VALUES (gen_random_uuid(), 'seed')`,
    },
    {
      name: 'in WITH',
      up: 'ALTER TABLE core.person ADD COLUMN a int; WITH u AS (UPDATE core.person SET a = 1 RETURNING 1) SELECT count(*) FROM u',
    },
  ])('$name', async ({ up }) => {
    const proof = await prove({ name: '', up }, nothing);
    expect(wordsOf(proof)).toBe('');
    expect(new Set(proof.verdicts.map(({ verdict }) => verdict))).toEqual(
      new Set(['untouched', 'untouched-columns']),
    );
    expect(proof.toCompare).toEqual([]);
  });

  const WRITES_SCORE = 'UPDATE core.person SET score = -1 WHERE id > 100';
  const hooked = (
    body: string,
    when: string,
  ) => `CREATE FUNCTION core.hook() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${body} END $$;
    CREATE TRIGGER hook ${when} FOR EACH ROW EXECUTE FUNCTION core.hook()`;

  test.each<Case>([
    {
      name: 'an old column too',
      up: `ALTER TABLE core.person ADD COLUMN a int; UPDATE core.person SET a = 1, score = score`,
    },
    {
      name: 'a row trigger that changes an old one',
      given: hooked('NEW.score := -1; RETURN NEW;', 'BEFORE UPDATE ON core.person'),
      up: BACKFILL,
    },
    {
      name: 'a trigger of another table',
      given: hooked(`${WRITES_SCORE}; RETURN NEW;`, 'AFTER INSERT ON core.note'),
      up: `${BACKFILL}; INSERT INTO core.note VALUES ('x')`,
    },
    {
      name: 'a trigger of the list of migrations',
      given: hooked(`${WRITES_SCORE}; RETURN NEW;`, 'AFTER INSERT ON core._typeorm_migrations'),
      up: BACKFILL,
    },
    {
      name: 'a rule',
      given: `CREATE RULE r AS ON UPDATE TO core.note DO ALSO ${WRITES_SCORE}`,
      up: `${BACKFILL}; ALTER TABLE core.note ADD COLUMN a int; UPDATE core.note SET a = 1`,
    },
    {
      name: 'a function',
      given: `CREATE FUNCTION core.f() RETURNS int LANGUAGE sql AS $$ ${WRITES_SCORE} RETURNING 1 $$`,
      up: 'ALTER TABLE core.person ADD COLUMN a int; UPDATE core.person SET a = core.f() WHERE id = 1',
    },
    {
      name: 'a function that is called like one of PostgreSQL',
      given: `CREATE FUNCTION public.length(core.person) RETURNS int LANGUAGE sql AS $$ ${WRITES_SCORE} RETURNING 1 $$`,
      up: 'ALTER TABLE core.person ADD COLUMN a int; UPDATE core.person SET a = length(person) WHERE id = 1',
    },
    {
      name: 'a function that is written as a column',
      given: `CREATE FUNCTION core.evil(core.person) RETURNS int LANGUAGE sql AS $$ ${WRITES_SCORE} RETURNING 1 $$; SET LOCAL search_path = core, public`,
      up: 'ALTER TABLE core.person ADD COLUMN a int; UPDATE core.person SET a = person.evil WHERE id = 1',
    },
    {
      name: 'an operator',
      given: `CREATE FUNCTION public.f(int, int) RETURNS int LANGUAGE sql AS $$ ${WRITES_SCORE} RETURNING 1 $$; CREATE OPERATOR public.## (leftarg = int, rightarg = int, function = public.f)`,
      up: 'ALTER TABLE core.person ADD COLUMN a int; UPDATE core.person SET a = 1 ## 2 WHERE id = 1',
    },
    {
      name: 'a check that writes',
      given: `CREATE FUNCTION core.f(int) RETURNS boolean LANGUAGE sql AS $$ ${WRITES_SCORE} RETURNING true $$; ALTER TABLE core.note ADD COLUMN n int, ADD CHECK (core.f(n))`,
      up: `${BACKFILL}; INSERT INTO core.note (n) VALUES (1)`,
    },
    {
      name: 'a default that writes',
      given: `CREATE FUNCTION core.f() RETURNS int LANGUAGE sql AS $$ ${WRITES_SCORE} RETURNING 1 $$; ALTER TABLE core.note ADD COLUMN n int; ALTER TABLE core.note ALTER COLUMN n SET DEFAULT core.f()`,
      up: `${BACKFILL}; INSERT INTO core.note (body) VALUES ('x')`,
    },
    {
      name: 'a view that writes',
      given: `CREATE FUNCTION core.f() RETURNS int LANGUAGE sql AS $$ ${WRITES_SCORE} RETURNING 1 $$; CREATE VIEW core.v AS SELECT core.f() AS x`,
      up: 'ALTER TABLE core.person ADD COLUMN a int; UPDATE core.person SET a = x FROM core.v WHERE id = 1',
    },
    {
      name: 'a cascade',
      given: `CREATE TABLE core.parent (id int PRIMARY KEY, code int UNIQUE); INSERT INTO core.parent VALUES (1, 1);
      ALTER TABLE core.person ADD COLUMN code int REFERENCES core.parent (code) ON UPDATE CASCADE; UPDATE core.person SET code = 1`,
      up: `${BACKFILL}; ALTER TABLE core.parent ADD COLUMN a int; UPDATE core.parent SET code = 2, a = 1`,
    },
    { name: 'DO', up: `${BACKFILL}; DO $$ BEGIN ${WRITES_SCORE}; END $$` },
    {
      name: 'a view over the table',
      given: 'CREATE VIEW core.people AS SELECT * FROM core.person',
      up: `${BACKFILL}; UPDATE core.people SET score = -1`,
    },
    {
      name: 'a column that has changed its name meanwhile',
      up: 'ALTER TABLE core.person RENAME score TO a; UPDATE core.person SET a = -1; ALTER TABLE core.person RENAME a TO score; ALTER TABLE core.person ADD COLUMN a int',
    },
    { name: 'a row deleted', up: `${BACKFILL}; DELETE FROM core.person WHERE id = 1` },
    { name: 'a child', given: 'CREATE TABLE core.vip () INHERITS (core.person)', up: BACKFILL },
  ])('not proven so: $name', async (given) => {
    const proof = await prove(given, nothing);
    expect(proof.holds).toBe(false);
    expect(untouchedExcept(proof)).toContain('core.person unplanned');
  });
});

describe('a table that is too large for the lock budget', () => {
  const large = (more: Partial<PlannedTable> = {}): ProofOptions => ({
    ...{ toPrint: [planned('core.person', { printMs: 60, ...more })], lock: true, lockBudget: 100 },
  });

  test('is compared on the copy, and live by counts and samples: and says so', async () => {
    const proof = await prove({ name: '', up: 'UPDATE core.person SET score = score' }, large());
    expect(proof.verdicts.find(({ table }) => table === 'core.person')).toMatchObject({
      verdict: 'rehearsed',
      holds: true,
      evidence: expect.stringMatching(
        /lock budget of 0\.1 s .*compared in full on the rehearsal copy; live no row was deleted .* 300 sampled rows are the same$/,
      ) as string,
    });
  });

  test('rewritten: rows are counted', async () => {
    const up = 'ALTER TABLE core.person ALTER COLUMN score TYPE numeric USING score::numeric';
    const cut = 'ALTER TABLE core.person ALTER COLUMN score TYPE numeric(14,0) USING score::numeric(14,0)';
    const again =
      'CREATE TABLE core.keep AS SELECT * FROM core.person WHERE id > 3; TRUNCATE core.person; INSERT INTO core.person SELECT * FROM core.keep';
    const kept = await prove({ name: '', up, declared: ['person.score'] }, large({ rewritten: true }));
    expect(kept.verdicts.find(({ table }) => table === 'core.person')).toMatchObject({
      verdict: 'rehearsed',
      holds: true,
    });
    const [a, b, c] = [
      await prove({ name: '', up: cut }, large({ rewritten: true })),
      await prove({ name: '', up: again }, large({ rewritten: true })),
      await prove({ name: '', up }, large()),
    ];
    expect([a, b, c].map(wordsOf)).toEqual([
      'core.person: in a sample, the values of "score" differ',
      expect.stringContaining('core.person: 300 rows became'),
      'core.person: the table was rewritten, which the rehearsal did not show',
    ]);
  });

  test('a change is found by its sample, a deletion by the counters', async () => {
    const changed = await prove({ name: '', up: `UPDATE core.person SET "workEmail" = 'x'` }, large());
    expect(wordsOf(changed)).toBe('core.person: in a sample, the values of "workEmail" differ');
    const gone = await prove({ name: '', up: 'DELETE FROM core.person WHERE id = 7' }, large());
    expect(wordsOf(gone)).toBe('core.person: 1 rows were deleted');
  });

  test('is not locked as a whole where the migration only updates it: its sampled rows are', async () => {
    await withSession(server.connection, {}, async (session: Session) => {
      await session.query('BEGIN');
      await startProof(session, large({ lock: 'SHARE ROW EXCLUSIVE' }));
      await sql(
        server.connection,
        `INSERT INTO core.person (id, email) VALUES (-1, 'new'); DELETE FROM core.person WHERE id = -1`,
      );
      await expect(
        sql(server.connection, `SET lock_timeout = 50; UPDATE core.person SET score = 1 WHERE id = 3`),
      ).rejects.toMatchObject({ code: '55P03' });
    });
  });

  test('smaller ones are compared first', async () => {
    const toPrint = [planned('core.person', { printMs: 60 }), planned('core.note', { printMs: 20 })];
    const up = 'UPDATE core.person SET score = score; UPDATE core.note SET body = body';
    const proof = await prove({ name: '', up }, { toPrint, lock: true, lockBudget: 100 });
    expect(untouchedExcept(proof)).toEqual(['core.note unchanged', 'core.person rehearsed']);
  });
});

test('a table that the rehearsal did not see written has nothing to be compared with: refused', async () => {
  const proof = await prove(
    { name: '', up: 'UPDATE core.person SET score = score' },
    { toPrint: [planned('core.note')], lock: true },
  );
  expect(proof.holds).toBe(false);
  expect(untouchedExcept(proof)).toEqual(['core.person unplanned']);
});

test('what is compared is locked against everybody first', async () => {
  await withSession(server.connection, {}, async (session: Session) => {
    await session.query('BEGIN');
    await startProof(session, { toPrint: [planned('core.note')], lock: true });
    const locks = await sql<{ mode: string }>(
      server.connection,
      `SELECT mode FROM pg_locks WHERE relation = 'core.note'::regclass AND mode LIKE '%Exclusive%' AND mode <> 'RowExclusiveLock'`,
    );
    expect(locks).toEqual([{ mode: 'AccessExclusiveLock' }]);
  });
});

test('and only against writers where the migration itself does not lock it against readers', async () => {
  await withSession(server.connection, {}, async (session: Session) => {
    await session.query('BEGIN');
    await startProof(session, {
      toPrint: [planned('core.note', { lock: 'SHARE ROW EXCLUSIVE' })],
      lock: true,
    });
    await sql(server.connection, `SET lock_timeout = 50; SELECT * FROM core.note`);
    await expect(
      sql(server.connection, `SET lock_timeout = 50; DELETE FROM core.note`),
    ).rejects.toMatchObject({
      code: '55P03',
    });
  });
});

test('counters of an earlier transaction of the same session are not taken for this one', async () => {
  await withSession(server.connection, {}, async (session) => {
    await session.query('BEGIN; DELETE FROM core.note; ROLLBACK');
    await session.query('BEGIN');
    const start = await startProof(session, { toPrint: [], lock: false });
    await session.query('ALTER TABLE core.note ADD COLUMN extra text');
    const { proof } = await finishProof(session, start, { declared: [] });
    expect(wordsOf(proof)).toBe('');
  });
});

test('without counters (track_counts = off) every table must be compared', async () => {
  await withSession(server.connection, {}, async (session) => {
    await session.query('SET track_counts = off; BEGIN');
    const start = await startProof(session, { toPrint: [], lock: false });
    await session.query(`DELETE FROM core.note WHERE body = 'note 1'`);
    const { proof } = await finishProof(session, start, { declared: [] });
    expect(wordsOf(proof)).toBe('core.note: 20 rows became 19');
    expect(proof.verdicts.filter(({ verdict }) => verdict === 'untouched')).toEqual([]);
  });
});

test('a way back is judged on what existed before the way forward', async () => {
  await withSession(server.connection, {}, async (session) => {
    await session.query('BEGIN');
    const before = await startProof(session, { toPrint: [], lock: false });
    await session.query(`ALTER TABLE core.note ADD COLUMN extra text; ALTER TABLE core.note ADD COLUMN id serial PRIMARY KEY;
      CREATE TABLE core.fresh (i int); UPDATE core.note SET extra = 'x'`);
    const back = await startProof(session, { toPrint: 'all', lock: false, scope: before.structure });
    await session.query('DROP TABLE core.fresh; ALTER TABLE core.note DROP COLUMN id, DROP COLUMN extra');
    const { proof } = await finishProof(session, back, { declared: [] });
    expect(wordsOf(proof)).toBe('');
  });
});
