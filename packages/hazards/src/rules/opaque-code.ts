import { destroyedBy } from './called-code';
import type { Rule } from './rule';
import { dangerous, quiet, risky, shown } from './rule';

/** Code runs that cannot be read. */
export const opaqueCode: Rule = {
  id: 'opaque-code',
  title: 'Code runs that cannot be read',
  axis: 'certainty',
  why: 'Dynamic SQL and procedures can do anything; the review sees only what is written out.',
  safeWay: 'Write the statements out, or try the migration on a copy and acknowledge the rule.',
  check(subject) {
    const { action, relation, catalog } = subject;
    if (action.kind === 'opaque-code') {
      const { functions = [], what } = action;
      const deed = functions.map((name) => destroyedBy(name, catalog)).find((each) => each !== null);
      return deed === undefined ? risky(`${what}: cannot be analysed`) : dangerous(`${what}, which ${deed}`);
    }
    if (relation === null || !['insert', 'update', 'delete', 'truncate'].includes(action.kind)) return quiet;
    const hooks = [...catalog.made.keys()].filter(
      (key) => /^(trigger|rule):/.test(key) && key.includes(`:${relation.name}.`),
    );
    return hooks.length === 0
      ? quiet
      : risky(
          `writes to ${shown(subject)}, which runs the code of a trigger or rule that this migration made`,
        );
  },
};
