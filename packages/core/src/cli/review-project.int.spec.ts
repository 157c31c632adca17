import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Ajv from 'ajv';
import type { FilesReview, FileStatement } from '@safe-migrate/hazards';
import { dumpOf } from '../testing/database-dump';
import { leftovers } from '../testing/leftovers';
import { createProject, queries, type MigrationSource, type Project } from '../testing/project';
import { openStage, type Stage } from '../testing/scenario';
import { sql } from '../testing/test-server';
import { reviewProjectCommand } from './review-project';

const COMMAND = resolve(__dirname, '../../bin/safe-migrate.js');

let stage: Stage;
const projects: Project[] = [];
beforeAll(async () => {
  stage = await openStage();
});
afterAll(async () => {
  for (const project of projects) project.remove();
  await stage.close();
});

const NOWHERE = { host: '127.0.0.1', port: 1, user: 'nobody', password: 'hidden-secret', database: 'x' };

const CREATE: MigrationSource = {
  name: 'CreateAccount1700000000001',
  up: queries('CREATE TABLE core.account (id int PRIMARY KEY, email text, plan text)'),
  down: queries('DROP TABLE core.account'),
};
const INDEX: MigrationSource = {
  name: 'AddEmailIndex1700000000002',
  up: `for (const name of ['email', 'plan']) {\n      await queryRunner.query(\`CREATE INDEX account_\${name} ON core.account (\${name})\`);\n    }`,
  down: queries('DROP INDEX core.account_email', 'DROP INDEX core.account_plan'),
};
const COLUMN: MigrationSource = {
  name: 'AddNote1700000000003',
  up: queries('ALTER TABLE core.account ADD COLUMN note text'),
  down: queries('ALTER TABLE core.account DROP COLUMN note'),
};

function projectOf(
  migrations: readonly MigrationSource[],
  typescript = false,
  connection = NOWHERE,
): Project {
  const project = createProject({ connection, migrations, typescript, withoutBaseline: true });
  projects.push(project);
  return project;
}

async function review(project: Project, options: Readonly<Record<string, unknown>> = {}) {
  let output = '';
  let notes = '';
  const given = { dataSource: project.dataSource, scratchUrl: stage.server.url, ...options };
  const code = await reviewProjectCommand(
    { ...given, projectRoot: project.root },
    {
      print: (text) => (output += text.toString()),
      note: (text) => (notes += `${text}\n`),
      ...{ colour: false, now: () => new Date('2026-11-22T12:00:00Z'), displayRoot: project.root },
    },
  );
  expect(output + notes).not.toContain('hidden-secret');
  expect(notes).not.toMatch(/^\s+at /m);
  expect(await leftovers(stage.server, project)).toEqual([]);
  return { code, output, notes };
}

/** The command itself, which has the project loaded before it knows its own options. */
function command(project: Project, ...options: readonly string[]) {
  const given = ['--data-source', project.dataSource, '--scratch-url', stage.server.url, ...options];
  const { root: cwd } = project;
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, 'review', ...given], {
    ...{ cwd, encoding: 'utf8', timeout: 120_000 },
  });
  return { code: status, output: stdout, notes: stderr };
}

test('the command says the same, and what is wrong with its options', async () => {
  const project = projectOf([CREATE, INDEX, COLUMN]);
  const { code, output } = await review(project, { all: true, format: 'json' });
  const said = command(project, '--all', '--format', 'json');
  expect({ code: said.code, statements: read(said.output).statements }).toEqual({
    code,
    statements: read(output).statements,
  });
  expect(command(project, '--format', 'stone')).toMatchObject({ code: 2, output: '' });
  const missing = command({ ...project, dataSource: 'src/nowhere.ts' });
  expect(missing).toMatchObject({ code: 2, output: '' });
  expect(missing.notes).toContain('ERROR DATA_SOURCE_NOT_FOUND');
  expect(missing.notes).not.toMatch(/^\s+at /m);
  expect(await leftovers(stage.server, project)).toEqual([]);
});

type Statement = FileStatement & { readonly migration: string; readonly direction: string };
type Output = Omit<FilesReview, 'statements'> & { readonly statements: readonly Statement[] };
const read = (output: string): Output => JSON.parse(output) as Output;

describe('from an empty database on', () => {
  test.each([false, true])(
    'what is really sent, at the line that sends it (TypeScript: %s)',
    async (typescript) => {
      const project = projectOf([CREATE, INDEX, COLUMN], typescript);
      const { code, output, notes } = await review(project, { all: true, format: 'json' });
      expect(code).toBe(1);
      expect(notes).toContain('3 of 3 migrations are judged');
      const result = read(output);
      const folder = 'src/migrations';
      const files = [CREATE, INDEX, COLUMN].map(
        ({ name }) => `${folder}/${name}.${typescript ? 'ts' : 'js'}`,
      );
      expect(result.files).toEqual(files);
      const found = result.statements.filter(({ findings }) => findings.length > 0);
      const lines = readFileSync(join(project.root, files[1] ?? ''), 'utf8').split('\n');
      const line = lines.findIndex((text) => text.includes('CREATE INDEX')) + 1;
      expect(
        found.map(({ sql: text, file, line: at, direction, migration }) => [
          text,
          file,
          at,
          direction,
          migration,
        ]),
      ).toEqual(
        ['email', 'plan'].map((name) => [
          `CREATE INDEX account_${name} ON core.account (${name})`,
          ...[files[1], line, 'up', INDEX.name],
        ]),
      );
      expect(found[0]).toMatchObject({
        ...{ effect: 'known', scans: ['core.account'], builds: ['core.account_email'], error: null },
        locks: expect.arrayContaining([{ relation: 'core.account', mode: 'ShareLock' }]) as unknown,
      });
      expect(found.flatMap(({ findings }) => findings.map(({ rule }) => rule))).toContain(
        'create-index-blocks',
      );
      const schema = resolve(__dirname, '../../../../docs/schemas/review.schema.json');
      const validate = new Ajv({ schemaId: 'auto', allErrors: true }).compile(
        JSON.parse(readFileSync(schema, 'utf8')) as object,
      );
      validate(result);
      expect(validate.errors).toBeNull();
    },
  );

  test.each([
    ['name', INDEX.name],
    ['file', `src/migrations/${INDEX.name}.js`],
    ['name of the file', `${INDEX.name}.js`],
  ])('only those behind one, which is given by its %s', async (_, after) => {
    const { code, output, notes } = await review(projectOf([CREATE, INDEX, COLUMN]), {
      after,
      format: 'json',
    });
    expect(code).toBe(0);
    expect(notes).toContain('1 of 3 migrations are judged');
    expect(read(output).statements.map(({ migration }) => migration)).toEqual([COLUMN.name, COLUMN.name]);
  });

  test('nothing behind the last one: nothing is judged, and nothing is wrong', async () => {
    const { code, output, notes } = await review(projectOf([CREATE]), { after: CREATE.name });
    expect([code, output]).toEqual([0, expect.stringContaining('0 statements in 0 files')]);
    expect(notes).toContain(`nothing comes after ${CREATE.name}`);
  });

  test.each([
    ['sarif', /"ruleId": "create-index-blocks"/],
    ['gitlab', /"path": "src\/migrations\/AddEmailIndex1700000000002.js"/],
    ['github', /::warning file=src\/migrations\/AddEmailIndex1700000000002.js,line=\d+,col=\d+/],
  ])('as %s, into a file', async (format, says) => {
    const project = projectOf([CREATE, INDEX]);
    const { code, output, notes } = await review(project, {
      all: true,
      format,
      outputFile: 'out/review.txt',
    });
    expect(code).toBe(1);
    expect(readFileSync(join(project.root, 'out/review.txt'), 'utf8')).toMatch(says);
    expect(output).toContain('create-index-blocks');
    expect(notes).toContain('written to out/review.txt');
  });

  test('acknowledged findings do not count, whatever they are; an acknowledgement that ran out does', async () => {
    const allow = (until: string) =>
      `// safe-migrate: allow drop-column until ${until} because nobody reads it\n    `;
    const drop = (until: string): MigrationSource => ({
      name: 'RemovePlan1700000000002',
      up: allow(until) + queries('ALTER TABLE core.account DROP COLUMN plan'),
      down: queries('ALTER TABLE core.account ADD COLUMN plan text'),
    });
    const today = await review(projectOf([CREATE, drop('2026-11-22')]), {
      all: true,
      format: 'json',
      threshold: 'dangerous',
    });
    const statement = read(today.output).statements.find(({ acknowledged }) => acknowledged.length > 0);
    expect(statement?.acknowledged[0]?.acknowledged).toMatchObject({
      until: '2026-11-22',
      reason: 'nobody reads it',
    });
    expect(statement?.acknowledged[0]?.acknowledged.line).toBe((statement?.line ?? 0) - 1);
    const late = await review(projectOf([CREATE, drop('2026-11-21')]), { all: true });
    expect(late.code).toBe(1);
    expect(late.output).toContain('acknowledgement-expired');
    expect(late.output).toContain('drops column "plan"');
  });

  test('what needs rows is not called safe, nor what stands behind it', async () => {
    const needy: MigrationSource = {
      name: 'NeedRow1700000000002',
      up: `const [row] = await queryRunner.query('SELECT id FROM core.account');\n    await queryRunner.query('UPDATE core.account SET plan = $1 WHERE id = $2', ['x', row.id]);`,
      down: queries('SELECT 1'),
    };
    const { code, output } = await review(projectOf([CREATE, needy, COLUMN]), { all: true });
    expect(code).toBe(1);
    expect(output).toMatch(
      /not-tried-to-the-end: up\(\) did not get through on a database without rows.*the one behind it/,
    );
    const only = await review(projectOf([CREATE, needy, COLUMN]), { after: needy.name });
    expect([only.code, only.notes]).toEqual([2, expect.stringContaining('ERROR REPLAY_FAILED')]);
  });

  test('what the project sets up before its migrations comes from a file', async () => {
    const seeded: MigrationSource = {
      name: 'UseFunction1700000000000',
      up: queries('CREATE TABLE core.stamped (at timestamptz DEFAULT outside.stamp())'),
      down: queries('DROP TABLE core.stamped'),
    };
    const project = projectOf([seeded, CREATE]);
    const without = await review(project, { after: seeded.name });
    expect([without.code, without.notes]).toEqual([2, expect.stringContaining('--setup FILE.sql')]);
    project.write(
      'setup.sql',
      'CREATE SCHEMA outside; CREATE FUNCTION outside.stamp() RETURNS timestamptz LANGUAGE sql AS $$ SELECT now() $$;',
    );
    expect((await review(project, { after: seeded.name, setup: 'setup.sql' })).code).toBe(0);
    project.write('setup.sql', 'CREATE SCHEM outside');
    const broken = await review(project, { after: seeded.name, setup: 'setup.sql' });
    expect([broken.code, broken.notes]).toEqual([2, expect.stringContaining('ERROR SETUP_FAILED')]);
  });

  test('rules that are off by default speak where they are asked to', async () => {
    const project = projectOf([CREATE]);
    const rulesOf = async (options: Readonly<Record<string, unknown>>) =>
      read((await review(project, { all: true, format: 'json', ...options })).output).statements.flatMap(
        ({ findings }) => findings.map(({ rule }) => rule),
      );
    expect(await rulesOf({})).toEqual([]);
    expect(await rulesOf({ enable: ['prefer-bigint-keys'] })).toEqual(['prefer-bigint-keys']);
    project.write('safe-migrate.config.json', '{ "enable": ["all"] }');
    expect(await rulesOf({})).toContain('prefer-bigint-keys');
  });

  test('a server of its own is booted where none is named', async () => {
    const { code, notes } = await review(projectOf([CREATE]), { all: true, scratchUrl: undefined });
    expect([code, notes]).toEqual([0, expect.stringContaining('on PostgreSQL 15')]);
  });
});

describe('against the live database', () => {
  test('exactly what it has not run is judged, with its sizes; it is not written to', async () => {
    const index: MigrationSource = {
      name: 'AddStageIndex1800000000001',
      up: queries(
        'CREATE INDEX stage ON core.opportunity (stage)',
        'ALTER TABLE core.note RENAME COLUMN at TO since',
      ),
      down: queries('ALTER TABLE core.note RENAME COLUMN since TO at', 'DROP INDEX core.stage'),
    };
    const { connection, project } = await stage.prepare({ migrations: [index] });
    await sql(connection, 'ANALYZE');
    const before = await dumpOf(stage.server.tools, connection);
    const { code, output, notes } = await review(project, { format: 'json' });
    expect(notes).toContain('1 pending on');
    const result = read(output);
    expect(code).toBe(1);
    expect(result.statements.map(({ migration }) => migration)).toEqual(Array<string>(4).fill(index.name));
    const rules = result.statements.map(({ findings }) => findings.map(({ rule }) => rule));
    // A thousand rows are indexed in no time.
    expect(rules[0]).not.toContain('create-index-blocks');
    expect(rules[1]).toContain('rename');
    expect(await dumpOf(stage.server.tools, connection)).toEqual(before);
    expect(existsSync(join(project.root, '.safe-migrate'))).toBe(false);
  });

  test('without a server the schema is built from the migrations, and it is said; unless it must be live', async () => {
    const project = projectOf([CREATE, COLUMN]);
    const auto = await review(project);
    expect([auto.code, auto.notes]).toEqual([
      0,
      expect.stringMatching(/No PostgreSQL server answers[^]*The schema is built from the migrations/),
    ]);
    const live = await review(project, { from: 'live' });
    expect([live.code, live.notes]).toEqual([2, expect.stringContaining('ERROR DATABASE_UNREACHABLE')]);
  });
});

test.each<[string, Readonly<Record<string, unknown>>, string]>([
  ['a migration that is not there', { after: 'Nothing1' }, 'AFTER_UNKNOWN'],
  ['a data source that is not there', { dataSource: 'nothing.js' }, 'DATA_SOURCE_NOT_FOUND'],
  ['a setup file that is not there', { all: true, setup: 'nothing.sql' }, 'SETUP_UNREADABLE'],
  ['a schema that is none', { from: 'elsewhere' }, 'REVIEW_OPTION'],
  ['live, and all', { from: 'live', all: true }, 'REVIEW_OPTION'],
  ['live, and another major', { from: 'live', pg: '17' }, 'REVIEW_OPTION'],
  ['all, and those behind one', { all: true, after: CREATE.name }, 'REVIEW_OPTION'],
  ['SQL files too', { sql: ['a.sql'] }, 'REVIEW_OPTION'],
  ['an option of SQL files', { transaction: 'all' }, 'REVIEW_OPTION'],
  ['a format that is none', { format: 'yaml' }, 'REVIEW_OPTION'],
  ['a rule that is none', { enable: ['nothing'] }, 'SETTINGS_INVALID'],
  ['a major that is none', { pg: '9' }, 'REVIEW_OPTION'],
  ['a file that cannot be written', { after: CREATE.name, outputFile: 'package.json/x' }, 'OUTPUT_FILE'],
])('exit code 2: %s', async (_, options, code) => {
  const result = await review(projectOf([CREATE]), options);
  expect([result.code, result.notes]).toEqual([2, expect.stringContaining(`ERROR ${code}:`)]);
  expect(result.output).toBe('');
});
