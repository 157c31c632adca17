import type { Rule } from './rule';
import { risky, quiet } from './rule';

/** Code runs that cannot be read. */
export const opaqueCode: Rule = {
  id: 'opaque-code',
  title: 'Code runs that cannot be read',
  axis: 'certainty',
  why: 'Dynamic SQL and procedures can do anything; the review sees only what is written out.',
  safeWay: 'Write the statements out, or try the migration on a copy and acknowledge the rule.',
  check(subject) {
    return subject.action.kind === 'opaque-code'
      ? risky(`${subject.action.what}: cannot be analysed`)
      : quiet;
  },
};
