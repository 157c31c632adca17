import { refusal, SafeMigrateError } from '../errors';
import { qualifiedName, quoteIdentifier } from '../target/identifier';
import type { Session } from '../target/session';
import { displayPath } from '../report/display-path';
import { foreignTemplates } from './foreign-templates';
import { stampWarnings } from './stamps';
import type { LoadedDataSource, LoadedMigration } from './protocol';

/** The data source's migrations against what the database has recorded. */
export interface MigrationList {
  readonly executed: readonly string[];
  /** In the order in which TypeORM runs them. */
  readonly pending: readonly LoadedMigration[];
  readonly warnings: readonly string[];
}

/** `"schema"."table"` of TypeORM's list of executed migrations. */
export function migrationsTable({ schema, migrationsTable: name }: LoadedDataSource): string {
  return qualifiedName(schema ?? 'public', name);
}

/**
 * Reads which migrations are pending, without creating TypeORM's table, and refuses what raw TypeORM passes over in
 * silence: a glob that matches nothing ("No migrations are pending", exit 0) and recorded migrations without a file.
 *
 * @throws SafeMigrateError NO_MIGRATIONS_FOUND, MIGRATION_FILE_MISSING, MIGRATION_NAME_INVALID, MIGRATION_DUPLICATE, TRANSACTION_MODE, MIGRATION_FOREIGN_TEMPLATE
 */
export async function listMigrations(session: Session, loaded: LoadedDataSource): Promise<MigrationList> {
  return listAgainst(await readExecuted(session, loaded), loaded);
}

/** The order in which TypeORM runs migrations: by their stamps; equal ones keep the order in which they were loaded. */
export const inRunOrder = (migrations: readonly LoadedMigration[]): readonly LoadedMigration[] =>
  [...migrations].sort((a, b) => a.timestamp - b.timestamp);

/**
 * The same for a database that has recorded these migrations, none for an empty one.
 *
 * @throws SafeMigrateError as {@link listMigrations}
 */
export function listAgainst(
  executed: readonly string[],
  loaded: LoadedDataSource,
  nowMs: number = Date.now(),
): MigrationList {
  assertFound(loaded);
  assertUnique(loaded);
  const known = new Set(loaded.migrations.map(({ name }) => name));
  const missing = executed.filter((name) => !known.has(name));
  if (missing.length > 0) {
    throw refusal({
      code: 'MIGRATION_FILE_MISSING',
      what: `${missing.length} migration${missing.length > 1 ? 's are' : ' is'} recorded in ${migrationsTable(loaded)} without a file: ${missing.slice(0, 5).join(', ')}.`,
      why: 'The code here is older than the database, or a file was deleted or renamed: what this checkout would do to that schema is unknown.',
      next: 'Check out the revision that holds these migrations (git log --all --diff-filter=D -- "*migrations*" finds deleted ones), then run again.',
    });
  }
  const recorded = new Set(executed);
  const pending = inRunOrder(loaded.migrations.filter(({ name }) => !recorded.has(name)));
  pending.forEach(assertName);
  assertTransactionMode(loaded, pending);
  assertOwnTemplates(pending);
  const newest = Math.max(
    0,
    ...loaded.migrations.filter(({ name }) => recorded.has(name)).map(({ timestamp }) => timestamp),
  );
  return {
    executed,
    pending,
    warnings: [
      ...pending
        .filter(({ timestamp }) => timestamp < newest)
        .map(
          ({ name }) =>
            `${name} is older than the newest executed migration: a fresh database would run it in another order than this one.`,
        ),
      ...sameStamp(pending),
      ...stampWarnings(pending, nowMs),
    ],
  };
}

/** TypeORM then keeps load order, which is the order in which a glob found the files: nothing that anybody chose. */
function sameStamp(pending: readonly LoadedMigration[]): string[] {
  return pending.flatMap(({ name, timestamp }, index) =>
    index > 0 && pending[index - 1]?.timestamp === timestamp
      ? [
          `${pending[index - 1]?.name} and ${name} end with the same 13 digits: which of them runs first is left to the order in which the files are found.`,
        ]
      : [],
  );
}

/**
 * TypeORM creates its table before it runs the first migration, so a migration that creates the table's schema comes too
 * late, here as with raw TypeORM.
 *
 * @throws SafeMigrateError SCHEMA_MISSING
 */
export async function assertSchemaExists(
  session: Session,
  { schema = 'public', migrationsTable: table }: LoadedDataSource,
): Promise<void> {
  const [found] = await session.query('SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = $1', [schema]);
  if (found) return;
  throw refusal({
    code: 'SCHEMA_MISSING',
    what: `The database has no schema ${schema}, where the migrations table ${table} belongs.`,
    why: 'TypeORM creates that table before it runs the first migration: a migration that creates the schema comes too late.',
    next: `Create the schema first: CREATE SCHEMA ${quoteIdentifier(schema)}    (and IF NOT EXISTS in the migration that creates it)`,
  });
}

/** Names of the migrations that TypeORM has recorded, in the order in which they ran; none where its table is missing. */
export function readExecuted(session: Session, loaded: LoadedDataSource): Promise<string[]> {
  return readList(session, migrationsTable(loaded));
}

/** The same of a list that is called so in SQL. */
export async function readList(session: Session, table: string): Promise<string[]> {
  const [exists] = await session.query<{ oid: string | null }>('SELECT to_regclass($1)::text AS oid', [
    table,
  ]);
  if (!exists?.oid) return [];
  const rows = await session.query<{ name: string }>(`SELECT name FROM ${table} ORDER BY id`);
  return rows.map(({ name }) => name);
}

function assertFound({ migrations, migrationGlobs }: LoadedDataSource): void {
  if (migrations.length > 0) return;
  throw refusal({
    code: 'NO_MIGRATIONS_FOUND',
    what: 'The data source has no migrations at all.',
    why:
      migrationGlobs.length > 0
        ? `Nothing matches ${migrationGlobs.join(', ')}; the patterns are relative to the project's folder. Raw TypeORM calls this "No migrations are pending".`
        : 'Its "migrations" option is empty.',
    next: 'Build the project if the patterns point to compiled files, or correct the "migrations" option of the data source.',
  });
}

function assertUnique({ migrations }: LoadedDataSource): void {
  const names = migrations.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (!twice) return;
  throw refusal({
    code: 'MIGRATION_DUPLICATE',
    what: `Two migrations are called ${twice}.`,
    why: 'TypeORM records a migration by its name only: one of the two would never run.',
    next: 'Rename one class (and its name property), or export each class once: a named and a default export count twice.',
  });
}

function assertName({ name, file }: LoadedMigration): void {
  // Exactly 13 digits at the end: TypeORM takes the last 13 characters for the order, whatever comes before.
  if (/[^0-9][0-9]{13}$/.test(name)) return;
  throw refusal({
    code: 'MIGRATION_NAME_INVALID',
    what: `The migration ${name || '(without a name)'} has no valid order${file ? ` (${file})` : ''}.`,
    why: 'TypeORM orders by the last 13 characters of the class name; they must be the 13 digits of an epoch time in milliseconds. 14 digits sort before every other migration, fewer are rejected.',
    next: 'Create it with: nx g safe-migration <Name>    (or rename class and name property to <Name><13 digits>)',
  });
}

/** Before anything of it is run: up() would run that code too. */
function assertOwnTemplates(pending: readonly LoadedMigration[]): void {
  const [first, ...others] = foreignTemplates(pending);
  if (!first) return;
  const more = others.length > 0 ? ` and ${others.length} more` : '';
  throw refusal({
    code: 'MIGRATION_FOREIGN_TEMPLATE',
    what: `${first.migration} has ${first.text.slice(0, 80)} in a statement, which speaks of nothing in its file (${displayPath(first.file)}:${first.line}${more}).`,
    why: 'migration:generate before TypeORM 0.3.31 and 1.1.0 copies comments and defaults out of the database without escaping them: JavaScript runs what stands in the braces.',
    next: 'Write \\${ where the text itself is meant. Where it is yours, name the value first: const value = ...; and use ${value}.',
  });
}

function assertTransactionMode(
  { transactionMode }: LoadedDataSource,
  pending: readonly LoadedMigration[],
): void {
  const overriding = pending.filter(({ transaction }) => transaction !== undefined);
  if (transactionMode !== 'all' || overriding.length === 0) return;
  throw new SafeMigrateError(
    {
      code: 'TRANSACTION_MODE',
      what: `${overriding.map(({ name }) => name).join(', ')} sets its own "transaction", and the data source runs all migrations in one.`,
      why: 'TypeORM refuses this combination too (ForbiddenTransactionModeOverrideError).',
      next: `Set migrationsTransactionMode: 'each' in the data source.`,
    },
    'refused',
  );
}
