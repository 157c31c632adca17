import type { LoadedDataSource, LoadedMigration } from '../typeorm/protocol';

/** Migrations that are committed together, or one that runs outside a transaction. */
export interface Unit {
  readonly migrations: readonly LoadedMigration[];
  readonly transactional: boolean;
}

/**
 * Groups pending migrations as TypeORM would: `all` one transaction, `each` one per migration, `none` no transaction;
 * a migration's own `transaction` property wins in the latter two. https://typeorm.io/docs/migrations/executing
 */
export function groupIntoUnits(
  { transactionMode }: LoadedDataSource,
  pending: readonly LoadedMigration[],
): readonly Unit[] {
  if (pending.length === 0) return [];
  if (transactionMode === 'all') return [{ migrations: pending, transactional: true }];
  return pending.map((migration) => ({
    migrations: [migration],
    transactional: migration.transaction ?? transactionMode === 'each',
  }));
}
