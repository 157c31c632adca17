import { newTypes } from './new-columns';
import type { Rule } from './rule';
import { quiet, risky } from './rule';
import { showType } from '../sql/types';

/** A time without its zone, or cut to whole seconds. */
export const preferTimestamptz: Rule = {
  id: 'prefer-timestamptz',
  title: 'A time without its zone, or cut to whole seconds',
  axis: 'data',
  on: ['add-column', 'create-table', 'set-type'],
  optional: true,
  why: 'The same value means another moment in every session; timestamp(0) rounds up into the next second.',
  safeWay: 'timestamptz, without a precision.',
  check: (subject) =>
    newTypes(subject).flatMap(({ column, type }) =>
      type.name === 'timestamp' ||
      type.name === 'timetz' ||
      (type.name === 'timestamptz' && type.mods[0] === 0)
        ? risky(`"${column}" is ${showType(type)}`)
        : quiet,
    ),
};
