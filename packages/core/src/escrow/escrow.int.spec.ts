import { queries } from '../testing/project';
import { runProject } from '../testing/run-project';
import { openStage, type Played, type Scenario, type Stage } from '../testing/scenario';
import { sql } from '../testing/test-server';
import { withSession } from '../target/session';
import { listDeposits, removeExpired } from './stored-deposits';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const NAME = 'RemoveUnused1800000000001';
const allow = (rule: string) =>
  `// safe-migrate: allow ${rule} until 2999-12-31 because no release has read it since 4.2\n    `;

/** One migration that drops, and its way back. */
const dropping = (
  rule: string,
  up: readonly string[],
  down: readonly string[],
  more: Partial<Scenario> = {},
): Scenario => ({
  migrations: [
    { name: NAME, up: rule.split(',').map(allow).join('') + queries(...up), down: queries(...down) },
  ],
  ...more,
});

const escrowOf = ({ connection }: Pick<Played, 'connection'>) =>
  withSession(connection, { readOnly: true }, listDeposits);
const verdictOf = ({ run }: Played, table: string) =>
  run.record.verdicts.find((entry) => entry.table === table);

test('a dropped column: its values are in escrow with the rows’ keys, in the same transaction', async () => {
  const played = await stage.play(
    dropping(
      'drop-column',
      ['ALTER TABLE core.opportunity DROP COLUMN "leadSource"'],
      ['ALTER TABLE core.opportunity ADD COLUMN "leadSource" character varying(50)'],
    ),
  );
  expect([played.run.outcome, played.run.record.error?.why]).toEqual(['applied', undefined]);
  expect(verdictOf(played, 'core.opportunity')).toMatchObject({
    verdict: 'escrowed',
    holds: true,
    evidence: expect.stringMatching(
      /^"leadSource" dropped, 667 values in escrow until \d{4}-\d\d-\d\d; the rest: untouched \(same storage/,
    ) as string,
  });
  const [deposit, ...others] = await escrowOf(played);
  expect(others).toEqual([]);
  expect(deposit).toMatchObject({
    run: played.run.record.id,
    migrations: [NAME],
    schema: 'core',
    name: 'opportunity',
    rows: '1000',
    values: '667',
    expired: false,
  });
  const [kept] = await sql(
    played.connection,
    `SELECT count(*)::int AS n, count("leadSource")::int AS values, count(DISTINCT id)::int AS keys FROM safe_migrate_escrow.deposit_1`,
  );
  expect(kept).toEqual({ n: 1000, values: 667, keys: 1000 });
  expect(played.after.rows).toMatchObject({ 'core.company': played.before.rows['core.company'] as string });
});

test('a dropped table, with its enum, its sequence and a foreign key on it', async () => {
  const make = [
    `CREATE TYPE core.mood AS ENUM ('sad', 'ok')`,
    'CREATE TABLE core.ticket (id serial PRIMARY KEY, mood core.mood, moods core.mood[], data jsonb, at timestamptz)',
    'ALTER TABLE core.person ADD CONSTRAINT ticket FOREIGN KEY (ticket) REFERENCES core.ticket (id)',
  ];
  const up = `${allow('drop-table')}${allow('drop-cascade')}${queries('DROP TABLE core.ticket CASCADE')}
    ${allow('drop-type')}${queries('DROP TYPE core.mood')}`;
  const played = await stage.play({
    migrations: [{ name: NAME, up, down: queries(...make) }],
    given: `ALTER TABLE core.person ADD COLUMN ticket integer; ${make.join(';')};
      INSERT INTO core.ticket (mood, moods, data, at) SELECT 'ok', '{sad,ok}', jsonb_build_object('i', i), now() FROM generate_series(1, 40) i`,
  });
  expect([played.run.outcome, played.run.record.error?.why]).toEqual(['applied', undefined]);
  expect(verdictOf(played, 'core.ticket')?.evidence).toMatch(
    /^dropped, 40 rows with 200 values in escrow until/,
  );
});

test('nobody answers for it: refused, and nothing is kept', async () => {
  const migrations = [
    {
      name: NAME,
      up: queries('ALTER TABLE core.opportunity DROP COLUMN details'),
      down: queries('ALTER TABLE core.opportunity ADD COLUMN details jsonb'),
    },
  ];
  const played = await stage.play({ migrations });
  expect([played.run.outcome, played.run.code]).toEqual(['refused', 'REVIEW_REFUSED']);
  expect(played.after).toEqual(played.before);
});

test('what goes besides what was answered for is refused by the proof', async () => {
  const played = await stage.play({
    migrations: [
      {
        name: NAME,
        up: `${allow('drop-column')}${queries('ALTER TABLE core.opportunity DROP COLUMN details')}
    ${allow('delete-rows')}${queries(`DELETE FROM core.note WHERE body = 'note 1'`)}`,
        down: queries('ALTER TABLE core.opportunity ADD COLUMN details jsonb'),
      },
    ],
  });
  expect([played.run.outcome, played.run.code]).toEqual(['refused', 'DATA_WOULD_CHANGE']);
  expect(played.after).toEqual(played.before);
});

test('a sync that fails: the column comes back with its values, the table with its rows', async () => {
  const { connection, project } = await stage.prepare({
    migrations: [
      {
        name: NAME,
        up: `${allow('drop-column')}${queries('ALTER TABLE core.opportunity DROP COLUMN stage')}
    ${allow('drop-table')}${queries('DROP TABLE core.note')}`,
        down: queries(
          `ALTER TABLE core.opportunity ADD COLUMN stage core.stage NOT NULL DEFAULT 'NEW'`,
          'CREATE TABLE core.note (body text, at interval)',
        ),
      },
    ],
  });
  const read = `SELECT (SELECT md5(string_agg(id::text || stage::text, ',' ORDER BY id)) FROM core.opportunity) AS stages, (SELECT md5(string_agg(n::text, ',' ORDER BY body)) FROM core.note n) AS notes`;
  const before = await sql(connection, read);
  const run = await runProject(project, { scratchUrl: stage.server.url, sync: ['exit 7'] });
  expect([run.outcome, run.code, run.record.error?.why]).toEqual([
    'rolled-back',
    'SYNC_FAILED',
    expect.anything(),
  ]);
  expect(await sql(connection, read)).toEqual(before);
  const deposits = await escrowOf({ connection });
  expect(deposits.map(({ givenBack }) => givenBack)).toEqual([true, true]);
});

test('what is over is removed when it is asked for, and not before', async () => {
  const played = await stage.play(
    dropping('drop-table', ['DROP TABLE core.note'], ['CREATE TABLE core.note (body text, at interval)'], {
      settings: { escrowDays: 3 },
    }),
  );
  expect([played.run.outcome, played.run.record.error?.why]).toEqual(['applied', undefined]);
  const { connection } = played;
  expect(await withSession(connection, {}, removeExpired)).toEqual([]);
  await sql(connection, `UPDATE safe_migrate_escrow.deposits SET keep_until = now() - interval '1 second'`);
  expect(await escrowOf(played)).toMatchObject([{ expired: true }]);
  expect(await withSession(connection, {}, removeExpired)).toMatchObject([{ name: 'note', rows: '20' }]);
  expect(await escrowOf(played)).toEqual([]);
  expect(await sql(connection, `SELECT to_regclass('safe_migrate_escrow.deposit_1') AS gone`)).toEqual([
    { gone: null },
  ]);
});
