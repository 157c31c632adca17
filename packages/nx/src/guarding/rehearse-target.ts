import type { CommandSource } from '../commands/sources';
import { addTarget } from './add-target';
import type { Guarded } from './change';
import type { Work } from './work';

/** Adds the target that rehearses the pending migrations on a restored backup. */
export function addRehearseTarget(work: Work, guarded: Guarded, sources: readonly CommandSource[]): void {
  const { dataSource } = guarded.options;
  addTarget(work, guarded, sources, {
    name: 'rehearse-migrations',
    target: {
      executor: '@safe-migrate/nx:rehearse-migrations',
      options: dataSource === undefined ? {} : { dataSource },
      cache: false,
      parallelism: false,
    },
    line: '',
  });
}
