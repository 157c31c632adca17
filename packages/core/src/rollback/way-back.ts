import { escrowOf, migrateWithRetries, type AppliedUnit, type ApplyInput } from '../apply/apply';
import { readDefinitions } from '../verify/definitions';
import {
  definitionDifferences,
  differencesShown,
  structureDifferences,
  withoutNewList,
} from '../verify/structure-differences';
import type { PlannedTable } from '../verify/plan';
import type { Proof } from '../verify/proof';
import { readStructure } from '../verify/structure';
import { SafeMigrateError } from '../errors';
import { assertNothingWrittenSince } from './added-content';

/**
 * Undoes committed units, last first, with their own `down()`, under the same locks, retries and proof as on the way
 * forward. Rows that clients wrote since stay; where they wrote to what the units added, nothing is undone.
 *
 * @throws whatever the way back met; the units that it did undo stay undone.
 */
export async function undoUnits(
  input: Omit<ApplyInput, 'units' | 'rehearsal'>,
  committed: readonly AppliedUnit[],
): Promise<void> {
  /** By this unit and those that came after it. */
  const givenBack = new Set<string>();
  for (const [index, applied] of [...committed.entries()].reverse()) {
    const { unit, before, definitions, touchedDown, added, proof } = applied;
    const after = committed[index + 1]?.before;
    for (const table of droppedBy(proof)) givenBack.add(table);
    const toPrint = touchedDown.map((planned) => noMoreThanInserted(planned, proof));
    await migrateWithRetries(
      input,
      unit,
      'down',
      {
        ...{ toPrint, lock: true, lockBudget: input.lockBudget, scope: before },
        escrow: escrowOf(input, unit, 'down'),
      },
      { afterStart: () => assertNothingWrittenSince(input.host, before, added, after) },
    );
    const now = await readDefinitions(input.host);
    const differences = withoutNewList(
      [
        ...structureDifferences(before, await readStructure(input.host), givenBack),
        ...definitionDifferences(definitions, now),
      ],
      input.bookkeeping,
      definitions,
    );
    if (differences.length > 0) {
      throw new SafeMigrateError({
        code: 'ROLLBACK_INCOMPLETE',
        what: 'down() did not bring the tables back to the shape that they had.',
        why: differencesShown(differences),
        next: 'Compare with the backup named in the run record before you change anything else.',
      });
    }
  }
}

/** Of a table that `down()` deletes from, it may delete as many rows as `up()` has inserted. */
function noMoreThanInserted(planned: PlannedTable, { verdicts }: Proof): PlannedTable {
  if (!planned.dropped?.deletes) return planned;
  const most = verdicts.find(({ table }) => table === planned.table)?.counters.inserted ?? 0;
  return { ...planned, dropped: { ...planned.dropped, deletes: { most } } };
}

/** `schema.table` of what went to escrow, wholly or in part: it comes back under the same name. */
export const droppedBy = ({ deposits }: Pick<Proof, 'deposits'>): ReadonlySet<string> =>
  new Set(deposits.map(({ table }) => table));
