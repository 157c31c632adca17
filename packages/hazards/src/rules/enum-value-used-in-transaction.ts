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
    const { action, catalog, conditions } = subject;
    if (!conditions.inTransaction || action.kind === 'add-enum-value') return quiet;
    for (const type of catalog.types.values()) {
      if (type.origin !== 'before' || type.addedValues.size === 0) continue;
      const used = [...type.addedValues].find((value) => subject.literals().includes(value));
      if (used !== undefined)
        return risky(`uses '${used}', which this transaction adds to enum ${type.name}`);
    }
    return quiet;
  },
};
