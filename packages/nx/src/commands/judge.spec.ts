import type { TargetConfiguration, Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { createJudge } from './judge';
import type { Judge } from './judge';
import { listCommandSources } from './sources';
import type { CommandSource } from './sources';

type Targets = Readonly<Record<string, TargetConfiguration>>;
type Scripts = Readonly<Record<string, string>>;

function workspace(
  tree: Tree,
  targets: Targets,
  scripts: Scripts,
): { judge: Judge; find: (name: string) => CommandSource } {
  tree.write('apps/server/project.json', JSON.stringify({ name: 'server', targets }));
  tree.write('apps/server/package.json', JSON.stringify({ name: '@acme/server', scripts }));
  const sources = listCommandSources(tree, [{ name: 'server', root: 'apps/server' }]);
  const find = (name: string): CommandSource => {
    const source = sources.find((candidate) => candidate.name === name);
    if (source === undefined) throw new Error(`no ${name}`);
    return source;
  };
  return { judge: createJudge(tree, sources), find };
}

describe('what a command does to a database', () => {
  let tree: Tree;
  beforeEach(() => {
    tree = createTreeWithEmptyWorkspace();
    tree.write('apps/server/scripts/tidy.ts', 'await client.query(`DROP SCHEMA IF EXISTS ${name} CASCADE`);');
    tree.write(
      'apps/server/scripts/report.ts',
      '// never TRUNCATE TABLE x here\nawait client.query("SELECT 1 FROM x");',
    );
    tree.write('apps/server/scripts/wipe.sql', 'BEGIN;\nDELETE FROM core.person;\nCOMMIT;');
    tree.write(
      'apps/server/Makefile',
      'all: test\n\ntest:\n\tjest\nfresh: more\n\t@echo done\nmore:\n\t-dropdb \\\n\t  twenty\n',
    );
    tree.write(
      'apps/server/justfile',
      'default: other\n\nother:\n    jest\n\nfresh now="yes": other\n    @dropdb twenty\n',
    );
    tree.write('apps/server/scripts/fix.sql', "DELETE FROM core.person WHERE name = ''; -- DROP TABLE x");
    tree.write('apps/server/scripts/go.sh', '#!/bin/sh\n# DROP DATABASE x\npsql -c "TRUNCATE core.person"\n');
    tree.write('apps/server/scripts/up.ts', 'await dataSource.runMigrations({ transaction: "each" });');
    tree.write('apps/server/src/migrate.ts', 'await dataSource.runMigrations();');
    tree.write('apps/server/src/main.ts', 'await dataSource.runMigrations();');
    tree.write('apps/server/src/engine.ts', 'export const sql = "DROP TABLE x";');
  });

  const deedOf = (line: string, scripts: Scripts = {}): string | undefined => {
    const { judge, find } = workspace(tree, {}, { it: line, ...scripts });
    return judge.judge(find('it'))?.deed;
  };

  it.each([
    'typeorm schema:drop -d a.ts',
    'yarn typeorm schema:drop',
    'npx typeorm-ts-node-commonjs schema:sync -d a.ts',
    'ts-node --transpile-only ../../node_modules/typeorm/cli.js query "DROP SCHEMA core CASCADE"',
    'typeorm query DROP TABLE x',
    'typeorm migration:run --fake -d a.ts',
    `bash -c "cd x; npx typeorm schema:drop" | tee log`,
    'npx prisma migrate reset --force',
    'prisma db push --accept-data-loss',
    'drizzle-kit push',
    'npx supabase db reset',
    'mikro-orm schema:fresh --run',
    'sequelize db:drop',
    'dropdb twenty',
    'sudo -u postgres dropdb twenty',
    `psql "$URL" -c "DROP SCHEMA core CASCADE; CREATE SCHEMA core"`,
    `echo 'TRUNCATE "core"."opportunity"' | psql`,
    'psql -c "UPDATE core.person SET email = NULL"',
    'psql -f scripts/wipe.sql',
    'psql < scripts/wipe.sql',
    'cat scripts/wipe.sql | psql "$URL"',
    `psql "$URL" -c '\\i scripts/wipe.sql'`,
    'make fresh',
    'make -C apps/server more',
    `npx -c 'typeorm schema:drop -d a.ts'`,
    'docker exec -i pg psql -U postgres -c "DROP DATABASE x"',
    `docker exec pg sh -c "dropdb twenty"`,
    'docker compose down -v',
    'docker-compose down --volumes',
    'docker volume rm app_pgdata',
    'rm -rf ./pgdata',
    'pg_restore --clean -d twenty x.dump',
    'ts-node scripts/truncate-db.ts',
    'node dist/scripts/resetDatabase.js',
    'tsx ./scripts/drop_all_tables.ts',
    'ts-node scripts/tidy.ts',
    'bash scripts/go.sh',
    './scripts/go.sh',
    'make db-reset',
    `node -e "require('./ds').source.dropDatabase()"`,
    'TYPEORM_DROP_SCHEMA=true node dist/main',
    `sh -c 'ts-node scripts/truncate-db.ts'`,
    `concurrently "yarn typeorm schema:drop" "vite"`,
    'nx run other:database:reset',
    'npx ts-node ./scripts/setup-db.ts && typeorm migration:run -d a.ts',
    'cd apps/server && nx test && dropdb x',
    'psql --quiet --dbname=x --command="DROP TABLE x"',
    'typeorm query -d a.ts --verbose DROP TABLE x',
    'psql -c "ALTER TABLE x ADD a int, DROP b"',
    'psql -c "DROP TYPE core.mood CASCADE"',
    'psql -c "ALTER TABLE x ALTER COLUMN y TYPE text USING NULL"',
    'psql -c "DELETE FROM core.person WHERE true"',
    'psql -c "DELETE FROM core.person WHERE id = id RETURNING id"',
    'psql -c "WITH gone AS (DELETE FROM core.person RETURNING 1) SELECT count(*) FROM gone"',
    'psql -c "MERGE INTO core.person USING x ON true WHEN MATCHED THEN DELETE"',
    'psql -d x <<SQL\nDROP TABLE x;\nSQL\necho done',
    `psql <<-'END'\n\tTRUNCATE core.person;\n\tEND`,
    'pg_dump --clean other | psql twenty',
    '. scripts/go.sh',
    'vite-node scripts/tidy.ts',
    'cd scripts && psql -f wipe.sql',
    'just fresh',
    'nx watch --all -- dropdb x',
    'yarn nx exec -- sh scripts/go.sh',
    'docker rm -fv pg',
    'flyway -url=x clean',
    'liquibase dropAll',
    'dbmate drop',
    'sqlx database reset -y',
    'goose reset',
    'python manage.py flush --no-input',
    'typeorm-extension drop',
  ])('%s destroys', (line) => {
    expect(deedOf(line)).toBe('destroys');
  });

  it.each([
    ['typeorm migration:revert -d a.ts', 'reverts'],
    ['knex migrate:rollback --all', 'reverts'],
    ['node-pg-migrate down', 'reverts'],
    ['npx umzug down', 'reverts'],
    ['alembic downgrade -1', 'reverts'],
    ['sequelize db:migrate:undo:all', 'reverts'],
    ['typeorm migration:run -d a.ts', 'migrates'],
    ['npx -y typeorm migration:run -d dist/a', 'migrates'],
    ['typeorm-ts-node-commonjs migration:run', 'migrates'],
    ['ts-node scripts/up.ts', 'migrates'],
    ['node dist/scripts/up.js', 'migrates'],
    ['ts-node src/migrate.ts', 'migrates'],
    ['prisma migrate deploy', 'other-tool'],
    ['dbmate up', 'other-tool'],
    ['knex migrate:latest', 'other-tool'],
    ['node dist/command/command run-instance-commands --force', 'other-tool'],
    ['ts-node scripts/setup-db.ts', 'prepares'],
  ])('%s %s', (line, deed) => {
    expect(deedOf(line)).toBe(deed);
  });

  it.each([
    'nx reset',
    'nx migrate latest',
    'jest --config jest.db-reset.config.js',
    'echo "never run typeorm schema:drop"',
    'typeorm migration:generate src/migrations/AddX -d a.ts',
    'typeorm migration:show -d a.ts',
    'typeorm schema:log -d a.ts',
    'node dist/command/command cache:flush',
    'psql -c "SELECT count(*) FROM opportunity"',
    'psql -f scripts/fix.sql',
    'psql -c "UPDATE core.person SET email = NULL WHERE id = 3"',
    'psql -c "UPDATE core.person p SET email = m.email FROM mail m"',
    'psql -c "INSERT INTO a VALUES (1) ON CONFLICT (id) DO UPDATE SET b = 1"',
    'ts-node scripts/report.ts',
    'ts-node src/engine.ts',
    'ts-node src/main.ts',
    'docker compose up -d',
    'docker compose down',
    'prisma generate',
    'rm -rf dist',
    'tsc -b',
    'nx serve server',
    'clear-schema-cache',
    'git reset --hard',
    'pg_restore --list x.dump',
    'psql -c "ALTER TABLE x DROP CONSTRAINT y"',
    'psql -c "ALTER TABLE ONLY x ALTER y DROP NOT NULL, ALTER z DROP DEFAULT"',
    'psql -c "DELETE FROM a USING b WHERE a.id = b.id"',
    'psql -c "DROP INDEX CONCURRENTLY x"',
    'psql <<SQL\nSELECT 1;\nSQL',
    'pg_dump --clean x > y',
    'cd scripts && psql -f fix.sql',
    'just other',
    'nx watch --all -- nx run server:build',
    'alembic upgrade head',
    '',
  ])('%s does nothing that it could tell', (line) => {
    expect(deedOf(line)).toBeUndefined();
  });

  it.each([
    ['npm run a', { a: 'npm run b', b: 'dropdb x' }, 'destroys'],
    ['yarn a', { a: 'dropdb x' }, 'destroys'],
    ['pnpm a && vite', { a: 'dropdb x' }, 'destroys'],
    ['run-s "a:*"', { 'a:1': 'vite', 'a:2': 'dropdb x' }, 'destroys'],
    ['npm run typeorm -- schema:drop', { typeorm: 'typeorm-ts-node-commonjs -d a.ts' }, 'destroys'],
    ['npm run typeorm -- migration:run', { typeorm: 'typeorm-ts-node-commonjs -d a.ts' }, 'migrates'],
    ['npm run typeorm -- migration:show', { typeorm: 'typeorm-ts-node-commonjs -d a.ts' }, undefined],
    ['npm run migration:run', { 'migration:run': 'node tell-how.js' }, undefined],
    ['start-server-and-test a http://localhost:3000 b', { a: 'vite', b: 'dropdb x' }, 'destroys'],
    ['wsrun a', { a: 'dropdb x' }, 'destroys'],
    ['yarn nx watch --all -- npm run a', { a: 'dropdb x' }, 'destroys'],
    ['npm run it', {}, undefined],
    ['npm run a', { a: 'npm run b', b: 'npm run a' }, undefined],
    ['npm run a', { a: 'safe-migrate refuse a' }, 'destroys'],
    ['npm run a', { a: 'safe-migrate run -d a.ts' }, undefined],
  ] as const)('%s with %j: %s', (line, scripts, deed) => {
    expect(deedOf(line, scripts)).toBe(deed);
  });

  it('npm runs what stands before and after a script too', () => {
    const around: Scripts = {
      deploy: 'tsc',
      predeploy: 'dropdb twenty',
      release: 'tsc',
      postrelease: 'dropdb twenty',
      build: 'tsc',
    };
    expect(
      ['npm run deploy', 'npm run release', 'npm run build', 'make', 'make test'].map((line) =>
        deedOf(line, around),
      ),
    ).toEqual(['destroys', 'destroys', undefined, undefined, undefined]);
  });

  it('follows targets, their configurations, defaults and nested arguments', () => {
    tree.write(
      'nx.json',
      JSON.stringify({
        targetDefaults: { inherited: { executor: 'nx:run-commands', options: { command: 'dropdb x' } } },
      }),
    );
    const { judge, find } = workspace(
      tree,
      {
        typeorm: { command: 'ts-node ../../node_modules/typeorm/cli.js', options: { cwd: '{projectRoot}' } },
        migrate: {
          executor: 'nx:run-commands',
          options: { cwd: 'apps/server', commands: ['nx typeorm -- migration:run -d src/a.ts'] },
        },
        wipe: {
          executor: 'nx:run-commands',
          defaultConfiguration: 'soft',
          configurations: {
            soft: { command: 'vite' },
            hard: { commands: ['vite', { command: 'dropdb x' }] },
          },
        },
        soft: { command: 'nx wipe server' },
        hard: { command: 'nx run server:wipe:hard' },
        mistyped: { command: 'nx run server:wipe:hrad' },
        viaScript: { executor: 'nx:run-script', options: { script: 'drop' } },
        passed: { executor: 'nx:run-commands', options: { command: 'nx typeorm', args: '-- schema:drop' } },
        inherited: {},
        asArray: { executor: 'nx:run-commands', options: { command: ['dropdb', 'x'] } },
        asOption: {
          executor: 'nx:run-commands',
          options: { command: 'psql -c "{args.sql}"', sql: 'DROP TABLE x' },
        },
        ownSql: { executor: './tools:sql', options: { sql: ['SELECT 1', 'TRUNCATE core.person'] } },
        ownFile: { executor: './tools:sql', options: { path: 'apps/server/scripts/wipe.sql' } },
        ownTarget: { executor: '@nx/js:node', options: { buildTarget: 'server:asArray' } },
        ownBuild: { executor: '@nx/js:node', options: { buildTarget: 'server:soft', main: 'src/main.ts' } },
        'db-reset': { executor: '@acme/tools:anything' },
        guarded: { executor: '@safe-migrate/nx:safe-migrate' },
      },
      { drop: 'dropdb x' },
    );
    const deeds = Object.fromEntries(
      [
        'typeorm',
        'migrate',
        'wipe',
        'soft',
        'hard',
        'mistyped',
        'viaScript',
        'passed',
        'inherited',
        'asArray',
        'asOption',
        'ownSql',
        'ownFile',
        'ownTarget',
        'ownBuild',
        'db-reset',
        'guarded',
      ].map((name) => [name, judge.judge(find(name))?.deed]),
    );
    expect(deeds).toEqual({
      typeorm: undefined,
      migrate: 'migrates',
      wipe: undefined,
      soft: undefined,
      hard: 'destroys',
      mistyped: undefined,
      viaScript: 'destroys',
      passed: 'destroys',
      inherited: 'destroys',
      asArray: 'destroys',
      asOption: 'destroys',
      ownSql: 'destroys',
      ownFile: 'destroys',
      ownTarget: 'destroys',
      ownBuild: undefined,
      'db-reset': 'destroys',
      guarded: undefined,
    });
    expect(judge.judge(find('wipe'), 'hard')?.why).toBe('drops the database (dropdb)');
    expect(judge.judge(find('hard'))?.why).toBe('runs wipe, which drops the database (dropdb)');
    expect(judge.judge(find('migrate'))?.dataSource).toEqual({ path: 'src/a.ts', cwd: 'apps/server' });
  });
});
