import { newColumns } from './new-columns';
import type { Rule } from './rule';
import { quiet, risky } from './rule';

/** A boolean that can be neither. */
export const booleanWithoutDefault: Rule = {
  id: 'boolean-without-default',
  title: 'A boolean that can be neither',
  axis: 'data',
  on: ['add-column', 'create-table'],
  optional: true,
  why: 'NULL is a third value that neither WHERE x nor WHERE NOT x finds.',
  safeWay: 'boolean NOT NULL DEFAULT false.',
  check: (subject) =>
    newColumns(subject).flatMap(({ name, type, notNull, defaultExpression }) =>
      type.name === 'bool' && !type.array && (!notNull || defaultExpression === undefined)
        ? risky(`boolean "${name}" is not NOT NULL with a default`)
        : quiet,
    ),
};
