import type { CommandSource } from '../commands/sources';
import { addTarget } from './add-target';
import type { Guarded } from './change';
import type { Work } from './work';

/** Adds the targets that tell how a database stands, and that finish an interrupted run. */
export function addStatusTargets(work: Work, guarded: Guarded, sources: readonly CommandSource[]): void {
  const { dataSource } = guarded.options;
  for (const name of ['migration-status', 'resume-migrations']) {
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
