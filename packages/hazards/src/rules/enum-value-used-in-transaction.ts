import type { Rule } from './rule';
import { risky, quiet } from './rule';

/** A new enum value is used before it is committed. */
export const enumValueUsedInTransaction: Rule = {
  id: 'enum-value-used-in-transaction',
  title: 'A new enum value is used before it is committed',
  axis: 'error',
  why: 'A value added to an existing enum cannot be used until the transaction that added it commits (SQLSTATE 55P04).',
  safeWay: 'Add the value in one migration and use it in the next.',
  check(subject) {
    const { action, catalog, conditions, literals } = subject;
    if (!conditions.inTransaction || action.kind === 'add-enum-value') return quiet;
    for (const type of catalog.types.values()) {
      const used = [...type.addedValues].find((value) => literals.includes(value));
      if (type.origin === 'before' && used !== undefined)
        return risky(`uses '${used}', which this transaction adds to enum ${type.name}`);
    }
    return quiet;
  },
};
