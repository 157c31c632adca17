import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dumpDefinitions } from '../backup/dump';
import { reviewProjectCommand } from '../cli/review-project';
import {
  createProject,
  dataSourceText,
  queries,
  type MigrationSource,
  type Project,
} from '../testing/project';
import { runProject } from '../testing/run-project';
import { openStage, type Stage } from '../testing/scenario';
import { sql } from '../testing/test-server';
import type { LoadedDataSource } from '../typeorm/protocol';
import { parseSnapshot, renderSnapshot } from './schema-snapshot';
import { snapshotSchema } from './snapshot-schema';
import { takeSnapshot } from './take-snapshot';

let stage: Stage;
const projects: Project[] = [];
beforeAll(async () => {
  stage = await openStage();
});
afterAll(async () => {
  for (const project of projects) project.remove();
  await stage.close();
});

const FILE = 'safe-migrate.snapshot.sql';
const NOWHERE = { host: '127.0.0.1', port: 1, user: 'nobody', password: 'hidden-secret', database: 'x' };
const COLUMN: MigrationSource = {
  name: 'AddExtra1800000000001',
  up: queries('ALTER TABLE core.opportunity ADD COLUMN extra text'),
  down: queries('ALTER TABLE core.opportunity DROP COLUMN extra'),
};
const INDEX: MigrationSource = {
  name: 'AddExtraIndex1800000000002',
  up: queries('CREATE INDEX extra ON core.opportunity (extra)'),
  down: queries('DROP INDEX core.extra'),
};

async function review(project: Project, options: Readonly<Record<string, unknown>> = {}) {
  let output = '';
  let notes = '';
  const code = await reviewProjectCommand(
    { dataSource: project.dataSource, scratchUrl: stage.server.url, ...options, projectRoot: project.root },
    {
      print: (text) => (output += text.toString()),
      note: (text) => (notes += `${text}\n`),
      ...{ colour: false, now: () => new Date('2026-11-22T12:00:00Z'), displayRoot: project.root },
    },
  );
  return { code, output, notes };
}

/** What a checkout in CI holds: the project, the file, and no way to the database. */
function checkout(snapshot: string, migrations: readonly MigrationSource[]): Project {
  const project = createProject({ connection: NOWHERE, migrations });
  projects.push(project);
  project.write(FILE, snapshot);
  return project;
}

test('a run writes it, and a review without the database judges what came later, with the true sizes', async () => {
  const { run, project, connection } = await stage.play({ migrations: [COLUMN], given: 'ANALYZE' });
  expect(run.outcome).toBe('applied');
  const text = readFileSync(join(project.root, FILE), 'utf8');
  expect(text).not.toContain(connection.password);
  expect(existsSync(join(project.root, `${FILE}.tmp`))).toBe(false);
  const snapshot = parseSnapshot(text, FILE);
  expect(snapshot.executed).toEqual(['CreateCrm1700000000000', COLUMN.name]);
  expect(snapshot.sizes['core.opportunity']?.[0]).toBeGreaterThan(0);

  const known = await review(checkout(text, [COLUMN, INDEX]), { format: 'json' });
  expect(known.notes).toMatch(
    /No PostgreSQL server answers[^]*1 pending behind the snapshot safe-migrate.snapshot.sql of /,
  );
  const statements = (JSON.parse(known.output) as { statements: { migration: string; sql: string }[] })
    .statements;
  expect(statements.map(({ migration }) => migration)).toEqual([INDEX.name, INDEX.name]);
  expect(known.output).not.toContain('create-index-blocks');

  const big = text.replace(/("core.opportunity": )\[.*?\]/, '$1[90000000,40000000000]');
  const large = await review(checkout(big, [COLUMN, INDEX]), { from: 'snapshot' });
  expect([large.code, large.output]).toEqual([1, expect.stringContaining('create-index-blocks')]);
  expect(large.notes).not.toContain('No PostgreSQL server answers');
});

test('the same database gives the same text, and what it makes is the same schema', async () => {
  const { connection } = await stage.prepare({
    migrations: [],
    given: `
      CREATE ROLE snapshot_reader; CREATE ROLE "snapshot owner"" --" NOLOGIN;
      GRANT SELECT ON core.opportunity TO snapshot_reader;
      ALTER TABLE core.note ENABLE ROW LEVEL SECURITY;
      CREATE POLICY own ON core.note TO "snapshot owner"" --" USING (true);
      CREATE FUNCTION core.commented() RETURNS text LANGUAGE sql AS $$
-- a comment inside

SELECT '\\restrict';
$$;
      CREATE TABLE core.event (id int, at date) PARTITION BY RANGE (at);
      CREATE TABLE core."event 2024; --" PARTITION OF core.event FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
      INSERT INTO core.event VALUES (1, '2024-05-05'); CREATE SEQUENCE core.seldom START 77;
      CREATE FOREIGN DATA WRAPPER nowhere; CREATE SERVER far FOREIGN DATA WRAPPER nowhere;
      CREATE USER MAPPING FOR snapshot_reader SERVER far OPTIONS (password 'a''b;\nfar-secret);', "user" 'x');
      CREATE USER MAPPING FOR PUBLIC SERVER far;`,
  });
  const loaded = { schema: 'core', migrationsTable: '_typeorm_migrations' } as LoadedDataSource;
  const take = (at: string) => takeSnapshot(connection, loaded, stage.server.tools, new Date(at), '/nowhere');
  const text = renderSnapshot(await take('2026-01-01'));
  expect(renderSnapshot(await take('2026-02-02'))).toBe(text.replace('2026-01-01', '2026-02-02'));
  expect(text).not.toMatch(/far-secret|USER MAPPING FOR|2024-05-05/);
  const snapshot = parseSnapshot(text, FILE);
  expect(snapshot.roles).toEqual(expect.arrayContaining(['snapshot owner" --', 'snapshot_reader']));
  const copy = await stage.server.create();
  await snapshotSchema(snapshot, FILE, true).copyInto(copy);
  await sql(
    connection,
    'DROP USER MAPPING FOR snapshot_reader SERVER far; DROP USER MAPPING FOR PUBLIC SERVER far',
  );
  // pg_dump orders what nothing depends on by OID.
  const definitions = async (of: typeof copy) =>
    (await dumpDefinitions(stage.server.tools, of))
      .split('\n')
      .filter((line) => line !== '' && !/^--( Name: .*)?$/.test(line))
      .sort();
  expect(await definitions(copy)).toEqual(await definitions(connection));
});

test('data sources of one database share it; of another database it is told that it says nothing', async () => {
  const { run, project, connection } = await stage.play({ migrations: [COLUMN] });
  expect(run.outcome).toBe('applied');
  const other = { ...project, dataSource: 'src/other.js' };
  const name = 'AddNote1800000000003';
  const text = dataSourceText({ connection, migrations: [] });
  project.write(
    other.dataSource,
    text.replace('_typeorm_migrations', 'other "list"').replace('src/migrations', 'src/others'),
  );
  project.write(
    `src/others/${name}.js`,
    `exports.${name} = class ${name} {
      async up(queryRunner) { ${queries('ALTER TABLE core.note ADD COLUMN extra text')} }
      async down(queryRunner) { ${queries('ALTER TABLE core.note DROP COLUMN extra')} }
    };`,
  );
  expect((await runProject(other, { scratchUrl: stage.server.url })).outcome).toBe('applied');
  const snapshot = parseSnapshot(readFileSync(join(project.root, FILE), 'utf8'), FILE);
  expect(snapshot).toMatchObject({
    ...{ list: '"core"."other ""list"""', executed: [name] },
    others: { '"core"."_typeorm_migrations"': ['CreateCrm1700000000000', COLUMN.name] },
  });
  for (const each of [project, other]) {
    const reviewed = await review(each, { from: 'snapshot' });
    expect([reviewed.code, reviewed.notes]).toEqual([0, expect.stringMatching(/^0 pending behind/m)]);
  }
  const elsewhere = renderSnapshot({ ...snapshot, others: undefined });
  const { code, notes } = await review(checkout(elsewhere, [COLUMN]), { from: 'snapshot' });
  expect([code, notes]).toEqual([2, expect.stringContaining('ERROR SNAPSHOT_OF_ANOTHER')]);
  // One that is called differently there and has the same migrations is known by them.
  const renamed = renderSnapshot({
    ...snapshot,
    others: undefined,
    executed: ['CreateCrm1700000000000', COLUMN.name],
  });
  expect((await review(checkout(renamed, [COLUMN]), { from: 'snapshot' })).code).toBe(0);
});

test('where it cannot be written, the migrations are in place all the same, and it is said', async () => {
  const { run } = await stage.play({
    migrations: [COLUMN],
    settings: { snapshotFile: 'package.json/snapshot.sql' },
  });
  expect(run.outcome).toBe('applied');
  expect(run.record.warnings.join('\n')).toMatch(/package.json\/snapshot.sql was not written: /);
});

test.each<[string, string | undefined, Readonly<Record<string, unknown>>, string]>([
  ['it is asked for and not there', undefined, { from: 'snapshot' }, 'SNAPSHOT_MISSING'],
  ['it is no snapshot', 'SELECT 1;', {}, 'SNAPSHOT_INVALID'],
  [
    'those behind one are asked for too',
    'SELECT 1;',
    { from: 'snapshot', after: COLUMN.name },
    'REVIEW_OPTION',
  ],
])('exit code 2: %s', async (_, text, options, code) => {
  const project = checkout(text ?? '', [COLUMN]);
  const named = text === undefined ? { ...options, snapshotFile: 'nothing.sql' } : options;
  const { code: exit, notes } = await review(project, named);
  expect([exit, notes]).toEqual([2, expect.stringContaining(`ERROR ${code}:`)]);
});

test('one that cannot be built there says what is missing', async () => {
  const { connection } = await stage.prepare({ migrations: [] });
  const loaded = { schema: 'core', migrationsTable: '_typeorm_migrations' } as LoadedDataSource;
  const snapshot = await takeSnapshot(connection, loaded, stage.server.tools, new Date(), '/nowhere');
  const project = checkout(
    renderSnapshot({ ...snapshot, sql: `${snapshot.sql}\nGRANT SELECT ON core.note TO nobody_here;` }),
    [COLUMN],
  );
  const { code, notes } = await review(project, { from: 'snapshot' });
  expect([code, notes]).toEqual([2, expect.stringMatching(/ERROR SNAPSHOT_NOT_BUILT:[^]*nobody_here/)]);
});

test('a migration that production has executed and the checkout lacks is an error', async () => {
  const { connection } = await stage.prepare({ migrations: [] });
  await sql(
    connection,
    `INSERT INTO core._typeorm_migrations (timestamp, name) VALUES (1800000000009, 'Gone1800000000009')`,
  );
  const loaded = { schema: 'core', migrationsTable: '_typeorm_migrations' } as LoadedDataSource;
  const snapshot = await takeSnapshot(connection, loaded, stage.server.tools, new Date(), '/nowhere');
  const { code, notes } = await review(checkout(renderSnapshot(snapshot), [COLUMN]));
  expect([code, notes]).toEqual([2, expect.stringContaining('ERROR MIGRATION_FILE_MISSING')]);
});
