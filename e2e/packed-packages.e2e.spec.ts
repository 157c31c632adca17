import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findClientTools, startScratchServer, type ScratchServer } from '@safe-migrate/core';
import { Client } from 'pg';
import { mustRun, ROOT, shell } from './support/shell';

const MINUTES = 60_000;

/** `npm pack` of the three packages, installed in an empty Nx 22 workspace that has nothing else of this repository. */
describe('packed packages in another workspace', () => {
  let workspace: string;
  let server: ScratchServer;
  let client: Client;

  beforeAll(async () => {
    workspace = realpathSync(mkdtempSync(join(tmpdir(), 'safe-migrate-consumer-')));
    const tarballs = await Promise.all(
      ['hazards', 'core', 'nx'].map(async (name) => {
        const printed = await mustRun(
          `npm pack --silent --pack-destination ${workspace}`,
          join(ROOT, 'packages', name),
        );
        return printed.trim().split('\n').pop() ?? '';
      }),
    );
    const { version } = JSON.parse(readFileSync(join(ROOT, 'node_modules/nx/package.json'), 'utf8')) as {
      version: string;
    };
    write('package.json', {
      name: 'consumer',
      private: true,
      devDependencies: {
        nx: version,
        '@nx/devkit': version,
        typescript: '~5.9.3',
        typeorm: '~0.3.31',
        pg: '^8.13.0',
        'reflect-metadata': '^0.2.2',
        ...Object.fromEntries(
          ['hazards', 'core', 'nx'].map((name, i) => [`@safe-migrate/${name}`, `file:./${tarballs[i]}`]),
        ),
      },
    });
    write('nx.json', { neverConnectToCloud: true, analytics: false });
    await mustRun('npm install --prefer-offline --no-audit --no-fund', workspace);

    const { major } = await findClientTools();
    server = await startScratchServer({ major });
    client = new Client(server.connection);
    await client.connect();
    const { user, password, host, port, database } = server.connection;
    write('apps/app/project.json', { name: 'app', root: 'apps/app' });
    write(
      'apps/app/src/data-source.ts',
      `import 'reflect-metadata';
       import { DataSource } from 'typeorm';
       export const AppDataSource = new DataSource({
         type: 'postgres', url: 'postgres://${user}:${password}@${host}:${port}/${database}',
         entities: [], migrations: ['src/migrations/*.ts'],
       });`,
    );
    write(
      'apps/app/src/migrations/20260101000000-CreateOpportunity.ts',
      `import { MigrationInterface, QueryRunner } from 'typeorm';
       export class CreateOpportunity1767225600000 implements MigrationInterface {
         name = 'CreateOpportunity1767225600000';
         async up(queryRunner: QueryRunner): Promise<void> {
           await queryRunner.query('CREATE TABLE opportunity (id int PRIMARY KEY, name text NOT NULL)');
         }
         async down(queryRunner: QueryRunner): Promise<void> {
           await queryRunner.query('DROP TABLE opportunity');
         }
       }`,
    );
  }, 10 * MINUTES);

  afterAll(async () => {
    await client?.end();
    await server?.stop();
    rmSync(workspace, { recursive: true, force: true });
  });

  function write(path: string, content: string | object): void {
    const file = join(workspace, path);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  }

  it(
    'init, the generator, plan, run and the command work there',
    async () => {
      const init = await mustRun('npx nx g @safe-migrate/nx:init', workspace);
      expect(init).toContain('safe-migrate');

      await mustRun('npx nx run app:safe-migrate', workspace);
      await client.query(`INSERT INTO opportunity SELECT i, 'name ' || i FROM generate_series(1, 500) i`);

      await mustRun(
        'npx nx g safe-migration AddNotesToOpportunity --table opportunity --add-column notes:text',
        workspace,
      );
      const [, file] = readdirSync(join(workspace, 'apps/app/src/migrations')).sort();
      expect(file).toMatch(/^\d{14}-AddNotesToOpportunity\.ts$/);

      const plan = await mustRun('npx nx run app:safe-migrate:plan', workspace);
      expect(plan).toContain('PLANNED');
      expect((await client.query(`SELECT count(*)::int AS n FROM migrations`)).rows[0]).toEqual({ n: 1 });

      const run = await mustRun('npx nx run app:safe-migrate', workspace);
      expect(run).toContain('APPLIED');
      const { rows } = await client.query(
        'SELECT count(*)::int AS rows, count(notes)::int AS notes FROM opportunity',
      );
      expect(rows[0]).toEqual({ rows: 500, notes: 0 });

      const nothing = await mustRun(
        'npx safe-migrate run --project apps/app --data-source src/data-source.ts',
        workspace,
      );
      expect(nothing).toContain('NOTHING-PENDING');
      const unknown = await shell('npx nx run app:safe-migrate --dry-rn', workspace);
      expect(unknown.code).not.toBe(0);
    },
    10 * MINUTES,
  );

  it(
    'nx sync:check fails when a raw command comes back, and nx sync replaces it',
    async () => {
      expect(await shell('npx nx sync:check', workspace)).toMatchObject({ code: 0 });
      const wipe = { command: 'npx typeorm schema:drop -d src/data-source.ts' };
      write('apps/back/project.json', { name: 'back', root: 'apps/back', targets: { wipe } });
      try {
        const check = await shell('npx nx sync:check', workspace);
        expect(check.code).toBe(1);
        expect(check.output).toContain('is not guarded');
        await mustRun('npx nx sync', workspace);
        expect(readFileSync(join(workspace, 'apps/back/project.json'), 'utf8')).toContain(
          '@safe-migrate/nx:refuse',
        );
        expect(await shell('npx nx sync:check', workspace)).toMatchObject({ code: 0 });
      } finally {
        rmSync(join(workspace, 'apps/back'), { recursive: true, force: true });
      }
    },
    5 * MINUTES,
  );

  it.each(['false', 'true'])(
    'the guard refuses before anything runs (NX_DAEMON=%s)',
    async (daemon) => {
      write('apps/tasks/project.json', {
        name: 'tasks',
        root: 'apps/tasks',
        targets: {
          harmless: { command: 'echo harmless ran' },
          wipe: { command: `echo wipe ran && psql -c "TRUNCATE opportunity"` },
          first: { command: 'echo first ran', dependsOn: ['wip*'] },
          outer: { command: 'npx nx run tasks:first' },
          command: { command: 'npx typeorm' },
        },
      });
      const nx = (line: string): ReturnType<typeof shell> =>
        shell(`NX_DAEMON=${daemon} npx nx ${line}`, workspace);
      try {
        expect(await nx('run tasks:harmless')).toMatchObject({
          code: 0,
          output: expect.stringContaining('harmless ran') as string,
        });
        for (const line of [
          'run tasks:first',
          'run tasks:outer',
          'run-many -t harmless first --skip-nx-cache',
          'run tasks:command -- migration:run -d src/data-source.ts',
          'run app:safe-migrate:paln',
        ]) {
          const { code, output } = await nx(line);
          expect({ line, code, output }).toMatchObject({
            code: 1,
            output: expect.stringContaining('REFUSED') as string,
          });
          expect(output).not.toMatch(/ran$/m);
        }
      } finally {
        await shell('npx nx daemon --stop', workspace);
      }
    },
    5 * MINUTES,
  );

  it(
    'review-migrations is cached by what it depends on, says where, and believes a comment with a reason',
    async () => {
      const review = (options = '') => shell(`npx nx run app:review-migrations ${options}`, workspace);
      const cached = 'read the output from the cache';
      const name = readdirSync(join(workspace, 'apps/app/src/migrations')).sort().at(-1) ?? '';
      const migration = `apps/app/src/migrations/${name}`;
      const source = readFileSync(join(workspace, migration), 'utf8');

      const known = await review();
      expect([known.code, known.output]).toEqual([
        0,
        expect.stringContaining('0 pending behind the snapshot'),
      ]);
      rmSync(join(workspace, 'apps/app/safe-migrate.snapshot.sql'));
      const first = await review();
      expect(first.code).toBe(0);
      expect(first.output).toContain('1 of 2 migrations are judged');
      expect(first.output).not.toContain(cached);

      write('apps/app/README.md', 'about');
      write('apps/web/project.json', { name: 'web', root: 'apps/web' });
      write('apps/web/index.ts', 'export {};');
      const unrelated = await review();
      expect(unrelated.output).toContain(cached);
      expect(unrelated.output).toContain('1 of 2 migrations are judged');

      const affected = (file: string) =>
        shell(`npx nx affected -t review-migrations --files=${file}`, workspace);
      expect((await affected('apps/web/index.ts')).output).toContain('No tasks were run');
      expect((await affected(migration)).output).toContain('review-migrations');

      const call = (sql: string) => `await queryRunner.query('${sql}');`;
      const index = (comment = '') =>
        source
          .replace(
            /(async up\(.*\n)/,
            `$1${comment}    ${call('CREATE INDEX named ON opportunity (name)')}\n`,
          )
          .replace(/(async down\(.*\n)/, `$1    ${call('DROP INDEX named')}\n`);
      write(migration, index());
      const refused = await review();
      expect(refused.code).not.toBe(0);
      expect(refused.output).not.toContain(cached);
      const line =
        index()
          .split('\n')
          .findIndex((text) => text.includes('CREATE INDEX')) + 1;
      expect(refused.output).toContain(`${migration}:${line}:`);

      const allow = 'safe-migrate: allow create-index-blocks until 2999-12-31 because it is a small table';
      write(migration, index(`    // ${allow}\n`));
      const options = '--format=sarif --output-file=reports/review.sarif';
      const report = join(workspace, 'reports/review.sarif');
      for (const hit of [false, true]) {
        rmSync(join(workspace, 'reports'), { recursive: true, force: true });
        const { code, output } = await review(options);
        expect([code, output.includes(cached)]).toEqual([0, hit]);
        expect(readFileSync(report, 'utf8')).toContain('"justification": "it is a small table"');
      }
      write(migration, source);

      const unknown = await review('--outputfil=x');
      expect([unknown.code, unknown.output]).toEqual([1, expect.stringContaining("'outputfil'")]);
      const live = await review('--from=live');
      expect([live.code, live.output]).toEqual([1, expect.stringContaining('LIVE_REVIEW_CACHED')]);
    },
    10 * MINUTES,
  );
});
