import { isNew } from '../catalog/model';
import type { Rule } from './rule';
import { risky, quiet, shown, touchesOld } from './rule';

/** A partition leaves its table. */
export const detachPartition: Rule = {
  id: 'detach-partition',
  title: 'A partition leaves its table',
  axis: 'data',
  on: ['detach-partition', 'inherit'],
  why: 'Its rows are no longer found through the parent table.',
  safeWay: 'DETACH PARTITION ... CONCURRENTLY in a later contract phase, when nothing reads those rows.',
  check(subject) {
    const { action, catalog } = subject;
    if (action.kind === 'inherit' && touchesOld(subject))
      return risky(`changes which table ${shown(subject)} inherits from`);
    if (action.kind !== 'detach-partition' || isNew(catalog.spokenOf(action.partition))) return quiet;
    return risky(`detaches ${action.partition.name} from ${shown(subject)}`);
  },
};
