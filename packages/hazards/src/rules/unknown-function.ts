import { showName } from '../sql/names';
import { builtinVolatility } from '../catalog/builtin-functions';
import type { Name } from '../sql/names';
import { functionsIn } from '../sql/read/calls';
import type { Rule, Subject } from './rule';
import { destroyedBy } from './called-code';
import { dangerous, risky, quiet, touchesOld } from './rule';

/** A function is called whose effect is not known. */
export const unknownFunction: Rule = {
  id: 'unknown-function',
  title: 'A function is called whose effect is not known',
  axis: 'certainty',
  why: "A function that is not PostgreSQL's own may write, drop or lock anything.",
  safeWay: 'Write out what it does, or try the migration on a copy and acknowledge the rule.',
  check(subject) {
    const { catalog, action, effect } = subject;
    // A trigger, a rule or a function further down.
    if (effect.opaque === true && action.kind !== 'calls' && action.kind !== 'opaque-code')
      return risky('sets off code whose effect is not known');
    const unknown = called(subject).filter(
      (name) => builtinVolatility(name) === 'unknown' || catalog.made.has(`function:${name.name}`),
    );
    if (unknown.length === 0) return quiet;
    const message = `calls ${unknown.map((name) => `${showName(name)}()`).join(', ')}`;
    const deed = unknown.map((name) => destroyedBy(name, catalog)).find((each) => each !== null);
    return deed === undefined ? risky(message) : dangerous(`${message}, which ${deed}`);
  },
};

/** The functions that run with the statement: in its expressions, or in a default that is computed for every row. */
function called(subject: Subject): readonly Name[] {
  const { action } = subject;
  if (action.kind === 'calls') return action.functions;
  if (action.kind !== 'add-column' || !touchesOld(subject)) return [];
  return functionsIn(action.column.defaultExpression).filter(({ name }) => name !== 'nextval');
}
