import type { Rule } from './rule';
import { quiet, risky, shown, touchesOld } from './rule';

/** A migration of the schema changes rows. */
export const rowsInSchemaMigration: Rule = {
  id: 'rows-in-schema-migration',
  title: 'A migration of the schema changes rows',
  axis: 'data',
  on: ['delete', 'insert', 'update'],
  optional: true,
  why: 'How long it takes depends on the data, and the way back of the schema does not bring the rows back.',
  safeWay: 'Change rows in a migration of its own, in batches.',
  check(subject) {
    const { action } = subject;
    const changes = action.kind === 'insert' || action.kind === 'update' || action.kind === 'delete';
    return changes && touchesOld(subject) ? risky(`${action.kind}s rows of ${shown(subject)}`) : quiet;
  },
};
