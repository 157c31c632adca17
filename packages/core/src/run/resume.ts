import { SafeMigrateError } from '../errors';
import { readJournalState } from '../journal/schema';
import { readKnownRuns } from '../journal/unfinished';
import { withSession } from '../target/session';
import { listMigrations } from '../typeorm/migration-list';
import type { RunContext } from './context';
import { holdLease } from './hold-lease';
import { reach } from './reach';
import type { Outcome } from './record';
import { settle } from './settle';
import { guard } from './steps/guard';
import { assertNothingOnDisk } from './without-journal';

/**
 * `safe-migrate resume`: guard -> preflight -> resume. Finishes the run that was interrupted, whatever it was in the middle of.
 *
 * @throws SafeMigrateError RUN_CHANGED_NOTHING, and what {@link settle} throws
 */
export async function resume(context: RunContext): Promise<Outcome> {
  const { steps, record } = context;
  const guarded = await guard(context);
  const found = await steps.run('preflight', async () => {
    const reached = await reach(context, guarded);
    await holdLease(context, reached.host, reached.loaded.connection, reached.facts);
    const { unfinished } = await withSession(reached.loaded.connection, { readOnly: true }, readKnownRuns);
    const summary = unfinished ? `run ${unfinished.id} is not finished` : 'no run is unfinished';
    return { result: { reached, unfinished }, summary };
  });
  const { unfinished, reached } = found;
  if (!unfinished) {
    steps.skip('resume', 'there is nothing to resume');
    const { connection } = reached.loaded;
    const { list, journal } = await withSession(connection, { readOnly: true }, async (session) => ({
      list: await listMigrations(session, reached.loaded),
      journal: await readJournalState(session),
    }));
    record.pending = list.pending.map(({ name }) => name);
    if (journal.state !== 'ready')
      assertNothingOnDisk(context.settings.recordDirectory, record.target, list.executed);
    return 'nothing-to-resume';
  }
  const settled = await steps.run('resume', async () => {
    const result = await settle(context, reached, unfinished);
    return { result, summary: result.words };
  });
  if (settled.outcome !== 'as-before') return settled.outcome;
  throw new SafeMigrateError({
    code: 'RUN_CHANGED_NOTHING',
    what: `Run ${unfinished.id} was interrupted: ${settled.words}.`,
    why: `It was last seen at ${unfinished.seenAt}${unfinished.step ? ` (${unfinished.step})` : ''}.`,
    next:
      unfinished.command === 'rollback'
        ? 'Its migrations are applied. Take them back again: safe-migrate rollback'
        : 'Its migrations are pending. Run again: safe-migrate run',
  });
}
