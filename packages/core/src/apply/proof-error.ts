import { refusal, type SafeMigrateError } from '../errors';
import type { Proof } from '../verify/proof';

/** Words for a proof that does not hold; the transaction it was made in is rolled back. */
export function proofError(proof: Proof, direction: 'up' | 'down', where: string): SafeMigrateError {
  const losses = [
    ...proof.verdicts.filter(({ holds }) => !holds).map(({ table, evidence }) => `${table}: ${evidence}`),
    ...proof.otherLosses,
  ];
  return refusal({
    code: 'DATA_WOULD_CHANGE',
    what: `${where}, ${direction}() changes or loses data that existed before; it was rolled back.`,
    why: losses.join('\n'),
    next: `If new values are what the migration is for, declare them per column in its doc comment: /** @Changes('table.column') */\nOtherwise add a new column, fill it, and remove the old one in a later release.`,
  });
}
