import { usageError, type SafeMigrateError } from '../errors';
import type { HostFailure } from './protocol';

/** A migration's own mistake is not the data source's. */
const WHAT: Readonly<Record<string, (dataSource: string) => string>> = {
  MIGRATION_LOAD: (dataSource) => `A migration of the data source ${dataSource} cannot be loaded.`,
  MIGRATION_EXPORTS_OTHER: (dataSource) =>
    `A file of migrations of the data source ${dataSource} exports something else.`,
};

const NEXT: Readonly<Record<string, string>> = {
  MIGRATION_LOAD:
    'Correct the migration at the line above, then run again. TypeScript is only compiled where the data source itself is TypeScript.',
  MIGRATION_EXPORTS_OTHER:
    'Move it to a file that the "migrations" option of the data source does not match, or do not export it.',
  DATA_SOURCE_ESM_TYPESCRIPT:
    'npm install --save-dev @swc-node/register @swc/core, with a tsconfig.json in the project (or name the compiled .js data source)',
  DATA_SOURCE_NONE:
    'Export exactly one DataSource from the file: export const AppDataSource = new DataSource({...})',
  DATA_SOURCE_SEVERAL: 'Export one DataSource per file and name the file that you mean with --data-source.',
  DATA_SOURCE_NOT_POSTGRES: 'Name the data source of a PostgreSQL database with --data-source.',
  DATA_SOURCE_INVALID:
    'Correct the entities or options of the data source; the reason above is TypeORM’s own.',
};

/** Why a data source could not be used, as an error that a user can act on. */
export function dataSourceError(failure: HostFailure, dataSource: string): SafeMigrateError {
  const code =
    failure.code && (failure.code in NEXT || failure.code === 'DATA_SOURCE_LOAD')
      ? failure.code
      : 'DATA_SOURCE_LOAD';
  return usageError({
    code,
    what: WHAT[code]?.(dataSource) ?? `The data source ${dataSource} cannot be used.`,
    why: failure.message.trim(),
    next:
      NEXT[code] ??
      `Correct the file so that it loads, then run again. To see it fail by itself: npx typeorm-ts-node-commonjs migration:show -d ${dataSource}`,
  });
}
