import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findClientTools, startScratchServer, type ScratchServer } from '@safe-migrate/core';
import { Client } from 'pg';
import { CRM } from '../../packages/core/src/testing/crm';
import { filesOnDisk } from '../../packages/nx/src/guard/disk';
import type { Graph } from '../../packages/nx/src/guard/graph';
import { objectionsTo } from '../../packages/nx/src/guard/objections';
import { mustRun, ROOT } from '../support/shell';
import { DEEDS, program, urlOf, type Database, type Scene } from './deeds';
import { matrixPage, type Cells } from './matrix-page';
import { MOMENTS, SERVER, twentyFiles } from './twenty-shapes';
import { HIDING_FILES, HIDING_SCRIPTS, HIDING_TARGETS, WAYS, type Way } from './ways';
import { createWorkspace, type Workspace } from './workspace';

const PAGE = join(ROOT, 'docs/guard-matrix.md');
const NX = 'NX_ISOLATE_PLUGINS=false nx';
const CLI = join(ROOT, 'packages/core/bin/safe-migrate.js');
const DATA_SOURCE = 'src/database/typeorm/core/core.datasource.ts';
/** Nobody in particular: what CI and agents set is left out. */
const LAPTOP = Object.fromEntries(
  [
    'CI',
    'GITHUB_ACTIONS',
    'AI_AGENT',
    'AGENT',
    'CLAUDECODE',
    'PG_DATABASE_URL',
    'DATABASE_URL',
    'KUBERNETES_SERVICE_HOST',
  ].map((name) => [name, '']),
);

interface State {
  readonly graph: Graph;
  readonly scripts: Readonly<Record<string, string>>;
}

let server: ScratchServer;
let workspace: Workspace;
let scene: Scene;
let raw: State;
let guarded: State;
let rawRoot: Workspace;

const ask = async (database: Database, text: string): Promise<Record<string, unknown>[]> => {
  const client = new Client(database);
  client.on('error', () => undefined);
  await client.connect();
  try {
    const result: unknown = await client.query(text);
    return ((Array.isArray(result) ? result.at(-1) : result) as { rows: Record<string, unknown>[] }).rows;
  } finally {
    await client.end();
  }
};

/** Every column and row of production, the views, types, sequences and schemas; whatever else is allowed to change. */
const content = async (): Promise<string> =>
  JSON.stringify([
    await ask(
      scene.production,
      `SELECT table_schema, table_name, column_name, data_type FROM information_schema.columns WHERE table_schema ~ '^(core|workspace_1)$' ORDER BY 1, 2, 3`,
    ),
    await ask(
      scene.production,
      `SELECT relname, (xpath('/row/h/text()', query_to_xml(format('SELECT md5(coalesce(string_agg(t::text, %L ORDER BY t::text), %L)) AS h FROM %s t', ',', '', oid::regclass), false, true, '')))[1]::text AS hash
         FROM pg_class WHERE relkind = 'r' AND relnamespace IN ('core'::regnamespace, 'workspace_1'::regnamespace) ORDER BY 1`,
    ),
    await ask(
      scene.production,
      `SELECT typname FROM pg_type WHERE typnamespace = 'core'::regnamespace AND typtype = 'e' ORDER BY 1`,
    ),
    await ask(
      scene.production,
      `SELECT relname, relkind FROM pg_class WHERE relnamespace = 'core'::regnamespace AND relkind IN ('v', 'S') ORDER BY 1`,
    ),
    await ask(scene.production, `SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' ORDER BY 1`),
  ]);

const command = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  program(process.execPath, [CLI, ...args], { cwd: scene.server, env: { ...LAPTOP, ...env } });

beforeAll(async () => {
  const tools = await findClientTools();
  server = await startScratchServer({ major: tools.major });
  await ask(server.connection, 'CREATE DATABASE twenty');
  const production = { ...server.connection, database: 'twenty' };
  await ask(
    production,
    `${CRM}; ALTER TABLE core.person ADD COLUMN mood text; CREATE VIEW core.names AS SELECT name FROM core.company;
     CREATE SCHEMA workspace_1; CREATE TABLE workspace_1.company (id int PRIMARY KEY, name text); INSERT INTO workspace_1.company VALUES (1, 'Acme');
     DELETE FROM core._typeorm_migrations; INSERT INTO core._typeorm_migrations ("timestamp", name) VALUES (1700000000000, 'AddMood1700000000000')`,
  );
  const files = twentyFiles(MOMENTS[1], urlOf(production));
  const project = JSON.parse(files[`${SERVER}/project.json`] ?? '') as { targets: object };
  const manifest = JSON.parse(files[`${SERVER}/package.json`] ?? '') as { scripts: object };
  const front = JSON.parse(files['packages/twenty-front/project.json'] ?? '') as { targets: object };
  const e2e = {
    executor: 'nx:run-commands',
    options: { command: 'vitest' },
    dependsOn: [{ target: 'wipe', projects: ['twenty-server'] }],
  };
  const all = {
    ...files,
    ...HIDING_FILES,
    [`${SERVER}/project.json`]: JSON.stringify(
      { ...project, targets: { ...project.targets, ...HIDING_TARGETS } },
      null,
      2,
    ),
    [`${SERVER}/package.json`]: JSON.stringify(
      { ...manifest, scripts: { ...manifest.scripts, ...HIDING_SCRIPTS } },
      null,
      2,
    ),
    'packages/twenty-front/project.json': JSON.stringify(
      { ...front, targets: { ...front.targets, e2e } },
      null,
      2,
    ),
  };
  const readState = async ({ root }: Workspace): Promise<State> => {
    await mustRun(`${NX} graph --file=graph.json`, root);
    const { graph } = JSON.parse(readFileSync(join(root, 'graph.json'), 'utf8')) as { graph: Graph };
    rmSync(join(root, 'graph.json'));
    const { scripts } = JSON.parse(readFileSync(join(root, SERVER, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    return { graph, scripts };
  };
  rawRoot = createWorkspace('matrix-raw', all);
  workspace = createWorkspace('matrix', all);
  raw = await readState(rawRoot);
  await mustRun(`${NX} g @safe-migrate/nx:init`, workspace.root);
  guarded = await readState(workspace);

  const archive = join(workspace.root, 'twenty.dump');
  const pgBin = (name: string): string => {
    const beside = join(dirname(tools.pgDump), name);
    return existsSync(beside) ? beside : name;
  };
  // What is dropped below is done by what stands in the workspace before init.
  scene = { production, server: join(rawRoot.root, SERVER), archive, pgBin };
  await program(pgBin('pg_dump'), ['-Fc', '-f', archive], {
    cwd: workspace.root,
    env: {
      PGHOST: production.host,
      PGPORT: String(production.port),
      PGUSER: production.user,
      PGPASSWORD: production.password,
      PGDATABASE: 'twenty',
    },
  });
  // A migration that destroys, not run yet.
  rawRoot.write({
    [`${SERVER}/src/database/typeorm/core/migrations/1800000000001-dropScore.ts`]:
      "export class DropScore1800000000001 { name = 'DropScore1800000000001'; async up(q: any) { await q.query('ALTER TABLE core.person DROP COLUMN score'); } async down() {} }\n",
  });
  const sealed = await command(['seal', '-d', DATA_SOURCE, '--name', 'twenty']);
  expect(sealed.said).toContain('sealed');
  expect(sealed.said).not.toContain('OPEN');
}, 120_000);

afterAll(async () => {
  workspace?.remove();
  rawRoot?.remove();
  await server?.stop();
});

const words = (line: string): string[] =>
  (line.match(/(?:[^\s"]|"[^"]*")+/g) ?? []).map((word) => word.replaceAll('"', ''));

/** By itself: the workspace as init left it, without the hook. */
function byInit({ nx, script, afterInit }: Way): string {
  if (script !== undefined) {
    const [before, now] = [raw.scripts[script], guarded.scripts[script]];
    if (before === undefined) throw new Error(`no script ${script}`);
    return now !== before && /^safe-migrate (refuse|run)\b/.test(now ?? '') ? 'stops' : 'passes';
  }
  if (nx === undefined || afterInit) return '-';
  const left = objectionsTo(guarded.graph, filesOnDisk(workspace.root), words(nx));
  return left.every(({ why }) => why.includes('past the pipeline') || why.includes('refuse'))
    ? 'stops'
    : 'passes';
}

/** By itself: the workspace as it was, asked as Nx asks. */
function byHook({ nx, afterInit }: Way): string {
  if (nx === undefined) return '-';
  const [state, root] = afterInit ? [guarded, workspace.root] : [raw, rawRoot.root];
  return objectionsTo(state.graph, filesOnDisk(root), words(nx)).length > 0 ? 'stops' : 'passes';
}

/** By itself, tried once for each deed. */
const tried = new Map<string, Promise<string>>();
function bySeal({ deed }: Way): Promise<string> {
  const known = tried.get(deed) ?? trySeal(deed);
  tried.set(deed, known);
  return known;
}

async function trySeal(deed: Way['deed']): Promise<string> {
  const before = await content();
  if (deed === 'restored copy' || deed === 'clone') return inCopy(deed, before);
  const act = (DEEDS as Partial<Record<string, (scene: Scene) => Promise<{ said: string }>>>)[deed];
  if (act === undefined) return '-';
  const { said } = await act(scene);
  const isWhole = (await content()) === before;
  if (isWhole && !/REFUSED by the seal of safe-migrate|template database/.test(said))
    throw new Error(`${deed} did nothing, or said nothing: ${said}`);
  return isWhole ? 'stops' : 'passes';
}

/** A copy may be destroyed; production is not touched. */
async function inCopy(deed: string, before: string): Promise<string> {
  const copy = { ...scene.production, database: deed.replace(' ', '_') };
  await ask(
    server.connection,
    `CREATE DATABASE ${copy.database} TEMPLATE ${deed === 'clone' ? 'twenty' : 'template0'}`,
  );
  if (deed !== 'clone') {
    const env = {
      PGHOST: copy.host,
      PGPORT: String(copy.port),
      PGUSER: copy.user,
      PGPASSWORD: copy.password,
    };
    const archive = join(workspace.root, 'sealed.dump');
    await program(scene.pgBin('pg_dump'), ['-Fc', '-f', archive, 'twenty'], { cwd: workspace.root, env });
    const { said } = await program(scene.pgBin('pg_restore'), ['-e', '-d', copy.database, archive], {
      cwd: workspace.root,
      env,
    });
    expect(said).toBe('');
  }
  await ask(copy, 'DROP SCHEMA core CASCADE');
  expect(await content()).toBe(before);
  return 'is a copy';
}

/** Of a safe run, by itself. */
async function byAsking({ deed }: Way): Promise<string> {
  const answers: Partial<Record<Way['deed'], () => Promise<{ said: string }>>> = {
    'unasked run': () => command(['run', '-d', DATA_SOURCE]),
    'run by an agent': () => command(['run', '-d', DATA_SOURCE], { AI_AGENT: 'spec', CI: 'true' }),
    'run from a laptop': () => command(['run', '-d', DATA_SOURCE]),
    'two databases': () =>
      command(['run', '-d', DATA_SOURCE, '--confirm', 'twenty'], {
        PG_DATABASE_URL: 'postgres://u:s3cretword@prod.example/twenty',
      }),
    unseal: () => command(['unseal', '-d', DATA_SOURCE]),
  };
  const act = answers[deed];
  if (act === undefined) return '-';
  const before = await content();
  const { said } = await act();
  expect(said).not.toContain('s3cretword');
  expect(await content()).toBe(before);
  return /CONFIRMATION_NEEDED|DATABASE_URLS_DIFFER/.test(said) ? 'stops' : 'passes';
}

it('at least 60 ways, none of which passes every layer; the page says what was found', async () => {
  const rows: (Way & { readonly cells: Cells })[] = [];
  for (const way of WAYS) {
    const cells = {
      init: byInit(way),
      hook: byHook(way),
      seal: await bySeal(way),
      asking: await byAsking(way),
    };
    rows.push({ ...way, cells });
  }
  expect(rows.length).toBeGreaterThanOrEqual(60);
  expect(
    rows
      .filter(({ cells }) => !Object.values(cells).some((cell) => cell === 'stops' || cell === 'is a copy'))
      .map(({ command: way }) => way),
  ).toEqual([]);
  const page = matrixPage(rows);
  if (process.env['UPDATE_GUARD_MATRIX']) writeFileSync(PAGE, page);
  expect(readFileSync(PAGE, 'utf8')).toBe(page);
});
