import { resumedChecks } from '../verify/checks/resumed';
import { SafeMigrateError } from '../errors';
import type { Journal } from '../journal/journal';
import type { JournaledUnit, KnownRun } from '../journal/unfinished';
import { withSession } from '../target/session';
import { listMigrations } from '../typeorm/migration-list';
import { RunEnded, type RunContext } from './context';
import type { Settled } from './finish-run';
import { applyInput, filesDiffer, loadedOf, notTheSame, otherFiles, unitOf } from './journaled-units';
import { leftOfUnit } from './left-of-unit';
import type { Reached } from './reach';
import { comparing, syncAndVerifyBack, takeUnitsBack } from './take-back';

/**
 * Finishes a rollback that an earlier process left unfinished: where something is taken back, the rest is too, for there is no way forward
 * that was rehearsed; then sync and verify.
 *
 * @throws what {@link takeUnitsBack} throws; RunEnded needs-attention where the files are others
 */
export async function finishRollback(
  context: RunContext,
  reached: Reached,
  run: KnownRun,
  journal: Journal,
): Promise<Settled> {
  const { executed } = await withSession(reached.loaded.connection, { readOnly: true }, (session) =>
    listMigrations(session, reached.loaded),
  );
  const isGone = ({ migrations }: JournaledUnit) => !migrations.some((name) => executed.includes(name));
  // A role that has lost the right to write the journal inside the transaction still has TypeORM's list.
  const done = run.units.filter(
    (unit) => unit.state === 'undone' || (unit.state === 'undoing' && isGone(unit)),
  );
  const inside = run.units.filter(
    ({ transactional, state, number }) =>
      !transactional && state === 'undoing' && run.statements.some(({ unit }) => unit === number),
  );
  if (done.length === 0 && inside.length === 0)
    return { outcome: 'as-before', words: 'it had taken nothing back; the database is as it was before it' };
  const again = done.filter((unit) => !isGone(unit)).flatMap(({ migrations }) => migrations);
  if (again.length > 0) throw appliedAgain(context, run, again);
  const names = run.units.flatMap(({ migrations }) => migrations);
  const others = otherFiles(context, run, run.units, reached);
  if (others.length > 0) {
    const left: string[] = [];
    for (const unit of inside)
      left.push(...(await leftOfUnit(reached, run, unit, context.settings.lockTimeout)));
    if (done.length > 0 || left.length > 0) throw filesDiffer(run, others, left);
    return {
      outcome: 'as-before',
      words: `${notTheSame(others)} It had taken nothing back; the database is as it was before it`,
    };
  }
  const rest = run.units.filter((unit) => !done.includes(unit));
  const emptyBack = { statements: [], returned: [], withheld: [], escrow: [] };
  context.record.takenBack = { migrations: names, ...emptyBack };
  await takeUnitsBack(
    context,
    applyInput(context, reached, run, journal),
    rest.map((unit) => ({ unit: unitOf(unit, reached), planned: unit.touchedDown })),
    done.map((unit) => unitOf(unit, reached)),
  );
  await journal.step('apply', 'done');
  const { checks, samples } = resumedChecks(comparing(context.settings), run.plan ?? {});
  const pending = loadedOf(names, reached);
  await syncAndVerifyBack(context, { loaded: reached.loaded, pending, checks, samples });
  const last =
    rest.length > 0 ? 'the rest of its migrations is taken back now' : 'all of them were taken back';
  return { outcome: 'taken-back', words: `${last}; sync and verify are done` };
}

/** Somebody has gone forward again: to take back the rest would tear their migrations out from under newer ones. */
function appliedAgain({ journal }: RunContext, run: KnownRun, names: readonly string[]): RunEnded {
  journal.resumable = false;
  return new RunEnded(
    'needs-attention',
    new SafeMigrateError({
      code: 'APPLIED_AGAIN',
      what: `Rollback ${run.id} was interrupted, and what it had taken back was applied again since: ${names.join(', ')}`,
      why: 'Somebody has gone forward; nothing more is taken back.',
      next: 'Look at safe-migrate status, and type what you want now: safe-migrate run or safe-migrate rollback',
    }),
  );
}
