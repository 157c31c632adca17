import type { Subject } from './rule';

/**
 * Whether the statement is TypeORM keeping its own books: the row of one migration (`PostgresQueryRunner`, `MigrationExecutor`), or that
 * of one view or generated column in `typeorm_metadata`. Nobody's data is in either.
 */
export function isBookkeeping({ action }: Subject): boolean {
  if (action.kind !== 'delete') return false;
  const { equals } = action.where;
  const { name } = action.table;
  if (name === 'typeorm_metadata') return equals.includes('type') && equals.includes('name');
  return /migrations$/i.test(name) && equals.includes('timestamp') && equals.includes('name');
}
