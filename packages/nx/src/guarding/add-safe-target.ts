import type { CommandSource } from '../commands/sources';
import { addTarget } from './add-target';
import type { Guarded } from './change';
import { SAFE_TARGET, safeTarget } from './safe-target';
import type { Work } from './work';

/** Adds the target that runs the pipeline. */
export function addSafeTarget(work: Work, guarded: Guarded, sources: readonly CommandSource[]): void {
  const { project, options } = guarded;
  const line = ` (configuration plan) with ${JSON.stringify(options)}`;
  const isNew = addTarget(work, guarded, sources, { name: SAFE_TARGET, target: safeTarget(options), line });
  if (isNew && options['dataSource'] === undefined) {
    work.next.push(
      `${project} has several data sources: set options.dataSource of its target ${SAFE_TARGET}`,
    );
  }
}
