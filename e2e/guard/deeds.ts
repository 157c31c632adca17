import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { ROOT } from '../support/shell';

/** A database, as programs are told of it. */
export interface Database {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password?: string;
  readonly database: string;
  /** ms */
  readonly lock_timeout?: number;
}

/** Where a deed is done. */
export interface Scene {
  /** The sealed database. */
  readonly production: Database;
  /** Folder of the server in a workspace whose `.env` names it. */
  readonly server: string;
  /** An archive of it, made by pg_dump. */
  readonly archive: string;
  readonly pgBin: (program: string) => string;
}

/** What came of it, and what the program or server said. */
export interface Done {
  readonly said: string;
}

export const urlOf = ({ user, password = '', host, port, database }: Database): string =>
  `postgres://${user}:${encodeURIComponent(password)}@${host}:${port}/${encodeURIComponent(database)}`;

/** Runs a program; its exit code does not matter here, only what it did and said. */
export function program(
  file: string,
  args: readonly string[],
  { cwd, env = {} }: { readonly cwd: string; readonly env?: NodeJS.ProcessEnv },
): Promise<Done> {
  return new Promise((done, reject) => {
    const child = spawn(file, args, { cwd, env: { ...process.env, NODE_ENV: 'production', ...env } });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text: Buffer) => (said += text.toString()));
    child.on('error', reject);
    child.on('close', () => done({ said }));
  });
}

const libpq = ({ host, port, user, password = '', database }: Database): NodeJS.ProcessEnv => ({
  ...{ PGHOST: host, PGPORT: String(port), PGUSER: user, PGPASSWORD: password, PGDATABASE: database },
});

/** The rows of the last statement. */
export async function query(database: Database, text: string): Promise<Record<string, unknown>[]> {
  const client = new Client(database);
  client.on('error', () => undefined);
  await client.connect();
  try {
    const result: unknown = await client.query(text);
    return ((Array.isArray(result) ? result.at(-1) : result) as { rows: Record<string, unknown>[] }).rows;
  } finally {
    await client.end();
  }
}

async function sql({ production }: Scene, text: string): Promise<Done> {
  const client = new Client(production);
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(text);
    return { said: 'accepted' };
  } catch (error) {
    return { said: (error as Error).message };
  } finally {
    await client.end().catch(() => undefined);
  }
}

const psql = (scene: Scene, ...args: readonly string[]): Promise<Done> =>
  program(scene.pgBin('psql'), ['-X', '-v', 'ON_ERROR_STOP=0', ...args], {
    cwd: scene.server,
    env: libpq(scene.production),
  });

const typescript = (scene: Scene, ...args: readonly string[]): Promise<Done> =>
  program(process.execPath, ['-r', 'ts-node/register/transpile-only', ...args], { cwd: scene.server });

const typeorm = (scene: Scene, ...args: readonly string[]): Promise<Done> =>
  typescript(scene, join(ROOT, 'node_modules/typeorm/cli.js'), ...args);

const CORE = 'src/database/typeorm/core/core.datasource.ts';

/** The user's own TypeORM connects with these options. */
function connect(scene: Scene, options: string): Promise<Done> {
  const folder = mkdtempSync(join(tmpdir(), 'G-orm-'));
  const file = join(folder, 'connect.cjs');
  writeFileSync(
    file,
    `const { DataSource, EntitySchema } = require(${JSON.stringify(join(ROOT, 'node_modules/typeorm'))});
const Person = new EntitySchema({ name: 'person', schema: 'core', columns: { id: { type: 'bigint', primary: true, generated: 'increment' } } });
class DropScore1800000000000 { name = 'DropScore1800000000000'; async up(q) { await q.query('ALTER TABLE core.person DROP COLUMN score'); } async down() {} }
new DataSource({ type: 'postgres', url: ${JSON.stringify(urlOf(scene.production))}, schema: 'core', entities: [Person], migrations: [DropScore1800000000000], migrationsTableName: '_typeorm_migrations', ${options} })
  .initialize().then((source) => source.destroy(), (error) => console.error(error.message));`,
  );
  return program(process.execPath, [file], { cwd: scene.server }).finally(() =>
    rmSync(folder, { recursive: true }),
  );
}

const restoreOver = (scene: Scene, ...more: readonly string[]): Promise<Done> =>
  program(
    scene.pgBin('pg_restore'),
    ['--clean', '--if-exists', ...more, '-d', scene.production.database, scene.archive],
    { cwd: scene.server, env: libpq(scene.production) },
  );

/** What forbidden ways end as, done for real by the tool itself where it is here, else by the statements that it sends. */
export const DEEDS = {
  'truncate script': (scene: Scene) => typescript(scene, 'scripts/truncate-db.ts'),
  'raw migration': (scene: Scene) => typeorm(scene, 'migration:run', '-d', CORE),
  'typeorm schema:drop': (scene: Scene) => typeorm(scene, 'schema:drop', '-d', CORE),
  'typeorm migration:revert': (scene: Scene) => typeorm(scene, 'migration:revert', '-d', CORE),
  'typeorm query': (scene: Scene) => typeorm(scene, 'query', 'DROP SCHEMA core CASCADE', '-d', CORE),
  synchronize: (scene: Scene) => connect(scene, 'synchronize: true'),
  dropSchema: (scene: Scene) => connect(scene, 'dropSchema: true'),
  migrationsRun: (scene: Scene) => connect(scene, 'migrationsRun: true'),
  'psql -c': (scene: Scene) => psql(scene, '-c', 'DROP SCHEMA core CASCADE'),
  'psql -f': (scene: Scene) => {
    const file = join(scene.server, 'wipe.sql');
    writeFileSync(
      file,
      'BEGIN;\nDROP TABLE core.note;\nCOMMIT;\nTRUNCATE core.person;\nDROP SCHEMA core CASCADE;\n',
    );
    return psql(scene, '-f', file);
  },
  'in a DO block': (scene: Scene) =>
    sql(
      scene,
      `DO $$ DECLARE s text; BEGIN FOR s IN SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_|information' LOOP EXECUTE format('DROP SCHEMA %I CASCADE', s); END LOOP; END $$`,
    ),
  'replica role': (scene: Scene) =>
    sql(scene, 'SET session_replication_role = replica; TRUNCATE core.person CASCADE'),
  dropdb: (scene: Scene) =>
    program(scene.pgBin('dropdb'), ['--force', '--if-exists', scene.production.database], {
      cwd: scene.server,
      env: libpq({ ...scene.production, database: 'postgres' }),
    }),
  'DROP OWNED': (scene: Scene) =>
    sql(
      scene,
      'CREATE ROLE twenty; ALTER TABLE core.person OWNER TO twenty; DROP OWNED BY twenty CASCADE; DROP ROLE twenty',
    ),
  TRUNCATE: (scene: Scene) => sql(scene, 'TRUNCATE core.person, core.company CASCADE'),
  'drop tables': (scene: Scene) =>
    sql(scene, 'DROP TABLE IF EXISTS core.person, core.company, core.opportunity CASCADE'),
  'drop and recreate': (scene: Scene) =>
    sql(scene, 'DROP SCHEMA IF EXISTS public CASCADE; DROP SCHEMA core CASCADE; CREATE SCHEMA core'),
  'drop a column': (scene: Scene) => sql(scene, 'ALTER TABLE core.person DROP COLUMN email'),
  rewrite: (scene: Scene) =>
    sql(scene, 'ALTER TABLE core.note ALTER COLUMN body TYPE varchar(3) USING left(body, 3)'),
  'drop a type': (scene: Scene) => sql(scene, 'DROP TYPE core.stage CASCADE'),
  'drop a view': (scene: Scene) => sql(scene, 'DROP VIEW core.names'),
  'drop a sequence': (scene: Scene) => sql(scene, 'DROP SEQUENCE core.person_id_seq CASCADE'),
  'tenant schema': (scene: Scene) => sql(scene, 'DROP SCHEMA workspace_1 CASCADE'),
  'pg_restore --clean': (scene: Scene) => restoreOver(scene),
  'pg_restore --clean -1': (scene: Scene) => restoreOver(scene, '-1'),
  'drop the seal': (scene: Scene) =>
    sql(scene, 'DROP SCHEMA IF EXISTS safe_migrate CASCADE; DROP SCHEMA core CASCADE'),
  'drop its function': (scene: Scene) =>
    sql(scene, 'DROP FUNCTION safe_migrate.on_drop() CASCADE; DROP TABLE core.note'),
  'switch a guard off': (scene: Scene) =>
    sql(scene, 'ALTER TABLE core.note DISABLE TRIGGER ALL; TRUNCATE core.note'),
  'rename a table': (scene: Scene) => sql(scene, 'ALTER TABLE core.note RENAME TO note_old'),
  'rename a column': (scene: Scene) => sql(scene, 'ALTER TABLE core.note RENAME COLUMN body TO text'),
  'rename a schema': (scene: Scene) => sql(scene, 'ALTER SCHEMA core RENAME TO core_old'),
  'move to where more is allowed': (scene: Scene) =>
    sql(
      scene,
      'ALTER TABLE core.note RENAME TO _note; ALTER TABLE core._note SET SCHEMA workspace_1; DROP TABLE workspace_1._note',
    ),
  'a custom object by name': (scene: Scene) =>
    sql(scene, 'ALTER TABLE workspace_1.company RENAME TO _company; DROP TABLE workspace_1._company'),
  'USING NULL': (scene: Scene) => sql(scene, 'ALTER TABLE core.note ALTER COLUMN body TYPE text USING NULL'),
  'drop a partition': (scene: Scene) =>
    sql(scene, 'ALTER TABLE core.event DETACH PARTITION core.event_2020; DROP TABLE core.event_2020'),
  'drop a domain': (scene: Scene) => sql(scene, 'DROP DOMAIN core.word CASCADE'),
  'TRUNCATE in a function': (scene: Scene) => sql(scene, 'SELECT core.start_over()'),
  'rename and drop the database': async (scene: Scene) => {
    const postgres = { ...scene, production: { ...scene.production, database: 'postgres' } };
    const renamed = await sql(postgres, 'ALTER DATABASE twenty RENAME TO twenty_old');
    const dropped = await sql(postgres, 'DROP DATABASE twenty_old');
    if (dropped.said !== 'accepted') await sql(postgres, 'ALTER DATABASE twenty_old RENAME TO twenty');
    return { said: `${renamed.said} ${dropped.said}` };
  },
  'psql < file': (scene: Scene) => {
    writeFileSync(join(scene.server, 'wipe.sql'), 'DROP SCHEMA core CASCADE;\n');
    return program('sh', ['-c', 'psql -X < wipe.sql'], { cwd: scene.server, env: libpq(scene.production) });
  },
  'psql include': (scene: Scene) => {
    writeFileSync(join(scene.server, 'wipe.sql'), 'DROP SCHEMA core CASCADE;\n');
    return psql(scene, '-c', '\\i wipe.sql');
  },
  'node -e': (scene: Scene) =>
    program(
      process.execPath,
      [
        '-e',
        `const { Client } = require('pg'); const c = new Client(); c.connect().then(() => c.query('DROP SCHEMA core CASCADE')).catch((e) => console.error(e.message)).finally(() => c.end())`,
      ],
      { cwd: ROOT, env: libpq(scene.production) },
    ),
  'replace the trigger': (scene: Scene) =>
    sql(
      scene,
      `CREATE FUNCTION core.nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
       CREATE OR REPLACE TRIGGER safe_migrate_no_truncate BEFORE TRUNCATE ON core.note EXECUTE FUNCTION core.nothing(); TRUNCATE core.note`,
    ),
  'move its function': (scene: Scene) =>
    sql(scene, 'ALTER FUNCTION safe_migrate.sealed_here() SET SCHEMA public; DROP TABLE core.note'),
  'move its schema': (scene: Scene) =>
    sql(scene, 'ALTER SCHEMA safe_migrate RENAME TO other; DROP TABLE core.note'),
  'forge a ticket': (scene: Scene) =>
    sql(scene, `INSERT INTO safe_migrate.seal_opening (run) VALUES ('mine'); DROP TABLE core.note`),
} as const;

/** Deeds that the suite tries by other means than one program against production. */
export type OtherDeed =
  /** DELETE and UPDATE are not the seal's business. */
  | 'rows'
  | 'unasked run'
  | 'restored copy'
  | 'clone'
  | 'run by an agent'
  | 'run from a laptop'
  | 'two databases'
  | 'unseal';
export type DeedName = keyof typeof DEEDS | OtherDeed;
