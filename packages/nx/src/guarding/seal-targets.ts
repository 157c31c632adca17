import type { CommandSource } from '../commands/sources';
import { addTarget } from './add-target';
import type { Guarded } from './change';
import type { Work } from './work';

/** Adds the targets that seal the database, and that take the seal off where somebody types the database's name. */
export function addSealTargets(work: Work, guarded: Guarded, sources: readonly CommandSource[]): void {
  const { dataSource } = guarded.options;
  for (const name of ['seal-database', 'unseal-database']) {
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
