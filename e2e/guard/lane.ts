import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { spawn } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { startScratchServer, type ScratchServer } from '@safe-migrate/core';
import { CRM } from '../../packages/core/src/testing/crm';
import { ROOT } from '../support/shell';
import { program, query, urlOf, type Database, type Scene } from './deeds';
import { STAND_INS } from './stand-ins';
import { MOMENTS, SERVER, twentyFiles } from './twenty-shapes';
import { HIDING_FILES, HIDING_PROJECTS, HIDING_SCRIPTS, HIDING_TARGETS } from './ways';
import { createWorkspace, type Workspace } from './workspace';

/** A workspace, a server of its own and the database `twenty` on it that the workspace's data source leads to. */
export interface Lane {
  readonly name: string;
  readonly workspace: Workspace;
  readonly server: ScratchServer;
  readonly scene: Scene;
  /** What a shell of a person who works there has. */
  readonly env: NodeJS.ProcessEnv;
  readonly stop: () => Promise<void>;
}

/** Everything that may say that CI, a platform or an agent is at work, or which database is meant, is left out. */
const NOBODY = [
  ...['CI', 'GITHUB_ACTIONS', 'AI_AGENT', 'AGENT', 'CLAUDECODE', 'PG_DATABASE_URL', 'DATABASE_URL'],
  'KUBERNETES_SERVICE_HOST',
];

const SCHEMA = `${CRM}; ALTER TABLE core.person ADD COLUMN mood text; CREATE VIEW core.names AS SELECT name FROM core.company;
  CREATE DOMAIN core.word AS text; CREATE TABLE core.tag (word core.word); INSERT INTO core.tag VALUES ('new');
  CREATE TABLE core.event (id int, at date) PARTITION BY RANGE (at);
  CREATE TABLE core.event_2020 PARTITION OF core.event FOR VALUES FROM ('2020-01-01') TO ('2021-01-01'); INSERT INTO core.event VALUES (1, '2020-02-02');
  CREATE FUNCTION core.start_over() RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN EXECUTE 'TRUNCATE core.person'; END $$;
  CREATE SCHEMA workspace_1; CREATE TABLE workspace_1.company (id int PRIMARY KEY, name text); INSERT INTO workspace_1.company VALUES (1, 'Acme');
  DELETE FROM core._typeorm_migrations; INSERT INTO core._typeorm_migrations ("timestamp", name) VALUES (1700000000000, 'AddMood1700000000000')`;
/** Made after the archive: what is restored over the database loses it. */
const SINCE = `INSERT INTO core.note VALUES ('written since', NULL)`;

/** Starts the server, fills the database, writes the workspace. */
export async function openLane(
  name: string,
  client: { readonly major: number; readonly pgDump: string },
): Promise<Lane> {
  const server = await startScratchServer({ major: client.major });
  const pgBin = (tool: string): string => {
    const beside = join(dirname(client.pgDump), tool);
    return existsSync(beside) ? beside : tool;
  };
  const production = { ...server.connection, database: 'twenty' };
  const libpq = {
    ...{
      PGHOST: production.host,
      PGPORT: String(production.port),
      PGUSER: production.user,
      PGDATABASE: 'twenty',
    },
    PGPASSWORD: production.password ?? '',
  };
  await query(server.connection, 'CREATE DATABASE filled');
  await query({ ...production, database: 'filled' }, SCHEMA);
  const workspace = createWorkspace(`matrix-${name}`, filesFor(production));
  standIn(workspace.root);
  const archive = join(workspace.root, SERVER, 'backup.dump');
  await program(pgBin('pg_dump'), ['-Fc', '-f', archive, 'filled'], { cwd: workspace.root, env: libpq });
  await query({ ...production, database: 'filled' }, SINCE);
  const env: NodeJS.ProcessEnv = {
    ...Object.fromEntries(Object.entries(process.env).filter(([key]) => !/^(NX_|npm_|JEST_)/.test(key))),
    ...Object.fromEntries(NOBODY.map((key) => [key, ''])),
    ...libpq,
    ...{
      NX_DAEMON: 'false',
      NX_TUI: 'false',
      NX_NO_CLOUD: 'true',
      NX_ISOLATE_PLUGINS: 'false',
      FORCE_COLOR: '0',
      PGOPTIONS: '',
      NODE_ENV: '',
    },
    ...{ npm_config_update_notifier: 'false', npm_config_offline: 'true' },
    PATH: `${join(workspace.root, 'node_modules/.bin')}:${join(ROOT, 'node_modules/.bin')}:${dirname(pgBin('psql'))}:${process.env['PATH'] ?? ''}`,
  };
  const commit = await shellIn(
    'git init -q -b main && git add -A && git -c user.name=a -c user.email=a@a commit -qm a && echo >> packages/twenty-server/tsconfig.json',
    workspace.root,
    env,
  );
  if (commit.said !== '') throw new Error(commit.said);
  return {
    ...{ name, workspace, server, env },
    scene: { production, server: join(workspace.root, SERVER), archive, pgBin },
    stop: async () => {
      workspace.remove();
      await server.stop();
    },
  };
}

/** Twenty's workspace, and in it all the ways to hide something. */
function filesFor(production: Database): Readonly<Record<string, string>> {
  const files = twentyFiles(MOMENTS[1], urlOf(production));
  const merged = (path: string, key: string, more: object): [string, string] => {
    const json = JSON.parse(files[path] ?? '{}') as Record<string, object>;
    return [path, JSON.stringify({ ...json, [key]: { ...json[key], ...more } }, null, 2)];
  };
  return {
    ...files,
    ...HIDING_FILES,
    ...HIDING_PROJECTS,
    ...Object.fromEntries([
      merged(`${SERVER}/project.json`, 'targets', HIDING_TARGETS),
      merged(`${SERVER}/package.json`, 'scripts', HIDING_SCRIPTS),
      merged('packages/twenty-front/project.json', 'targets', {
        e2e: {
          executor: 'nx:run-commands',
          options: { command: 'vitest' },
          dependsOn: [{ target: 'wipe', projects: ['twenty-server'] }],
        },
      }),
      merged('nx.json', 'targetDefaults', {
        ...(JSON.parse(files['nx.json'] ?? '{}') as { targetDefaults: object }).targetDefaults,
        'by-default': { executor: 'nx:run-commands', options: { command: 'dropdb twenty' } },
      }),
    ]),
    [`${SERVER}/.env.test`]: files[`${SERVER}/.env`] ?? '',
    // A migration that destroys, not run yet; as source and as built.
    ...Object.fromEntries(
      [
        'src/database/typeorm/core/migrations/1800000000001-dropScore.ts',
        'dist/database/typeorm/core/migrations/1800000000001-dropScore.js',
      ].map((path) => [
        `${SERVER}/${path}`,
        `${path.endsWith('.ts') ? 'export class' : 'exports.DropScore1800000000001 = class'} DropScore1800000000001 { name = 'DropScore1800000000001'; async up(q${path.endsWith('.ts') ? ': any' : ''}) { await q.query('ALTER TABLE core.person DROP COLUMN score'); } async down() {} }\n`,
      ]),
    ),
    [`${SERVER}/dist/database/typeorm/core/migrations/1700000000000-addMood.js`]: `exports.AddMood1700000000000 = class AddMood1700000000000 { name = 'AddMood1700000000000'; async up() {} async down(q) { await q.query('ALTER TABLE core.person DROP COLUMN mood'); } };\n`,
    [`${SERVER}/dist/database/typeorm/core/core.datasource.js`]: `const { DataSource, EntitySchema } = require('typeorm');
const Person = new EntitySchema({ name: 'person', schema: 'core', columns: { id: { type: 'bigint', primary: true, generated: 'increment' } } });
exports.connectionSource = new DataSource({ type: 'postgres', url: ${JSON.stringify(urlOf(production))}, schema: 'core', entities: [Person],
  migrations: ['dist/database/typeorm/core/migrations/*.js'], migrationsTableName: '_typeorm_migrations' });
`,
    [`${SERVER}/dist/command/command.js`]: '',
  };
}

/** Programs of the workspace's own that have no part in this (builds, tests), or that are not installed here. */
function standIn(root: string): void {
  const bin = join(root, 'node_modules/.bin');
  mkdirSync(bin, { recursive: true });
  for (const [name, text] of Object.entries(STAND_INS)) {
    writeFileSync(join(bin, name), text);
    chmodSync(join(bin, name), 0o755);
  }
  for (const name of ['typeorm', 'pg', 'dotenv'])
    symlinkSync(join(ROOT, 'node_modules', name), join(root, 'node_modules', name));
}

/** The database as it was filled; sealed where `seal` does so. */
export async function refill({ server, scene }: Lane, seal?: (scene: Scene) => Promise<void>): Promise<void> {
  const left = await query(
    server.connection,
    `SELECT datname::text AS name FROM pg_database WHERE datname LIKE 'twenty%'`,
  );
  for (const { name } of left) {
    await query(server.connection, `ALTER DATABASE "${String(name)}" IS_TEMPLATE false`);
    await query(server.connection, `DROP DATABASE "${String(name)}" WITH (FORCE)`);
  }
  await query(server.connection, 'CREATE DATABASE twenty TEMPLATE filled');
  await seal?.(scene);
}

/**
 * Every column and row of the database, the views, types, sequences and schemas, one a line; whatever else is allowed to change.
 *
 * @param patience ms to wait for a lock, without end where it is 0
 */
export async function content({ production }: Scene, patience = 0): Promise<string> {
  const rows = await query(
    { ...production, lock_timeout: patience },
    `WITH ours AS (SELECT oid, nspname AS name FROM pg_namespace WHERE nspname IN ('core', 'workspace_1'))
     SELECT 'schema ' || nspname AS fact FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'safe_migrate'
     UNION ALL SELECT format('column %s.%s.%s %s', ours.name, relname, attname, format_type(atttypid, atttypmod))
       FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid JOIN ours ON ours.oid = relnamespace WHERE relkind IN ('r', 'p', 'v') AND attnum > 0 AND NOT attisdropped
     UNION ALL SELECT format('relation %s.%s %s', ours.name, relname, relkind) FROM pg_class JOIN ours ON ours.oid = relnamespace WHERE relkind IN ('r', 'p', 'v', 'S')
     UNION ALL SELECT format('type %s.%s', ours.name, typname) FROM pg_type JOIN ours ON ours.oid = typnamespace WHERE typtype IN ('e', 'd')
     UNION ALL SELECT format('row %s.%s %s', ours.name, relname, hash) FROM pg_class c JOIN ours ON ours.oid = relnamespace
       CROSS JOIN LATERAL unnest(xpath('//h/text()', query_to_xml(format('SELECT md5(t::text) AS h FROM %s t', c.oid::regclass), false, false, ''))::text[]) AS hash
       WHERE relkind IN ('r', 'p')
     ORDER BY 1`,
  );
  return rows.map(({ fact }) => String(fact)).join('\n');
}

/** `less` where anything is gone that was there, `more` where all of it is there and something beside it. */
export type Kept = 'all' | 'more' | 'less';

/** What is left of what was there; a database that cannot be asked any more has lost it. */
export const kept = async (scene: Scene, before: string): Promise<Kept> =>
  compare(before, await content(scene).catch(() => ''));

/** Whether something is lost while something is at work: who watches gives way to it, or the two would end in a deadlock of the watching's making. */
export const isLost = async (scene: Scene, before: string): Promise<boolean> =>
  compare(
    before,
    await content(scene, 100).catch((error: { code?: string }) => (error.code === '55P03' ? before : '')),
  ) === 'less';

function compare(before: string, after: string): Kept {
  const left = new Map<string, number>();
  for (const fact of after.split('\n')) left.set(fact, (left.get(fact) ?? 0) + 1);
  for (const fact of before.split('\n')) {
    const times = left.get(fact) ?? 0;
    if (times === 0) return 'less';
    left.set(fact, times - 1);
  }
  return after === before ? 'all' : 'more';
}

/**
 * Runs a command line as somebody types it.
 *
 * @param isOver asked again and again while it runs: it is stopped where that is true, e.g. when the data is gone already
 */
export async function shellIn(
  line: string,
  cwd: string,
  env: NodeJS.ProcessEnv,
  isOver?: () => Promise<boolean>,
): Promise<{ readonly said: string; readonly code: number }> {
  // A group of its own, to be stopped as a whole.
  const child = spawn(line, { cwd, shell: true, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text: Buffer) => (said += text.toString()));
  let hasEnded = false;
  const ended = new Promise<number>((done) =>
    child.on('close', (code) => {
      hasEnded = true;
      done(code ?? 1);
    }),
  );
  while (isOver !== undefined && !hasEnded) {
    await Promise.race([ended, setTimeout(400)]);
    if (hasEnded || !(await isOver())) continue;
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It has ended by itself meanwhile.
    }
    break;
  }
  return { code: await ended, said };
}

/** Takes the guard's hook out of nx.json, or puts it in: one layer by itself. */
export function withHook({ workspace: { root, write } }: Lane, wanted: boolean): void {
  const json = JSON.parse(readFileSync(join(root, 'nx.json'), 'utf8')) as { plugins?: unknown[] };
  const others = (json.plugins ?? []).filter(
    (plugin) => !JSON.stringify(plugin).includes('@safe-migrate/nx/guard'),
  );
  write({
    'nx.json': JSON.stringify(
      { ...json, plugins: wanted ? [...others, '@safe-migrate/nx/guard'] : others },
      null,
      2,
    ),
  });
  rmSync(join(root, '.nx'), { recursive: true, force: true });
}
