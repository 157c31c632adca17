import type { Rule } from './rule';
import { quiet, riskyWhenSlow, shown } from './rule';

/** Adding a partition reads rows while others wait. */
export const partitionScans: Rule = {
  id: 'partition-scans',
  title: 'Adding a partition reads rows while others wait',
  axis: 'operation',
  on: ['attach-partition', 'create-table'],
  why: 'The rows of the new partition, or of the DEFAULT partition, are tested under a lock that stops everybody.',
  safeWay:
    'Add a CHECK with the bounds (NOT VALID, then VALIDATE) to the table before ATTACH PARTITION, and one to the DEFAULT partition that excludes them.',
  check(subject) {
    const { action, effect, relation } = subject;
    if (effect.work.length === 0 || relation?.origin === 'here') return quiet;
    if (action.kind === 'attach-partition')
      return riskyWhenSlow(subject, `attaches ${action.partition.name} to ${shown(subject)}`);
    return action.kind === 'create-table' && action.partitionOf !== undefined
      ? riskyWhenSlow(subject, `adds a partition to ${action.partitionOf.name}`)
      : quiet;
  },
};
