import { showName } from '../sql/names';
import type { Rule } from './rule';
import { quiet, risky } from './rule';

/** An enum type is made. */
export const preferLookupTable: Rule = {
  id: 'prefer-lookup-table',
  title: 'An enum type is made',
  axis: 'compatibility',
  on: ['create-type'],
  optional: true,
  why: 'A value can be added but never removed; TypeORM then swaps the whole type and rewrites the table.',
  safeWay: 'A lookup table with a foreign key, or text with a CHECK.',
  check: ({ action }) =>
    action.kind === 'create-type' && action.flavour === 'enum'
      ? risky(`creates enum ${showName(action.type)}`)
      : quiet,
};
