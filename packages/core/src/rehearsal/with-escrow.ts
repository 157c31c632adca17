import { ProofFailed, type UnitResult } from '../apply/migrate-unit';
import type { Unit } from '../apply/unit';
import { KEEP_DAYS, type DroppedPart, type EscrowOrder } from '../escrow/deposit';
import type { Proof } from '../verify/proof';

/**
 * Nobody knows better what is dropped than the catalog: a unit is tried once on the copy, and then again with that put aside first.
 *
 * @param partsOf what may go to escrow, of what the first attempt has shown to be lost; none, where nobody answers for it
 */
export async function withEscrow(
  { unit, direction }: { readonly unit: Unit; readonly direction: 'up' | 'down' },
  run: (escrow?: EscrowOrder) => Promise<UnitResult>,
  partsOf: (proof: Proof) => readonly DroppedPart[],
): Promise<UnitResult> {
  try {
    return await run();
  } catch (error) {
    const parts = error instanceof ProofFailed ? partsOf(error.proof) : [];
    if (parts.length === 0) throw error;
    const migrations = unit.migrations.map(({ name }) => name);
    return run({ parts, run: 'rehearsal', migrations, direction, keepDays: KEEP_DAYS });
  }
}
