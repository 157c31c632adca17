import { escrowOf, migrateWithRetries, type ApplyInput } from '../apply/apply';
import type { Unit } from '../apply/unit';
import { SafeMigrateError } from '../errors';
import { listDeposits } from '../escrow/stored-deposits';
import { runSync } from '../sync/sync';
import { serverError } from '../target/server-error';
import { withSession } from '../target/session';
import { listMigrations } from '../typeorm/migration-list';
import type { Settings } from '../settings/settings';
import { runChecks, type Checks } from '../verify/checks/check';
import { compares } from '../verify/checks/resumed';
import type { PlannedTable } from '../verify/plan';
import { RunEnded, type RunContext } from './context';
import { isSessionGone, leaveToResume } from './steps/apply';
import type { Preflight } from './steps/preflight';
import { syncInput, syncWords } from './steps/sync-and-verify';

/** A unit that is to be taken back, and what its `down()` touches. */
export interface UnitToTakeBack {
  readonly unit: Unit;
  readonly planned: readonly PlannedTable[];
}

/**
 * Takes units back on the live database, in this order, each with proof; what they drop goes to escrow.
 *
 * @param before units that an earlier process has taken back
 * @throws RunEnded interrupted, where `resume` can go on; needs-attention, where some are back and the next one failed
 */
export async function takeUnitsBack(
  { record, journal }: Pick<RunContext, 'record' | 'journal'>,
  input: Omit<ApplyInput, 'units' | 'rehearsal'>,
  units: readonly UnitToTakeBack[],
  before: readonly Unit[] = [],
): Promise<void> {
  const { lockBudget, host, signal } = input;
  const done = [...before];
  record.verdicts = [];
  for (const { unit, planned } of units) {
    const options = {
      ...{ toPrint: planned, lock: true, lockBudget, isAskedFor: true },
      escrow: escrowOf(input, unit, 'down'),
    };
    try {
      const { proof } = await migrateWithRetries(input, unit, 'down', options, {});
      record.verdicts.push(...proof.verdicts);
      done.push(unit);
    } catch (error) {
      const cause =
        error instanceof SafeMigrateError ? error : (serverError(error) ?? unexpected(error as Error));
      const isBegun = done.length > 0 || !unit.transactional;
      // With the session, the answer to COMMIT may be lost too.
      if (journal.current && ((isBegun && signal?.aborted) || (await isSessionGone(host))))
        throw leaveToResume({ journal }, cause);
      if (!isBegun) throw error;
      // Every transaction is whole, and TypeORM's list tells which: there is nothing to be finished that the same command would not do.
      if (unit.transactional) journal.resumable = false;
      throw halfWay(cause, done, unit);
    }
  }
}

/** Every unit is a transaction of its own: those before are back, the one that failed and those after it are as they were. */
function halfWay(cause: SafeMigrateError, done: readonly Unit[], failed: Unit): RunEnded {
  const names = done.flatMap(({ migrations }) => migrations.map(({ name }) => name));
  const back = `${names.join(', ')} ${names.length > 1 ? 'are' : 'is'} taken back, and the next one failed.`;
  const outside = `${failed.migrations.map(({ name }) => name).join(', ')} failed outside a transaction.`;
  return new RunEnded(
    'needs-attention',
    new SafeMigrateError({
      code: cause.code,
      what: [...(names.length > 0 ? [back] : []), ...(failed.transactional ? [] : [outside])].join(' '),
      why: `${cause.what}\n${cause.why}`,
      next: failed.transactional
        ? 'What failed was rolled back. Correct the cause and type the same again to go on, or safe-migrate run to go forward again.'
        : 'What it did before that stays done. Remove the cause in the database and type: safe-migrate resume',
    }),
  );
}

function unexpected({ message }: Error): SafeMigrateError {
  return new SafeMigrateError({
    code: 'ROLLBACK_HALF_WAY',
    what: 'Taking the migrations back failed.',
    why: message,
    next: 'Correct the cause and type the same again.',
  });
}

/** What is to be true once the migrations are applied is not, once they are taken back; what was there before must be there all the same. */
export function comparing({ graphql, verify }: Checks): Pick<Settings, 'graphql' | 'verify'> {
  return { graphql: [...graphql], verify: verify.filter(compares) };
}

/** Brings the application's metadata up to date, then looks whether anything is still recorded or not served any more. */
export async function syncAndVerifyBack(
  context: RunContext,
  {
    loaded,
    pending,
    samples,
    checks = comparing(context.settings),
  }: Pick<Preflight, 'loaded' | 'pending' | 'samples'> & { readonly checks?: Checks },
): Promise<void> {
  const { settings, record, steps, emit, signal } = context;
  if (settings.sync.length === 0) steps.skip('sync', 'no sync commands are configured');
  else
    await steps.run('sync', async () => {
      await runSync(syncInput(context)).catch((error: unknown) => {
        throw error instanceof SafeMigrateError ? new RunEnded('needs-attention', error) : error;
      });
      return { result: undefined, summary: syncWords(context) };
    });
  await steps.run('verify', () =>
    withSession(loaded.connection, { readOnly: true }, async (session) => {
      const { executed } = await listMigrations(session, loaded);
      const left = pending.filter(({ name }) => executed.includes(name)).map(({ name }) => name);
      if (left.length > 0)
        throw new SafeMigrateError({
          code: 'STILL_EXECUTED',
          what: `${left.join(', ')} ${left.length > 1 ? 'are' : 'is'} still recorded as executed.`,
          why: 'Somebody has run them again meanwhile.',
          next: 'Look at who migrates this database: safe-migrate status',
        });
      const place = { ...settings, connection: loaded.connection, emit, signal };
      await runChecks(checks, samples, place, (check) => void (record.checks ??= []).push(check)).catch(
        (error: unknown) => {
          if (!(error instanceof SafeMigrateError)) throw error;
          throw new RunEnded('needs-attention', afterTheWayBack(error));
        },
      );
      const kept = (await listDeposits(session)).length;
      const rest = kept > 0 ? `; ${kept} deposits are in escrow` : '';
      return { result: undefined, summary: `none of them is recorded as executed${rest}` };
    }),
  );
}

function afterTheWayBack({ code, what, why }: SafeMigrateError): SafeMigrateError {
  return new SafeMigrateError({
    ...{ code, what: `The migrations are taken back. ${what}`, why },
    next: 'Fields that they had added are gone by design; look for others.',
  });
}
