import { storedType } from '../sql/types';
import { newColumns } from './new-columns';
import type { Rule, Step } from './rule';
import { quiet, risky } from './rule';

/** A key that runs out. */
export const preferBigintKeys: Rule = {
  id: 'prefer-bigint-keys',
  title: 'A key that runs out',
  axis: 'data',
  on: ['add-column', 'create-table'],
  optional: true,
  why: 'An integer key ends at 2147483647, a smallint at 32767: then every INSERT fails, and the change to bigint rewrites the table and all that refer to it.',
  safeWay: 'bigint, or uuid.',
  check(subject) {
    const keys = keyColumns(subject);
    return newColumns(subject).flatMap(({ name, type }) =>
      keys.has(name) && ['int4', 'int2'].includes(storedType(type).name)
        ? risky(`key "${name}" is ${storedType(type).name}`)
        : quiet,
    );
  },
};

/** The columns that are, or refer to, a key. */
function keyColumns(step: Step): ReadonlySet<string> {
  const { action } = step;
  const apart = action.kind === 'create-table' ? action.constraints : [];
  const all = [...apart, ...newColumns(step).flatMap(({ constraints }) => constraints)];
  return new Set(
    all.filter(({ kind }) => kind === 'primary' || kind === 'foreign').flatMap(({ columns }) => columns),
  );
}
