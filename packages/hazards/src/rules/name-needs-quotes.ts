import { newColumns } from './new-columns';
import type { Rule } from './rule';
import { quiet, risky } from './rule';

/** A name that has to be quoted wherever it is used. */
export const nameNeedsQuotes: Rule = {
  id: 'name-needs-quotes',
  title: 'A name that has to be quoted wherever it is used',
  axis: 'certainty',
  on: ['add-column', 'create-index', 'create-table', 'rename'],
  optional: true,
  why: 'Without the quotes the server reads another name, in lower case, and says that it does not exist.',
  safeWay: 'Lower case, digits and underscores. (TypeORM takes a naming strategy.)',
  check(subject) {
    const { action } = subject;
    const made = [
      ...(action.kind === 'create-table' ? [action.table.name] : []),
      ...newColumns(subject).map(({ name }) => name),
      ...(action.kind === 'create-index' && action.index !== undefined ? [action.index] : []),
      ...(action.kind === 'rename' ? [action.to] : []),
    ];
    return made.flatMap((name) =>
      /^[a-z_][a-z0-9_]*$/.test(name) ? quiet : risky(`"${name}" has to be quoted wherever it is used`),
    );
  },
};
