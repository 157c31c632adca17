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
    next: onlyValuesDiffer(proof) ? DECLARE : KEEP,
  });
}

const DECLARE = `If new values are what the migration is for, declare them per column in its doc comment: /** @Changes('table.column') */\nOtherwise add a new column, fill it, and remove the old one in a later release.`;
const KEEP =
  'Keep the rows and columns: add what is new beside them, and remove the old in a later release, with reviewed code, when nothing uses it.';

/** A declaration can cover changed values, never rows or columns that are gone. */
function onlyValuesDiffer({ verdicts, otherLosses }: Proof): boolean {
  const failed = verdicts.filter(({ holds }) => !holds);
  return (
    otherLosses.length === 0 &&
    failed.every(({ verdict, evidence }) => verdict === 'changed' && !/ rows became /.test(evidence))
  );
}
