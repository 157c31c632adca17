import { CatalogCopy } from '../review/catalog-copy';
import { judgeTrial, type ReviewedMigration } from '../review/judge-trial';
import { tryMigrations, type Trial } from '../review/try-migration';
import { loadParser } from '@safe-migrate/hazards';
import { GIVEN, type Methods } from '../testing/down-methods/given';
import { APPLIED, RIGHT } from '../testing/down-methods/right';
import { WRONG, WRONG_ROWS } from '../testing/down-methods/wrong';
import { createProject, queries, type MigrationSource, type Project } from '../testing/project';
import { openStage, type Stage } from '../testing/scenario';
import { sql } from '../testing/test-server';
import { Host } from '../typeorm/host';
import type { LoadedDataSource } from '../typeorm/protocol';

const SCHEMA = Object.entries(WRONG);
const ROWS = Object.entries(WRONG_ROWS);
const GOOD = Object.entries(RIGHT);

/** Each kind has its own range of timestamps. */
const sources = (kind: number, cases: readonly [string, Methods][]): MigrationSource[] =>
  cases.map(([, { up, down }], index) => ({
    name: `Case${1_800_000_000_000 + kind * 1000 + index}`,
    up: queries(...up),
    down: queries(...down),
  }));

/** What is said about `down()`, by the review, by the rehearsal on rows, or of a statement in it. */
const ABOUT_DOWN =
  /down-does-not-restore|down-moves-column|down-fails|NOT_REVERSIBLE|DATA_WOULD_CHANGE|^down (?:delete-rows|drop-sequence) /m;

let stage: Stage;
let project: Project;
let host: Host;
let loaded: LoadedDataSource;

beforeAll(async () => {
  await loadParser();
  stage = await openStage();
  await sql(stage.server.connection, 'CREATE DATABASE given TEMPLATE crm');
  await sql({ ...stage.server.connection, database: 'given' }, GIVEN);
  const migrations = [...sources(0, SCHEMA), ...sources(1, GOOD)];
  project = createProject({ connection: stage.server.connection, migrations });
  ({ host, loaded } = await Host.start(project.root, project.dataSource));
}, 60_000);

afterAll(async () => {
  await host?.close();
  project?.remove();
  await stage?.close();
});

/** Tries one as the review does, on a copy of what is given, and judges it. */
async function review(kind: number, index: number): Promise<ReviewedMigration> {
  const { server } = stage;
  const migration = loaded.migrations.find(
    ({ timestamp }) => timestamp === 1_800_000_000_000 + kind * 1000 + index,
  );
  if (!migration) throw new Error(`there is no migration ${index}`);
  const database = await server.create('given');
  await host.connect('spec', {}, database);
  try {
    const place = { host, tools: server.tools, database, catalog: new CatalogCopy() };
    const tried = await tryMigrations(place, [{ migration, transactional: true }]).next();
    const { trial } = tried.value as { trial: Trial };
    const { catalog } = trial;
    const facts = { major: server.tools.major, sessionSettings: {}, timeZone: 'UTC' };
    return judgeTrial(migration, true, trial, { catalog, facts, today: '2026-01-01' });
  } finally {
    await host.disconnect();
  }
}

const words = ({ findings }: ReviewedMigration): string =>
  findings.map(({ direction, rule, message }) => `${direction} ${rule} ${message}`).join('\n');

test.each(SCHEMA.map(([name], index) => [name, index] as const))(
  'a down() that %s is found',
  async (name, index) => {
    const reviewed = await review(0, index);
    if (process.env['SHOW']) process.stdout.write(`\n##### ${name}\n${words(reviewed)}\n`);
    expect(words(reviewed)).toMatch(ABOUT_DOWN);
    expect(reviewed.level).toBe('dangerous');
  },
);

test.each(GOOD.map(([name], index) => [name, index] as const))(
  'a right down() is left alone: %s',
  async (name, index) => {
    const reviewed = await review(1, index);
    if (process.env['SHOW']) process.stdout.write(`\n##### RIGHT ${name}\n${words(reviewed)}\n`);
    expect(words(reviewed)).not.toMatch(ABOUT_DOWN);
    expect(reviewed.findings.filter(({ rule }) => rule === 'up-fails')).toEqual([]);
  },
);

/** The whole run: only the rehearsal on real rows sees these. */
test.each(ROWS)('a down() that %s is found on the restored backup', async (_name, methods) => {
  const { run, before, after } = await stage.play({
    given: GIVEN,
    migrations: sources(2, [['', methods]]),
    settings: { refuse: 'dangerous' },
  });
  const { reviews, error, warnings } = run.record;
  const said = [...reviews.map(words), error?.code, error?.why, ...warnings].join('\n');
  if (process.env['SHOW']) process.stdout.write(`\n##### ROWS ${_name} ${run.outcome}\n${said}\n`);
  expect(said).toMatch(ABOUT_DOWN);
  expect(run.outcome).toBe('refused');
  expect(after).toEqual(before);
});

/** What PostgreSQL cannot take back, and an empty down(). */
const FINAL: readonly [string, Methods][] = [
  ['a label', { up: [`ALTER TYPE core.mood ADD VALUE 'ugly' BEFORE 'bad'`], down: ['SELECT 1'] }],
  ['a validation', { up: ['ALTER TABLE core.log VALIDATE CONSTRAINT log_short'], down: ['SELECT 1'] }],
];
const GIVEN_FINAL = `${GIVEN}
  ALTER TABLE core.log ADD CONSTRAINT log_short CHECK (length(line) < 100) NOT VALID;
  COMMENT ON CONSTRAINT log_short ON core.log IS 'one line';`;

test('beside what stays for good, an index that is lost where there are rows is found, and only that', async () => {
  const lost = {
    up: [
      'DO $$ BEGIN IF EXISTS (SELECT FROM core.log) THEN DROP INDEX core.log_line; END IF; END $$',
      'ALTER TABLE core.log ADD extra text',
    ],
    down: ['ALTER TABLE core.log DROP extra'],
  };
  const { run, before, after } = await stage.play({
    given: GIVEN_FINAL,
    migrations: sources(3, [...FINAL, ['loses an index', lost]]),
    options: `migrationsTransactionMode: 'each',`,
    settings: { refuse: 'dangerous' },
  });
  if (process.env['SHOW']) process.stdout.write(`\n##### FINAL ${JSON.stringify(run.record.error)}\n`);
  expect(run.record.error).toMatchObject({ code: 'NOT_REVERSIBLE' });
  expect(run.record.error?.why).toMatch(/^- CREATE UNIQUE INDEX "log_line" [^\n]*$/);
  expect(after).toEqual(before);
});

test('what stays for good does not stand in the way of what comes back', async () => {
  const { run } = await stage.play({
    given: GIVEN_FINAL,
    migrations: sources(3, [
      ...FINAL,
      [
        'a column',
        { up: ['ALTER TABLE core.log ADD extra text'], down: ['ALTER TABLE core.log DROP extra'] },
      ],
    ]),
    options: `migrationsTransactionMode: 'each',`,
    settings: { refuse: 'dangerous' },
  });
  expect(run.record.error).toBeUndefined();
  expect(run.outcome).toBe('applied');
});

test('those that a run lets pass are applied in one run, as predicted', async () => {
  const { run } = await stage.play({
    given: GIVEN,
    migrations: sources(1, Object.entries(APPLIED)),
    options: `migrationsTransactionMode: 'each',`,
    settings: { refuse: 'dangerous' },
  });
  const { reviews, error, rehearsal } = run.record;
  if (process.env['SHOW'])
    process.stdout.write(
      `\n##### ALL ${run.outcome} ${JSON.stringify(error)}\n${reviews
        .flatMap(({ findings }) => findings)
        .filter(({ level }) => level === 'dangerous')
        .map(({ rule, message }) => `${rule} ${message}`)
        .join('\n')}\n`,
    );
  expect([...reviews.map(words), error?.code, error?.why].join('\n')).not.toMatch(ABOUT_DOWN);
  expect(rehearsal?.mismatches).toEqual([]);
  expect(run.outcome).toBe('applied');
}, 120_000);
