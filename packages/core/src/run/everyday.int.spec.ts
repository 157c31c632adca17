import { dumpOf } from '../testing/database-dump';
import { placed, type EverydayCase } from '../testing/everyday/case';
import { COLUMNS } from '../testing/everyday/columns';
import { OBJECTS } from '../testing/everyday/objects';
import { ROWS } from '../testing/everyday/rows';
import { TABLES } from '../testing/everyday/tables';
import { TYPES } from '../testing/everyday/types';
import { leftovers } from '../testing/leftovers';
import { queries } from '../testing/project';
import { runProject } from '../testing/run-project';
import { openStage, type Stage } from '../testing/scenario';
import { sql } from '../testing/test-server';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  await sql(stage.server.connection, 'CREATE ROLE reader');
});
afterAll(() => stage.close());

/** All of them in one project: each is a transaction of its own, with tables of its own. */
async function prepare(cases: readonly EverydayCase[]) {
  const all = cases.map((each, at) => placed(each, at + 1));
  const { connection, project } = await stage.prepare({
    options: `migrationsTransactionMode: 'each',`,
    given: ['CREATE EXTENSION pg_trgm', ...all.map(({ given }) => given)].join(';\n'),
    migrations: all.map(({ migration }) => migration),
  });
  const go = async (command: 'run' | 'rollback', more: object = {}) => {
    const run = await runProject(project, { scratchUrl: stage.server.url, ...more }, command);
    return { ...run, said: run.record.error && `${run.record.error.what}\n${run.record.error.why}` };
  };
  return { all, connection, project, go, dump: () => dumpOf(stage.server.tools, connection) };
}

/** What the rehearsal saw that was predicted otherwise. */
const otherwise = ({ warnings }: { readonly warnings: readonly string[] }): readonly string[] =>
  warnings.filter((words) => words.startsWith('not as predicted'));

/** Positions in TypeORM's list go on. */
const withoutList = ({ rows, ...dump }: Awaited<ReturnType<typeof dumpOf>>) => ({
  ...dump,
  rows: Object.fromEntries(Object.entries(rows).filter(([table]) => !table.endsWith('_typeorm_migrations'))),
});

test('what teams write every day: applied, and taken back as it was', async () => {
  const { all, project, go, dump } = await prepare([...COLUMNS, ...TYPES, ...TABLES, ...OBJECTS]);
  const exact = all.filter(({ then }) => then === undefined);
  const before = withoutList(await dump());
  const run = await go('run');
  expect([run.outcome, run.said]).toEqual(['applied', undefined]);
  expect(otherwise(run.record)).toEqual([]);

  const lost = all.flatMap((each) => each.lost);
  const back = await go('rollback', { acceptLoss: lost });
  expect([back.outcome, back.said]).toEqual(['taken-back', undefined]);
  expect(back.record.takenBack?.withheld.map(({ what }) => what).sort()).toEqual([...lost].sort());
  const end = withoutList(await dump());
  expect(exact.length).toBeGreaterThan(40);
  expect(end).toEqual(before);

  expect(await leftovers(stage.server, project)).toEqual([]);
}, 600_000);

test('clients write meanwhile: the rollback names what it cannot give back, and keeps what they wrote', async () => {
  const { all, connection, go } = await prepare(ROWS);
  const run = await go('run');
  expect([run.outcome, run.said]).toEqual(['applied', undefined]);
  expect(otherwise(run.record)).toEqual([]);
  await sql(connection, all.map(({ since = '' }) => since).join(';\n'));

  const refused = await go('rollback');
  expect([refused.outcome, refused.code]).toEqual(['refused', 'CANNOT_BE_GIVEN_BACK']);
  const lost = all.flatMap((each) => each.lost);
  expect(refused.record.error?.next).toBe(
    `If it may stay so: ${[...lost]
      .reverse()
      .map((each) => `--accept-loss ${each}`)
      .join(' ')}`,
  );

  const back = await go('rollback', { acceptLoss: lost });
  expect([back.outcome, back.said]).toEqual(['taken-back', undefined]);
  const answers = await Promise.all(
    all.map(async ({ name, then }) => ({ name, answer: then && (await sql(connection, then.ask)) })),
  );
  expect(answers).toEqual(all.map(({ name, then }) => ({ name, answer: then?.answer })));

  // What stayed in escrow is nothing that a later run would have to give back.
  const again = await go('run');
  expect([again.outcome, again.said]).toEqual(['applied', undefined]);
});

const until = (rule: string) => `// safe-migrate: allow ${rule} until 2999-12-31 because of this case\n`;

test('a foreign key in a migration of its own, then the table: it comes back before the key to it, in one transaction', async () => {
  const { connection, project } = await stage.prepare({
    migrations: [
      {
        name: 'UnlinkCompany1800000000001',
        head: until('drop-constraint'),
        up: queries('ALTER TABLE core.opportunity DROP CONSTRAINT "opportunity_companyId_fkey"'),
        down: queries(
          'ALTER TABLE core.opportunity ADD CONSTRAINT "opportunity_companyId_fkey" FOREIGN KEY ("companyId") REFERENCES core.company (id) ON DELETE CASCADE',
        ),
      },
      {
        name: 'RemoveCompany1800000000002',
        head: until('drop-table'),
        up: queries('DROP TABLE core.company'),
        down: queries(
          `CREATE TABLE core.company (id uuid PRIMARY KEY, name text NOT NULL, employees integer, tags text[] NOT NULL DEFAULT '{}')`,
        ),
      },
    ],
  });
  const before = withoutList(await dumpOf(stage.server.tools, connection));
  const run = await runProject(project, { scratchUrl: stage.server.url, sync: ['exit 1'] });
  expect([run.outcome, run.code]).toEqual(['rolled-back', 'SYNC_FAILED']);
  expect(withoutList(await dumpOf(stage.server.tools, connection))).toEqual(before);
});

test('several pending: one loops over the rows, and writes to what the one before it has made', async () => {
  const { run, connection } = await stage.play({
    migrations: [
      {
        name: 'AddSlug1800000000001',
        up: queries('ALTER TABLE core.company ADD slug text'),
        down: queries('ALTER TABLE core.company DROP COLUMN slug'),
      },
      {
        name: 'FillSlug1800000000002',
        head: until('update-without-where'),
        up: `for (const { id, name } of await queryRunner.query('SELECT id, name FROM core.company ORDER BY id LIMIT 20'))
          await queryRunner.query('UPDATE core.company SET slug = $1 WHERE id = $2 AND slug IS NULL', [name.toLowerCase(), id]);`,
        down: queries('UPDATE core.company SET slug = NULL'),
      },
    ],
  });
  expect([run.outcome, run.record.error?.why]).toEqual(['applied', undefined]);
  expect(await sql(connection, 'SELECT count(slug)::int AS n FROM core.company')).toEqual([{ n: 20 }]);
});

const KEYED = 'CREATE TABLE core.t (id serial PRIMARY KEY, v text UNIQUE NOT NULL)';
const REFUSED = [
  {
    name: 'a column of a table without a key is dropped',
    allow: ['drop-column'],
    up: 'ALTER TABLE core.note DROP COLUMN at',
    down: 'ALTER TABLE core.note ADD COLUMN at interval',
    code: 'NOT_REVERSIBLE',
    says: /core\.note\.at: the table has no primary key to find the rows by/,
  },
  {
    name: 'a key is dropped whose numbers have gaps',
    given: `${KEYED}; INSERT INTO core.t (id, v) VALUES (1, 'a'), (5, 'b'), (9, 'c')`,
    allow: ['drop-column'],
    up: 'ALTER TABLE core.t DROP COLUMN id',
    down: 'ALTER TABLE core.t ADD id serial PRIMARY KEY',
    code: 'NOT_REVERSIBLE',
    says: /core\.t differs in id/,
  },
  {
    name: 'values are replaced',
    allow: ['overwrite-rows'],
    up: 'UPDATE core.company SET employees = 0 WHERE employees = 1',
    down: 'UPDATE core.company SET employees = 1 WHERE employees = 0',
    code: 'DATA_WOULD_CHANGE',
    says: /declare them in its doc comment: \/\*\* @Changes\('core\.company\.employees'\) \*\//,
  },
  {
    name: 'rows are deleted for a unique index',
    given: `${KEYED.replace('UNIQUE ', '')}; INSERT INTO core.t (v) VALUES ('a'), ('a'), ('b')`,
    allow: ['delete-rows'],
    up: 'DELETE FROM core.t WHERE id = 2; ALTER TABLE core.t ADD CONSTRAINT "UQ_v" UNIQUE (v)',
    down: 'ALTER TABLE core.t DROP CONSTRAINT "UQ_v"',
    code: 'DATA_WOULD_CHANGE',
    says: /3 rows became 2/,
  },
  {
    name: 'a table is dropped together with a foreign key to it',
    allow: ['drop-constraint', 'drop-table'],
    up: 'ALTER TABLE core.opportunity DROP CONSTRAINT "opportunity_companyId_fkey"; DROP TABLE core.company',
    down: `CREATE TABLE core.company (id uuid PRIMARY KEY, name text NOT NULL, employees integer, tags text[] NOT NULL DEFAULT '{}');
      ALTER TABLE core.opportunity ADD CONSTRAINT "opportunity_companyId_fkey" FOREIGN KEY ("companyId") REFERENCES core.company (id) ON DELETE CASCADE`,
    code: 'MIGRATION_FAILED',
    says: /put a foreign key to it into a migration of its own, before this one/,
  },
] as const;

test.each(REFUSED)(
  'refused, and says why and what to do: $name',
  async ({ allow, up, down, code, says, ...more }) => {
    const { run, before, after } = await stage.play({
      ...more,
      migrations: [
        { name: 'Case1800000000001', head: allow.map(until).join(''), up: queries(up), down: queries(down) },
      ],
    });
    expect([
      run.code,
      run.record.reviews.flatMap(({ findings }) => findings.map(({ rule }) => rule)),
    ]).toEqual([code, expect.not.arrayContaining(['acknowledgement-unused'])]);
    expect(`${run.record.error?.why}\n${run.record.error?.next}`).toMatch(says);
    expect(after).toEqual(before);
  },
);
