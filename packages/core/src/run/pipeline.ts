import type { RunContext } from './context';
import type { Outcome } from './record';
import { resume } from './resume';
import { rollBack } from './rollback';
import { apply } from './steps/apply';
import { takeBackup } from './steps/back-up';
import { backupToRehearse } from './steps/backup-to-rehearse';
import { compareFresh } from './steps/compare';
import { guard } from './steps/guard';
import { markBeforeApply } from './steps/before-apply';
import { rehearseUnderLoad } from './steps/load';
import { preflight } from './steps/preflight';
import { rehearseOnBackup } from './steps/rehearse';
import { review } from './steps/review';
import { writeMissingSnapshot, writeSnapshot } from './steps/snapshot';
import { syncAndVerify } from './steps/sync-and-verify';

/**
 * The pipeline: guard -> preflight -> review -> back up -> rehearse -> apply -> sync -> verify -> snapshot. Each step throws at the
 * first doubt; nothing before `apply` writes to the live database. A plan ends after the review, a rehearsal after the rehearsal.
 *
 * @throws SafeMigrateError or RunEnded; {@link runOnce} turns them into the run's outcome.
 */
export async function pipeline(context: RunContext): Promise<Outcome> {
  if (context.record.command === 'resume') return resume(context);
  if (context.record.command === 'rollback') return rollBack(context);
  const ready = await preflight(context, await guard(context));
  if (ready.pending.length === 0) {
    await writeMissingSnapshot(context, ready);
    return 'nothing-pending';
  }
  const trials = await review(context, ready);
  if (context.record.command === 'plan') return 'planned';
  if (context.record.command === 'rehearse') {
    const backup = await backupToRehearse(context, ready, trials);
    const rehearsal = await rehearseOnBackup(context, ready, trials, backup);
    await rehearseUnderLoad(context, ready, trials, backup, rehearsal);
    await compareFresh(context, ready, trials, backup);
    return 'rehearsed';
  }
  const backup = await takeBackup(context, ready, trials);
  const rehearsal = await rehearseOnBackup(context, ready, trials, backup);
  await markBeforeApply(context, ready);
  const { tables: fingerprints } = backup.manifest.content;
  const applied = await apply(context, ready, rehearsal, fingerprints);
  await syncAndVerify(context, ready, applied, fingerprints);
  await writeSnapshot(context, ready);
  return 'applied';
}
