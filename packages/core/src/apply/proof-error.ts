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
    next: proof.toDeclare ? declare(proof.toDeclare) : KEEP,
  });
}

/** A declaration can cover changed values, never rows or columns that are gone. */
function declare(columns: readonly string[]): string {
  const tags = columns.map((column) => `@Changes('${column}')`).join(' ');
  return `If new values are what the migration is for, declare them in its doc comment: /** ${tags} */\nOtherwise add a new column, fill it, and remove the old one in a later release.`;
}

const KEEP =
  'Keep the rows and columns: add what is new beside them, and remove the old in a later release, with reviewed code, when nothing uses it.';
