import { newTypes } from './new-columns';
import type { Rule } from './rule';
import { quiet, risky } from './rule';
import { showType } from '../sql/types';

/** A text column with a length. */
export const preferText: Rule = {
  id: 'prefer-text',
  title: 'A text column with a length',
  axis: 'data',
  on: ['add-column', 'create-table', 'set-type'],
  optional: true,
  why: 'A length is a CHECK that only ALTER TYPE can change: making it smaller later rewrites the table, and char(n) pads with blanks.',
  safeWay: 'text, with a CHECK (length(...) <= n) where a limit is wanted.',
  check: (subject) =>
    newTypes(subject).flatMap(({ column, type }) =>
      (type.name === 'varchar' && type.mods.length > 0) || type.name === 'bpchar'
        ? risky(`"${column}" is ${showType(type)}`)
        : quiet,
    ),
};
