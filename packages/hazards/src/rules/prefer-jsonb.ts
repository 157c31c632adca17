import { newTypes } from './new-columns';
import type { Rule } from './rule';
import { quiet, risky } from './rule';

/** A json column. */
export const preferJsonb: Rule = {
  id: 'prefer-jsonb',
  title: 'A json column',
  axis: 'data',
  on: ['add-column', 'create-table', 'set-type'],
  optional: true,
  why: 'The type json has no operator for equality, so that DISTINCT, GROUP BY and UNION fail on the whole row, and every access parses the text again.',
  safeWay: 'jsonb.',
  check: (subject) =>
    newTypes(subject).flatMap(({ column, type }) =>
      type.name === 'json' ? risky(`"${column}" is json`) : quiet,
    ),
};
