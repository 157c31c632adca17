import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { ConnectionParameters } from '../target/connection';
import { startLoggingServer, type LoggingServer } from '../testing/statement-log';
import { sql, urlOf } from '../testing/test-server';
import { installedTypeOrms, linkPackages, TYPEORM_VERSIONS } from '../testing/typeorm-versions';
import { Host } from './host';
import { listAgainst } from './migration-list';
import type { LoadedDataSource } from './protocol';

let server: LoggingServer;
let installed: string;
const roots: string[] = [];
beforeAll(async () => {
  [server, installed] = await Promise.all([startLoggingServer(15), installedTypeOrms()]);
});
afterAll(async () => {
  for (const root of roots) rmSync(root, { recursive: true, force: true });
  await server.stop();
});

type Packages =
  Parameters<typeof linkPackages> extends [string, string, string, ...infer Rest] ? Rest : never;

function projectOf(
  files: Readonly<Record<string, string>>,
  version: (typeof TYPEORM_VERSIONS)[number] = '0.3.31',
  ...packages: Packages
): string {
  const root = mkdtempSync(join(tmpdir(), 'core-spec-loading-'));
  roots.push(root);
  linkPackages(root, installed, version, ...packages);
  for (const [path, text] of Object.entries({ 'package.json': '{ "private": true }', ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

async function load(root: string, dataSource: string): Promise<LoadedDataSource> {
  const { host, loaded } = await Host.start(root, dataSource);
  await host.close();
  return loaded;
}

/** Everything that TypeORM does by itself as soon as it connects. */
const actsOnConnect = (connection: ConnectionParameters): string => `
  const { DataSource, EntitySchema, EventSubscriber } = require('typeorm');
  class Listener { afterQuery() { throw new Error('a subscriber was called'); } }
  EventSubscriber()(Listener);
  const cache = { connect() { throw new Error('the cache was connected'); }, disconnect() {}, synchronize() {} };
  module.exports = { ds: new DataSource({
    type: 'postgres', url: ${JSON.stringify(urlOf(connection))},
    dropSchema: true, synchronize: true, migrationsRun: true, installExtensions: true,
    cache: { provider: () => cache }, subscribers: [Listener],
    entities: [new EntitySchema({ name: 'place', columns: {
      id: { type: 'uuid', primary: true, generated: 'uuid' }, name: { type: 'citext' }, more: { type: 'hstore' } } })],
    migrations: ['m/*.js'],
  }) };`;
const MIGRATION = `exports.AddA1700000000001 = class AddA1700000000001 {
  async up(queryRunner) { await queryRunner.query('SELECT 2'); }
  async down() {} };`;

test.each(TYPEORM_VERSIONS)(
  'TypeORM %s: nothing that acts on connect is done, and all of it is told',
  async (version) => {
    const connection = await server.create();
    await sql(connection, 'CREATE TABLE keep (id int)');
    const root = projectOf({ 'ds.js': actsOnConnect(connection), 'm/a.js': MIGRATION }, version);
    const { host, loaded } = await Host.start(root, 'ds.js');
    try {
      expect(loaded).toMatchObject({ dropSchema: true, synchronize: true, migrationsRun: true });
      const before = await server.statementsOf(connection.database);
      // First as on the live database, then as on a scratch one.
      for (const instead of [undefined, connection]) {
        await host.connect('loading spec', {}, instead);
        const { failure } = await host.migrate('AddA1700000000001', 'up');
        expect(failure).toBeUndefined();
        await host.disconnect();
      }
      const sent = (await server.statementsOf(connection.database)).slice(before.length);
      expect(sent.filter(({ sql: text }) => !/^(?:SELECT|SHOW)\b/.test(text))).toEqual([]);
      expect(sent.filter(({ sql: text }) => text === 'SELECT 2')).toHaveLength(2);
      expect(sent.some(({ sql: text }) => /pg_available_extensions/.test(text))).toBe(false);
    } finally {
      await host.close();
    }
  },
);

const TSCONFIG = JSON.stringify({
  compilerOptions: {
    ...{ target: 'es2022', module: 'commonjs', moduleResolution: 'node', esModuleInterop: true },
    ...{ experimentalDecorators: true, emitDecoratorMetadata: true, useDefineForClassFields: false },
    ...{ baseUrl: '.', paths: { '@app/*': ['src/app/*'] } },
  },
});
const TYPED = {
  'tsconfig.json': TSCONFIG,
  'src/app/deal.entity.ts': `import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
    @Entity() export class Deal { @PrimaryGeneratedColumn() id!: number; @Column() closesAt!: Date; }`,
  'src/data-source.ts': `import 'reflect-metadata';
    import { DataSource, getMetadataArgsStorage } from 'typeorm';
    import { Deal } from '@app/deal.entity';
    const column = getMetadataArgsStorage().columns.find(({ propertyName }) => propertyName === 'closesAt');
    export default new DataSource({ type: 'postgres', entities: [Deal], migrations: ['src/m/*.ts'],
      migrationsTableName: (column?.options.type as typeof Date).name });`,
  'src/m/1700000000001-a.ts': `import type { MigrationInterface, QueryRunner } from 'typeorm';
    import { Deal } from '@app/deal.entity';
    export class AddA1700000000001 implements MigrationInterface {
      async up(queryRunner: QueryRunner) { await queryRunner.manager.find(Deal); }
      async down() {} }`,
};

test.each<[string, Packages]>([
  ['ts-node', ['ts-node', 'typescript', 'tsconfig-paths']],
  ['swc', ['@swc-node', '@swc', 'typescript', 'tsconfig-paths']],
  ['typescript alone', ['typescript', 'tsconfig-paths']],
])('tsconfig paths and metadata of decorators, a default export: %s', async (_, packages) => {
  const loaded = await load(projectOf(TYPED, '0.3.31', ...packages), 'src/data-source.ts');
  expect(loaded.migrationsTable).toBe('Date');
  expect(loaded.migrations).toMatchObject([{ name: 'AddA1700000000001', timestamp: 1700000000001 }]);
});

const DATA_SOURCE = `const { DataSource } = require('typeorm');
  exports.AppDataSource = new DataSource({ type: 'postgres', migrations: ['m/*.js'] });`;

test.each([
  ['an arrow function', 'exports.quote = (text) => text;', /m\/a\.js: TypeORM takes quote.*it is no class/],
  ['an async function', 'exports.fill = async function fill() {};', /takes fill.*it is no class/],
  ['a function', 'exports.helper = function helper() {};', /m\/a\.js: TypeORM takes helper.*has no up\(\)/],
  ['a class', 'exports.Tenants = class Tenants {};', /takes Tenants.*has no up\(\)/],
])('exported beside a migration: %s', async (_, text, why) => {
  const root = projectOf({ 'ds.js': DATA_SOURCE, 'm/a.js': `${MIGRATION}\n${text}` });
  await expect(load(root, 'ds.js')).rejects.toMatchObject({
    ...{ code: 'MIGRATION_EXPORTS_OTHER', kind: 'usage', why: expect.stringMatching(why) as string },
    next: expect.stringContaining('do not export it') as string,
  });
});

test('a constant beside a migration is none, and a class that is exported twice is there twice', async () => {
  const other = `exports.TENANTS = ['a']; exports.NAME = 'x';`;
  const root = projectOf({ 'ds.js': DATA_SOURCE, 'm/a.js': `${MIGRATION}\n${other}` });
  expect((await load(root, 'ds.js')).migrations).toHaveLength(1);
  const twice = projectOf({
    'ds.js': DATA_SOURCE,
    'm/a.js': `${MIGRATION}\nexports.default = exports.AddA1700000000001;`,
  });
  expect((await load(twice, 'ds.js')).migrations.map(({ name }) => name)).toEqual([
    'AddA1700000000001',
    'AddA1700000000001',
  ]);
});

/** Column comments are written by whoever may: here by somebody who knows how the file will be made. */
const COMMENTED = `CREATE TABLE place (id int PRIMARY KEY, name text NOT NULL);
  COMMENT ON COLUMN place.name IS 'price in \${process.exit(7)}'`;

test.each([
  ['0.3.20', true],
  ['0.3.31', false],
  ['1.1.1', false],
] as const)(
  'a comment of the database that TypeORM %s writes into a generated file as code (%s) is refused before it is run',
  async (version, injected) => {
    const connection = await server.create();
    await sql(connection, COMMENTED);
    const dataSource = `const { DataSource, EntitySchema } = require('typeorm');
      exports.AppDataSource = new DataSource({ type: 'postgres', url: ${JSON.stringify(urlOf(connection))},
        entities: [new EntitySchema({ name: 'place', columns: { id: { type: 'int', primary: true }, name: { type: 'text' } } })],
        migrations: ['m/*.js'] });`;
    const root = projectOf({ 'ds.js': dataSource, 'm/none.txt': '' }, version);
    const generate = [
      'node_modules/typeorm/cli.js',
      'migration:generate',
      '-o',
      '-d',
      'ds.js',
      'm/Uncomment',
    ];
    await promisify(execFile)(process.execPath, generate, { cwd: root });
    const loaded = await load(root, 'ds.js');
    expect(loaded.migrations).toHaveLength(1);
    const listed = (): unknown => listAgainst([], loaded).pending;
    if (injected) {
      expect(listed).toThrow(
        expect.objectContaining({
          code: 'MIGRATION_FOREIGN_TEMPLATE',
          what: expect.stringContaining('has ${process.exit(7)} in a statement') as string,
        }) as Error,
      );
    } else expect(listed()).toHaveLength(1);
  },
);

test.each([
  ['COMMIT', `await client.query('COMMIT');`, 'TRANSACTION_CONTROL'],
  ['a text with COMMIT in it', `await client.query({ text: 'SELECT 1; COMMIT' });`, 'TRANSACTION_CONTROL'],
  ['an object that does not tell', `await client.query({ submit() {} });`, 'QUERY_UNREADABLE'],
  ['what is not awaited', `setTimeout(() => client.query('SELECT 9').catch(() => 0), 0);`, 'NOT_AWAITED'],
])('past TypeORM, by the driver: %s is not sent', async (_, statement, code) => {
  const connection = await server.create();
  const root = projectOf({
    'ds.js': DATA_SOURCE.replace(
      "type: 'postgres'",
      `type: 'postgres', url: ${JSON.stringify(urlOf(connection))}`,
    ),
    'm/a.js': MIGRATION.replace(
      `await queryRunner.query('SELECT 2')`,
      `const client = await queryRunner.connect(); await client.query('CREATE TABLE made (id int)'); ${statement}`,
    ),
  });
  const { host } = await Host.start(root, 'ds.js');
  try {
    await host.connect('loading spec', {}, connection);
    await host.begin();
    const { statements, failure } = await host.migrate('AddA1700000000001', 'up');
    expect(statements[0]).toMatchObject({ sql: 'CREATE TABLE made (id int)', escaped: false, line: 2 });
    expect(failure).toMatchObject({ code });
    await host.rollback();
    expect(await sql(connection, `SELECT to_regclass('made')::text AS made`)).toEqual([{ made: null }]);
  } finally {
    await host.close();
  }
});
