import type { Rule } from './rule';
import { advice, quiet, shown, touchesOld } from './rule';

/** A constraint that is not enforced. */
export const notEnforced: Rule = {
  id: 'not-enforced',
  title: 'A constraint that is not enforced',
  axis: 'data',
  on: ['add-constraint'],
  why: 'It stands in the schema as a promise that nobody keeps: rows that break it are written without an error.',
  safeWay: 'ADD CONSTRAINT ... NOT VALID costs as little, and holds for new rows; VALIDATE it later.',
  check(subject) {
    const { action } = subject;
    if (action.kind !== 'add-constraint' || action.constraint.enforced || !touchesOld(subject)) return quiet;
    return advice(`adds a ${action.constraint.kind} constraint to ${shown(subject)} that is not enforced`);
  },
};
