import type { ApplyInput } from '../apply/apply';
import { groupIntoUnits } from '../apply/unit';
import { findClientTools } from '../backup/client-tools';
import { refusal } from '../errors';
import { unitJournal } from '../journal/unit-journal';
import { earlierRuns } from '../rollback/earlier-runs';
import { rehearseBack, type RehearsedBack } from '../rollback/rehearse-back';
import { selectToTakeBack } from '../rollback/select';
import { readCatalogFacts } from '../review/catalog-facts';
import { judgeUp } from '../review/judge-trial';
import { openScratch } from '../scratch/database';
import { withSession } from '../target/session';
import { appliedFiles } from '../typeorm/applied-files';
import { listMigrations, migrationsTable } from '../typeorm/migration-list';
import { declaredIn } from '../verify/declared-changes';
import type { RunContext } from './context';
import { holdLease, openJournal } from './hold-lease';
import { reach, type Reached } from './reach';
import type { Outcome } from './record';
import { settleEarlier, type Earlier } from './settle';
import { takeBackup } from './steps/back-up';
import { markBeforeApply } from './steps/before-apply';
import { guard } from './steps/guard';
import { readyHooks, type Preflight } from './steps/preflight';
import { writeSnapshot } from './steps/snapshot';
import { comparing, syncAndVerifyBack, takeUnitsBack } from './take-back';
import { DROPS } from './unanswerable';

/**
 * Takes back the migrations of the last run: guard -> preflight -> back up -> rehearse -> apply -> sync -> verify -> snapshot. Nothing is
 * done before it was tried on a restored backup of now; what `down()` drops goes to escrow, and what `up()` had dropped comes back out of it.
 *
 * @throws SafeMigrateError or RunEnded
 */
export async function rollBack(context: RunContext): Promise<Outcome> {
  const { earlier, ...ready } = await preflight(context);
  if (earlier) {
    const done = endsWith(earlier);
    if (done) return done;
  }
  if (ready.units.length === 0) return 'nothing-to-take-back';
  const rehearsed = await rehearse(context, ready);
  if (context.settings.planOnly) return 'planned';
  assertAccepted(rehearsed, context.settings.acceptLoss);
  await markBeforeApply(context, ready);
  await apply(context, ready, rehearsed);
  await syncAndVerifyBack(context, ready);
  await writeSnapshot(context, ready);
  return 'taken-back';
}

/**
 * Whoever asks for a rollback after a run was interrupted means that run, not the one before it: where the interrupted one is taken back by
 * now, or had changed nothing, nothing else is.
 */
function endsWith({ command, outcome }: Earlier): Outcome | undefined {
  if (outcome === 'taken-back' || outcome === 'rolled-back') return 'taken-back';
  return outcome === 'as-before' && command !== 'rollback' ? 'nothing-to-take-back' : undefined;
}

async function preflight(context: RunContext): Promise<Preflight & { readonly earlier?: Earlier }> {
  const guarded = await guard(context);
  const { settings, record, steps } = context;
  return steps.run('preflight', async () => {
    const reached = await reach(context, guarded);
    const { host, loaded, facts, bookkeeping } = reached;
    const { connection } = loaded;
    const tools = await findClientTools({ pgBin: settings.pgBin, serverMajor: facts.major });
    let earlier: Earlier | undefined;
    if (!settings.planOnly) {
      await holdLease(context, host, connection, facts);
      earlier = await settleEarlier(context, reached);
    }
    const isOver = earlier !== undefined && endsWith(earlier) !== undefined;
    const selected = isOver ? [] : await select(context, reached);
    const names = selected.map(({ name }) => name);
    const taken = { statements: [], returned: [], withheld: [], escrow: [] };
    // What was taken back by finishing the interrupted one stays on record.
    if (!isOver) record.takenBack = { migrations: [...names].reverse(), ...taken };
    if (!settings.planOnly && names.length > 0) {
      const journal = await openJournal(context, host, connection);
      await journal?.begin({ id: record.id, command: record.command, project: record.project });
    }
    const samples = names.length === 0 ? [] : await readyHooks(context, connection, comparing(settings));
    return {
      result: {
        ...{ host, loaded, facts, tools, samples, bookkeeping, pending: selected, earlier },
        units: groupIntoUnits(loaded, selected),
        declared: selected.flatMap(({ file }) => declaredIn(file)),
      },
      summary: `PostgreSQL ${facts.version}; to be taken back: ${[...names].reverse().join(', ') || 'nothing'}`,
    };
  });
}

/** The migrations that are meant, in the order in which they were executed. */
function select({ settings, record }: RunContext, { loaded }: Reached) {
  return withSession(loaded.connection, { readOnly: true }, async (session) => {
    const { executed } = await listMigrations(session, loaded);
    const runs = await earlierRuns(session, settings.recordDirectory, record.target);
    return selectToTakeBack(
      executed,
      runs,
      { steps: settings.rollbackSteps, to: settings.rollbackTo },
      loaded,
    );
  });
}

/** Takes a certified backup of now and takes the migrations back on it. */
async function rehearse(context: RunContext, ready: Preflight): Promise<readonly RehearsedBack[]> {
  const { settings, record, steps, emit, signal, atEnd, hosts } = context;
  const { loaded, facts, units, declared, bookkeeping } = ready;
  const starting = hosts.trials();
  const scratch = await openScratch({
    ...{ runId: record.id, live: facts, liveConnection: loaded.connection, scratchUrl: settings.scratchUrl },
    onFetch: (version) =>
      emit({
        kind: 'note',
        message: `fetching the PostgreSQL ${version} server programs for the scratch database`,
      }),
    signal,
  });
  atEnd(() => scratch.close());
  const { host } = await starting;
  const { restored: copy } = await takeBackup(context, ready, { scratch, host });
  return steps.run('rehearse', async () => {
    const catalog = await withSession(copy, { readOnly: true }, readCatalogFacts);
    const { sessionSettings } = facts;
    const rehearsed = await rehearseBack({ host, copy, sessionSettings, units, declared, bookkeeping });
    const takenBack = rehearsed.flatMap(({ statements }) => [...statements]);
    record.reviews = takenBack.flatMap(([name, sent], at) => {
      const migration = ready.pending.find((each) => each.name === name);
      if (!migration) return [];
      const review = judgeUp(migration, sent, {
        catalog,
        facts,
        today: record.startedAt.slice(0, 10),
        escrowed: DROPS,
        earlier: takenBack.slice(0, at).flatMap(([, statements]) => statements),
      });
      // What down() drops goes to escrow; that it drops is what it is for.
      const findings = review.findings
        .filter(({ rule }) => !DROPS.has(rule))
        .map((finding) => ({ ...finding, direction: 'down' as const }));
      return [{ ...review, findings }];
    });
    for (const { migration, findings } of record.reviews)
      for (const { level, rule, message } of findings.filter((finding) => finding.level !== 'safe'))
        emit({ kind: 'warning', message: `down() of ${migration}: ${level} ${rule}: ${message}` });
    const deposits = rehearsed.flatMap(({ proof }) => proof.deposits);
    record.takenBack = {
      migrations: record.takenBack?.migrations ?? [],
      statements: takenBack.flatMap(([migration, sent]) => sent.map(({ sql }) => ({ migration, sql }))),
      returned: rehearsed.flatMap(({ givenBack }) => [...givenBack.returned]),
      withheld: rehearsed.flatMap(({ givenBack }) => [...givenBack.withheld]),
      escrow: deposits.map(({ table, wholeTable, deletes, columns, rows, values }) =>
        wholeTable || deletes
          ? `${table}: ${rows} rows`
          : `${table}, ${columns.map((name) => `"${name}"`).join(', ')}: ${values} values`,
      ),
    };
    record.verdicts = rehearsed.flatMap(({ proof }) => [...proof.verdicts]);
    const durationMs = rehearsed.reduce((sum, unit) => sum + unit.durationMs, 0);
    return {
      result: rehearsed,
      summary: `down() took ${durationMs} ms on the restored backup, every row that stays is the same`,
    };
  });
}

/** What cannot be given back is named, and somebody must say that it may stay so. */
function assertAccepted(rehearsed: readonly RehearsedBack[], accepted: readonly string[]): void {
  const withheld = rehearsed
    .flatMap(({ givenBack }) => givenBack.withheld)
    .filter(({ what }) => !accepted.includes(what));
  if (withheld.length === 0) return;
  throw refusal({
    code: 'CANNOT_BE_GIVEN_BACK',
    what: 'Going back would not bring everything back.',
    why: withheld.map(({ what, why }) => `${what}: ${why}`).join('\n'),
    next: `If it may stay so: ${withheld.map(({ what }) => `--accept-loss ${what}`).join(' ')}`,
  });
}

function apply(context: RunContext, ready: Preflight, rehearsed: readonly RehearsedBack[]): Promise<void> {
  const { settings, record, steps, emit, signal } = context;
  const { host, loaded, declared, bookkeeping } = ready;
  return steps.run('apply', async () => {
    const { lockTimeout, lockRetries, lockBudget, blockingLimit, endIdleBlockers } = settings;
    await takeUnitsBack(
      context,
      {
        ...{ host, declared, bookkeeping, lockTimeout, lockRetries, lockBudget, emit, signal },
        ...{ blockingLimit, endIdleBlockers, connection: loaded.connection, fence: migrationsTable(loaded) },
        escrow: { run: record.id, keepDays: settings.escrowDays },
        onWaits: (waits) => {
          record.waits = waits;
        },
        journalOf: await writePlan(context, ready, rehearsed),
      },
      rehearsed,
    );
    const names = record.takenBack?.migrations ?? [];
    return {
      result: undefined,
      summary: `${names.length === 1 ? names[0] : `${names.length} migrations`} taken back`,
    };
  });
}

/** What another process needs to go on where this one was, should it be killed. Units stand in the order in which they are taken back. */
async function writePlan(
  { journal: { current: journal }, settings, record }: RunContext,
  { pending, bookkeeping, samples }: Preflight,
  rehearsed: readonly RehearsedBack[],
): Promise<ApplyInput['journalOf']> {
  if (!journal) return undefined;
  const { sync, syncTimeout } = settings;
  const files = appliedFiles(pending, settings.projectRoot);
  await journal.plan(
    { bookkeeping, files, backup: record.backup?.folder, samples, sync, syncTimeout, ...comparing(settings) },
    rehearsed.map(({ unit: { migrations, transactional }, planned }, number) => ({
      ...{ number, transactional, state: 'planned', touchedUp: [], touchedDown: planned },
      migrations: migrations.map(({ name }) => name),
    })),
  );
  const units = rehearsed.map(({ unit }) => unit);
  return (unit, direction) => unitJournal(journal, units.indexOf(unit), direction);
}
