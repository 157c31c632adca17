import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as TypeOrm from 'typeorm';
import type { DataSource, MigrationInterface } from 'typeorm';
import { displayPath } from '../../report/display-path';
import type { ConnectionParameters } from '../../target/connection';
import type { LoadedDataSource, LoadedMigration } from '../protocol';
import { isModule } from '../module-kind';
import { filesOfClasses, type FileOf } from './class-files';
import { HostError, toFailure } from './failure';
import { matchesGlob } from './glob';
import { notConstructible, takenForMigration } from './other-exports';
import { listPlace } from './own-list';
import { locateFailure, placeOf, withoutBacktrace } from './load-failure';

/** The user's data source and what belongs to it. */
export interface LoadedProject {
  readonly dataSource: DataSource;
  readonly typeorm: typeof TypeOrm;
  readonly instances: ReadonlyMap<string, MigrationInterface>;
  readonly description: LoadedDataSource;
}

/** Parts of TypeORM and pg that are not in their public types, and that every supported version has. */
interface DataSourceInternals {
  buildMetadatas(): Promise<void>;
  readonly driver: {
    readonly postgres?: { Client: new (config: object) => { connectionParameters: PgParameters } };
  };
  readonly migrations: MigrationInterface[];
}

interface PgParameters {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: unknown;
  readonly database: string;
  readonly ssl: ConnectionParameters['ssl'];
}

/** Loads the file, finds its one DataSource and describes it without connecting. */
export async function loadDataSource(path: string): Promise<LoadedProject> {
  const dataSource = await onlyDataSource(await importFile(path), path);
  const { options } = dataSource;
  if (options.type !== 'postgres') {
    throw new HostError(
      'DATA_SOURCE_NOT_POSTGRES',
      `The data source is of type "${options.type}", not "postgres".`,
    );
  }
  const typeorm = createRequire(path)('typeorm') as typeof TypeOrm;
  const internals = dataSource as unknown as DataSourceInternals;
  try {
    await locateFailure(() => internals.buildMetadatas());
  } catch (error) {
    const globs = globsOf(options.migrations);
    const other = /is not a constructor/.test(toFailure(error).message) && (await notConstructible(globs));
    throw other || metadataFailure(error, globs);
  }
  const globs = globsOf(options.migrations);
  const list = listPlace(options.schema, options.migrationsTableName ?? 'migrations');
  const fileOf = await filesOfClasses(internals.migrations, globs);
  const other = internals.migrations.find(({ up }) => typeof up !== 'function');
  if (other) throw takenForMigration(other.constructor.name, fileOf(other.constructor), 'it has no up()');
  const migrations = internals.migrations.map((instance) => describeMigration(instance, fileOf));
  const instances = new Map(internals.migrations.map((instance, i) => [migrations[i]?.name ?? '', instance]));
  return {
    dataSource,
    typeorm,
    instances,
    description: {
      type: options.type,
      connection: await effectiveConnection(dataSource),
      schema: list.schema,
      migrationsTable: list.table,
      transactionMode: options.migrationsTransactionMode ?? 'all',
      synchronize: options.synchronize === true,
      dropSchema: options.dropSchema === true,
      migrationsRun: options.migrationsRun === true,
      migrationGlobs: globs,
      migrations,
      typeormVersion: versionOf(createRequire(path).resolve('typeorm')),
    },
  };
}

async function importFile(path: string): Promise<unknown> {
  try {
    return await locateFailure(async () => {
      if (isModule(path)) return (await import(pathToFileURL(path).href)) as unknown;
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- the user's file, found at run time
      return require(path) as unknown;
    });
  } catch (error) {
    const { code } = toFailure(error);
    const esm = code === 'ERR_UNKNOWN_FILE_EXTENSION' && /\.[cm]?tsx?$/.test(path);
    throw failureAt(esm ? 'DATA_SOURCE_ESM_TYPESCRIPT' : 'DATA_SOURCE_LOAD', error);
  }
}

/** A file that does not load is named with its line; everything else is TypeORM's own opinion of options and entities. */
function metadataFailure(error: unknown, globs: readonly string[]): HostError {
  const place = placeOf(error);
  if (!place) return new HostError('DATA_SOURCE_INVALID', toFailure(error).message);
  const migration = globs.some((glob) => matchesGlob(place.file, glob));
  return failureAt(migration ? 'MIGRATION_LOAD' : 'DATA_SOURCE_LOAD', error);
}

function failureAt(code: string, error: unknown): HostError {
  const place = placeOf(error);
  const where = place ? `${displayPath(place.file)}${place.line ? `:${place.line}` : ''}: ` : '';
  const failure = new HostError(code, `${where}${withoutBacktrace(toFailure(error).message)}`);
  if (error instanceof Error) failure.stack = error.stack;
  return failure;
}

/** TypeORM's own rule: exactly one exported DataSource, promises awaited; the test works over duplicate copies of typeorm. */
async function onlyDataSource(exports: unknown, path: string): Promise<DataSource> {
  const found = new Set<DataSource>();
  const candidates = isDataSource(exports) ? [exports] : Object.values((exports ?? {}) as object);
  for (const candidate of candidates) {
    const value: unknown = await candidate;
    if (isDataSource(value)) found.add(value);
    // An ES module that was compiled to CommonJS arrives as { default: { default: ... } }.
    else if (value && typeof value === 'object' && isDataSource((value as { default?: unknown }).default)) {
      found.add((value as { default: DataSource }).default);
    }
  }
  const [only] = found;
  if (found.size === 1 && only) return only;
  throw found.size === 0
    ? new HostError('DATA_SOURCE_NONE', `${path} exports no DataSource.`)
    : new HostError(
        'DATA_SOURCE_SEVERAL',
        `${path} exports ${found.size} different DataSources; TypeORM takes exactly one.`,
      );
}

function isDataSource(value: unknown): value is DataSource {
  return (
    typeof value === 'object' &&
    value !== null &&
    (value as Record<string, unknown>)['@instanceof'] === Symbol.for('DataSource')
  );
}

/** Where TypeORM would really connect: the pg driver itself resolves URL, fields, `extra` and PG* variables. */
async function effectiveConnection(dataSource: DataSource): Promise<ConnectionParameters> {
  const options = dataSource.options as Extract<DataSource['options'], { type: 'postgres' }>;
  const primary = { ...options, ...(options.replication?.master ?? {}) };
  const internals = dataSource as unknown as DataSourceInternals;
  const Client = internals.driver.postgres?.Client;
  if (!Client) throw new HostError('DATA_SOURCE_INVALID', 'The pg driver is not installed next to typeorm.');
  const extra = (options.extra ?? {}) as Record<string, unknown>;
  const parameters = new Client({
    connectionString: primary.url,
    host: primary.host,
    port: primary.port,
    user: primary.username,
    password: primary.password,
    database: primary.database,
    ssl: primary.ssl,
    ...extra,
  }).connectionParameters;
  const given = parameters.password;
  const password: unknown = typeof given === 'function' ? await (given as () => unknown)() : given;
  return {
    host: parameters.host,
    port: Number(parameters.port),
    user: parameters.user,
    password: typeof password === 'string' ? password : undefined,
    database: parameters.database,
    ssl: parameters.ssl,
  };
}

/** The version of the package that a file belongs to; its `exports` hide its package.json from `require`. */
function versionOf(file: string): string {
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (!existsSync(manifest)) continue;
    const { name, version } = JSON.parse(readFileSync(manifest, 'utf8')) as {
      name?: string;
      version?: string;
    };
    if (name === 'typeorm' && version) return version;
  }
  return 'unknown';
}

function describeMigration(instance: MigrationInterface, fileOf: FileOf): LoadedMigration {
  const { constructor } = instance as object;
  const name = instance.name || constructor.name;
  return {
    name,
    className: constructor.name,
    timestamp: parseInt(name.slice(-13), 10),
    transaction: instance.transaction,
    file: fileOf(constructor),
    hasDown: typeof instance.down === 'function',
  };
}

function globsOf(migrations: unknown): string[] {
  const list = Array.isArray(migrations) ? migrations : Object.values((migrations ?? {}) as object);
  return list.filter((entry): entry is string => typeof entry === 'string');
}
