import { newTypes } from './new-columns';
import type { Rule } from './rule';
import { quiet, risky } from './rule';

/** An amount in a type that rounds. */
export const preferNumeric: Rule = {
  id: 'prefer-numeric',
  title: 'An amount in a type that rounds',
  axis: 'data',
  on: ['add-column', 'create-table', 'set-type'],
  optional: true,
  why: 'float4 and float8 cannot hold 0.1; money depends on the locale of the session.',
  safeWay: 'numeric(precision, scale), or an integer of the smallest unit.',
  check: (subject) =>
    newTypes(subject).flatMap(({ column, type }) =>
      ['float4', 'float8', 'money'].includes(type.name) ? risky(`"${column}" is ${type.name}`) : quiet,
    ),
};
