import { showName } from '../sql/names';
import { qualified } from '../catalog/model';
import type { Rule } from './rule';
import { risky, quiet } from './rule';

/** A sequence that stood before is moved or changed. */
export const changeSequence: Rule = {
  id: 'change-sequence',
  title: 'A sequence that stood before is moved or changed',
  axis: 'data',
  on: ['alter-sequence'],
  why: 'A sequence that is set back hands out keys that exist; one with another type or step runs out earlier.',
  safeWay:
    'Leave it, or set it forward only: SELECT setval(..., (SELECT max(id) FROM ...)) in a reviewed step.',
  check(subject) {
    const { action, catalog } = subject;
    if (action.kind !== 'alter-sequence' || action.ownedOnly) return quiet;
    if (action.ofColumn) {
      const { table, column } = action.ofColumn;
      const owner = catalog.find(table);
      if (owner?.origin === 'here' || owner?.columns.get(column)?.origin === 'here') return quiet;
      return risky(`changes the sequence of "${column}" of ${showName(table)}`);
    }
    const found = catalog.find(action.sequence);
    if (found?.origin === 'here') return quiet;
    const schema = action.sequence.schema ?? catalog.creationSchema(action.sequence);
    if (catalog.ownedSequences.has(qualified({ schema, name: action.sequence.name }))) return quiet;
    return risky(`changes sequence ${showName(action.sequence)}`);
  },
};
