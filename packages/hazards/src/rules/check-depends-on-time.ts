import { builtinVolatility } from '../catalog/builtin-functions';
import type { ConstraintSpec } from '../sql/actions';
import { functionsIn } from '../sql/read/calls';
import { walk } from '../sql/nodes';
import type { Rule, Subject } from './rule';
import { advice, quiet } from './rule';

/** A CHECK that says yes today and no tomorrow. */
export const checkDependsOnTime: Rule = {
  id: 'check-depends-on-time',
  title: 'A CHECK that says yes today and no tomorrow',
  axis: 'data',
  on: ['add-column', 'add-constraint', 'create-table'],
  why: 'It is tested when a row is written. A row that was right then may be wrong now, and a restored dump is refused.',
  safeWay: 'Test against a column, or in the code that writes the row.',
  check(subject) {
    return checksOf(subject).flatMap(({ expression }) => {
      const unsteady = functionsIn(expression)
        .filter((name) => name.name === 'now' || builtinVolatility(name) === 'volatile')
        .map(({ name }) => `${name}()`);
      const clock = [...walk(expression)].some(({ kind }) => kind === 'SQLValueFunction')
        ? ['the clock or the user']
        : [];
      const all = [...unsteady, ...clock];
      return all.length === 0 ? quiet : advice(`a CHECK depends on ${all.join(', ')}`);
    });
  },
};

function checksOf({ action }: Subject): readonly ConstraintSpec[] {
  const all =
    action.kind === 'add-constraint'
      ? [action.constraint]
      : action.kind === 'add-column'
        ? action.column.constraints
        : action.kind === 'create-table'
          ? [...action.constraints, ...action.columns.flatMap((column) => column.constraints)]
          : [];
  return all.filter(({ kind }) => kind === 'check');
}
