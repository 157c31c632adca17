import { showType } from '../sql/types';
import type { SqlType } from '../sql/types';
import { newForeignKeys } from './foreign-keys';
import type { Rule } from './rule';
import { advice, quiet } from './rule';
import { qualified } from '../catalog/model';

/** A foreign key between columns of different types. */
export const foreignKeyTypeMismatch: Rule = {
  id: 'foreign-key-type-mismatch',
  title: 'A foreign key between columns of different types',
  axis: 'data',
  on: ['add-column', 'add-constraint', 'create-table'],
  why: 'The smaller type runs out first (an integer that refers to a bigint cannot name row 2147483648), and joins convert row by row.',
  safeWay: 'Give the column the type of the column that it refers to.',
  check(subject) {
    const { catalog } = subject;
    return newForeignKeys(subject).flatMap(({ spec, foreign, types }) => {
      const parent = catalog.find(foreign.parent);
      if (parent === undefined) return quiet;
      const key = [...parent.constraints.values()].find(({ kind }) => kind === 'primary')?.columns ?? [];
      const referred = foreign.columns.length > 0 ? foreign.columns : key;
      return spec.columns.flatMap((column, at) => {
        const own = types[at];
        const other = parent.columns.get(referred[at] ?? '')?.type;
        if (!own || !other || sameBase(catalog.baseType(own), catalog.baseType(other))) return quiet;
        return advice(
          `"${column}" is ${showType(own)} and refers to "${referred[at] ?? ''}" of ${qualified(parent)}, which is ${showType(other)}`,
        );
      });
    });
  },
};

// A length limits what may be stored, not what is found.
const sameBase = (a: SqlType, b: SqlType): boolean =>
  a.name === b.name &&
  a.array === b.array &&
  (a.schema === b.schema || a.schema === undefined || b.schema === undefined);
