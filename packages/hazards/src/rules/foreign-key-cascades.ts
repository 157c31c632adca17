import { showName } from '../sql/names';
import { newForeignKeys } from './foreign-keys';
import type { Rule } from './rule';
import { quiet, risky } from './rule';

/** Deleting a row deletes rows of another table. */
export const foreignKeyCascades: Rule = {
  id: 'foreign-key-cascades',
  title: 'Deleting a row deletes rows of another table',
  axis: 'data',
  on: ['add-column', 'add-constraint', 'create-table'],
  optional: true,
  why: 'One DELETE can take a tree of tables with it, without a word, in one long transaction.',
  safeWay: 'ON DELETE RESTRICT, and delete the children in code that knows what it does.',
  check: (subject) =>
    newForeignKeys(subject).flatMap(({ foreign }) =>
      foreign.onDelete === 'cascade' ? risky(`deleting from ${showName(foreign.parent)} cascades`) : quiet,
    ),
};
