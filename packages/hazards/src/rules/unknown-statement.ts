import type { Rule } from './rule';
import { risky, quiet } from './rule';

/** A statement that this review does not know. */
export const unknownStatement: Rule = {
  id: 'unknown-statement',
  title: 'A statement that this review does not know',
  axis: 'certainty',
  on: ['outside-transaction', 'unknown', 'unknown-alter'],
  why: 'What is not known is not safe.',
  safeWay: 'Write it with statements that the review knows, or try it on a copy and acknowledge the rule.',
  check(subject) {
    const { action } = subject;
    if (action.kind === 'unknown' || action.kind === 'unknown-alter')
      return risky(`${action.what}: not known to this review`);
    return action.kind === 'outside-transaction'
      ? risky(`${action.what}: reaches beyond this database's schema`)
      : quiet;
  },
};
