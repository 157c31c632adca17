import { quoteName } from '../sql/names';
import type { Rule } from './rule';
import { quiet, riskyWhenSlow, shown, touchesOld } from './rule';
import { tableSql } from './suggest/sql';

/** A constraint is validated while the transaction blocks writers. */
export const validateInSameTransaction: Rule = {
  id: 'validate-in-same-transaction',
  title: 'A constraint is validated while the transaction blocks writers',
  axis: 'operation',
  on: ['validate-constraint'],
  why: 'VALIDATE is gentle by itself, but the stronger lock that this transaction already holds stays until it ends, for the whole scan.',
  safeWay: 'Validate in a migration of its own, after the one that added the constraint NOT VALID.',
  check(subject) {
    const { action, holdsLock, relation, inCode } = subject;
    if (action.kind !== 'validate-constraint' || !holdsLock || relation === null || !touchesOld(subject))
      return quiet;
    // A block of code is one statement: what stands in it before would be left out.
    const alone = `ALTER TABLE ${tableSql(relation)} VALIDATE CONSTRAINT ${quoteName(action.name)}`;
    return riskyWhenSlow(
      subject,
      `tests every row of ${shown(subject)} while writers wait`,
      inCode ? {} : { rewrite: [alone] },
    );
  },
};
