import type { Rule } from './rule';
import { dangerous, risky, quiet } from './rule';

/** The migration ends or opens a transaction by itself. */
export const transactionControl: Rule = {
  id: 'transaction-control',
  title: 'The migration ends or opens a transaction by itself',
  axis: 'certainty',
  on: ['transaction'],
  why: 'A COMMIT in the middle makes half a migration permanent; what fails after it cannot be rolled back, and the record of the run is wrong.',
  safeWay:
    'Leave transactions to the runner: one migration per transaction, or `transaction = false` in the migration class.',
  check(subject) {
    const { action } = subject;
    if (action.kind !== 'transaction' || ['SAVEPOINT', 'RELEASE'].includes(action.verb)) return quiet;
    if (action.verb === 'ROLLBACK TO')
      return risky('rolls back to a savepoint: what the statements before it did cannot be told');
    return dangerous(`${action.verb} inside a migration`);
  },
};
