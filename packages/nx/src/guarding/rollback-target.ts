import type { CommandSource } from '../commands/sources';
import { addTarget } from './add-target';
import type { Guarded } from './change';
import type { Work } from './work';

/** Adds the target that takes the last run's migrations back; its configuration `plan` shows what that would do. */
export function addRollbackTarget(work: Work, guarded: Guarded, sources: readonly CommandSource[]): void {
  addTarget(work, guarded, sources, {
    name: 'safe-rollback',
    target: {
      executor: '@safe-migrate/nx:safe-rollback',
      options: guarded.options,
      configurations: { plan: { plan: true } },
      cache: false,
      parallelism: false,
    },
    line: '',
  });
}
