import { Client } from 'pg';
import { startTestServer, type TestServer } from '../../testing/test-server';
import { Tracer, type Send } from './tracer';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

/** Everything that changes what stands, or takes back what was changed. */
const SCRIPT = [
  'BEGIN',
  'ALTER TABLE big ADD COLUMN extra text',
  'ALTER TABLE big ALTER COLUMN id TYPE bigint',
  'CREATE INDEX big_extra ON big (extra)',
  'SAVEPOINT one',
  'ALTER TABLE big ALTER COLUMN v TYPE varchar(50) USING lower(v)',
  'TRUNCATE side',
  'ROLLBACK TO SAVEPOINT one',
  'REINDEX TABLE big',
  'ALTER TABLE side RENAME TO beside',
  'UPDATE beside SET v = v || v',
  'SELECT count(*) FROM big',
  'SAVEPOINT two',
  'DROP TABLE beside',
  'CREATE TABLE beside (id int)',
  'ROLLBACK TO two',
  'TRUNCATE beside',
  'CREATE SCHEMA more; CREATE TABLE more.big AS SELECT * FROM big',
  'ALTER SCHEMA more RENAME TO most',
  'ALTER TABLE most.big ADD PRIMARY KEY (id)',
  'ALTER TABLE big SET SCHEMA most2',
  "DO $$ BEGIN ALTER TABLE most2.big ALTER COLUMN v TYPE text USING upper(v); RAISE EXCEPTION 'no'; EXCEPTION WHEN raise_exception THEN NULL; END $$",
  'ALTER TABLE most2.big ALTER COLUMN v TYPE text USING upper(v)',
  'COMMIT',
  'CREATE INDEX CONCURRENTLY later ON beside (v)',
  'DROP TABLE beside',
  'VACUUM FULL most2.big',
  'BEGIN; ALTER TABLE most2.big ADD COLUMN gone serial; ROLLBACK',
  'ALTER TABLE most2.big ADD COLUMN stays serial',
];

const GIVEN = `
  CREATE SCHEMA most2; DO $$ BEGIN FOR i IN 1..200 LOOP EXECUTE format('CREATE TABLE beyond%s (id int)', i); END LOOP; END $$;
  CREATE TABLE big (id int PRIMARY KEY, v text); INSERT INTO big SELECT i, 'V' || i FROM generate_series(1, 100) i;
  CREATE TABLE side (id int PRIMARY KEY, v text); INSERT INTO side SELECT i, 'V' || i FROM generate_series(1, 100) i;`;

/** The traces, without what differs between two runs of the same, and how many characters the server sent for them. */
async function play(tracerOf: (known: Tracer | undefined, send: Send) => Tracer) {
  const connection = await server.create();
  const client = new Client(connection);
  await client.connect();
  try {
    await client.query(GIVEN);
    let characters = 0;
    const send: Send = async (sql) => {
      const { rows } = await client.query<Record<string, unknown>>(sql);
      characters += JSON.stringify(rows).length;
      return { rows };
    };
    let tracer: Tracer | undefined;
    const traces: unknown[] = [];
    for (const sql of SCRIPT) {
      tracer = tracerOf(tracer, send);
      const { trace } = await tracer.measure(sql, () => client.query(sql));
      const { locks = [], named, rewrites, scans, builds, rows } = trace ?? {};
      const held = locks.map(({ relation, mode }) => `${relation} ${mode}`).sort();
      traces.push({ sql, named, rewrites, scans, builds, rows, held });
    }
    return { traces, characters };
  } finally {
    await client.end();
  }
}

test('what is told of changes alone is what is told of everything each time, and is much less', async () => {
  const whole = await play((_, send) => new Tracer(send));
  const changes = await play((known, send) => known ?? new Tracer(send));
  expect(changes.traces).toEqual(whole.traces);
  expect(changes.characters).toBeLessThan(whole.characters / 2);
  const of = (sql: string) => whole.traces.find((trace) => (trace as { sql: string }).sql === sql);
  expect(of('ALTER TABLE big ALTER COLUMN id TYPE bigint')).toMatchObject({
    ...{ rewrites: ['public.big'], builds: ['public.big_pkey'], scans: ['public.big'] },
  });
  expect(of('ALTER TABLE big ADD COLUMN extra text')).toMatchObject({
    ...{ rewrites: [], held: ['public.big AccessExclusiveLock'] },
  });
  expect(of('ALTER TABLE side RENAME TO beside')).toMatchObject({
    named: [{ relation: 'public.beside', was: 'public.side' }],
  });
  expect(of('CREATE SCHEMA more; CREATE TABLE more.big AS SELECT * FROM big')).toMatchObject({
    named: [{ relation: 'more.big', was: null }],
  });
  expect(of('TRUNCATE beside')).toMatchObject({ rewrites: ['public.beside'] });
  expect(of('UPDATE beside SET v = v || v')).toMatchObject({ rows: 100, scans: ['public.beside'] });
  expect(of('CREATE INDEX CONCURRENTLY later ON beside (v)')).toMatchObject({ builds: ['public.later'] });
});

test('what was done behind its back, and was told of, is no part of the next statement', async () => {
  const client = new Client(await server.create());
  await client.connect();
  try {
    await client.query(GIVEN);
    const tracer = new Tracer(async (sql) => client.query<Record<string, unknown>>(sql));
    await tracer.measure('SELECT 1', () => client.query('SELECT 1'));
    await client.query('DROP TABLE side; ALTER TABLE big ALTER COLUMN id TYPE bigint');
    tracer.forget();
    const add = 'ALTER TABLE big ADD COLUMN w text';
    const { trace } = await tracer.measure(add, () => client.query(add));
    expect(trace).toMatchObject({ rewrites: [], builds: [], scans: [] });
  } finally {
    await client.end();
  }
});
