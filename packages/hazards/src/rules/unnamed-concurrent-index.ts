import type { Rule } from './rule';
import { advice, quiet, shown } from './rule';

/** An index without a name is built CONCURRENTLY. */
export const unnamedConcurrentIndex: Rule = {
  id: 'unnamed-concurrent-index',
  title: 'An index without a name is built CONCURRENTLY',
  axis: 'error',
  on: ['create-index'],
  why: 'Where the build fails, an INVALID index stays behind; the next attempt gets another name and leaves it there, and every write keeps it up to date.',
  safeWay: 'Give the index a name, so that the next attempt stumbles over what is left.',
  check(subject) {
    const { action } = subject;
    return action.kind === 'create-index' && action.concurrently && action.index === undefined
      ? advice(`builds an index without a name on ${shown(subject)}`)
      : quiet;
  },
};
