import type { CommandSource } from '../commands/sources';
import { addTarget } from './add-target';
import type { Guarded } from './change';
import type { Work } from './work';

/**
 * Targets that need nothing but the data source: how a database stands and what finishes an interrupted run, backup and restore, the seal
 * and what takes it off. Each has the name of its executor.
 */
const NAMES = [
  'migration-status',
  'resume-migrations',
  'backup-database',
  'restore-database',
  'seal-database',
  'unseal-database',
];

/** Adds them, in this order. */
export function addDatabaseTargets(work: Work, guarded: Guarded, sources: readonly CommandSource[]): void {
  const { dataSource } = guarded.options;
  for (const name of NAMES) {
    addTarget(work, guarded, sources, {
      name,
      target: {
        executor: `@safe-migrate/nx:${name}`,
        options: dataSource === undefined ? {} : { dataSource },
        cache: false,
        parallelism: false,
      },
      line: '',
    });
  }
}
