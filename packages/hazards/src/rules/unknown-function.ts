import { showName } from '../sql/names';
import { builtinVolatility } from '../catalog/builtin-functions';
import type { Rule } from './rule';
import { risky, quiet } from './rule';

/** A function is called whose effect is not known. */
export const unknownFunction: Rule = {
  id: 'unknown-function',
  title: 'A function is called whose effect is not known',
  axis: 'certainty',
  why: "A function that is not PostgreSQL's own may write, drop or lock anything.",
  safeWay: 'Write out what it does, or try the migration on a copy and acknowledge the rule.',
  check(subject) {
    const { action, catalog } = subject;
    if (action.kind !== 'calls') return quiet;
    const unknown = action.functions.filter(
      (name) => builtinVolatility(name) === 'unknown' || catalog.made.has(`function:${name.name}`),
    );
    return unknown.length === 0
      ? quiet
      : risky(`calls ${unknown.map((name) => `${showName(name)}()`).join(', ')}`);
  },
};
