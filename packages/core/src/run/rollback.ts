import { escrowOf, migrateWithRetries, type ApplyInput } from '../apply/apply';
import { groupIntoUnits, type Unit } from '../apply/unit';
import { findClientTools } from '../backup/client-tools';
import { refusal, SafeMigrateError } from '../errors';
import { listDeposits } from '../escrow/give-back';
import { earlierRuns } from '../rollback/earlier-runs';
import { rehearseBack, type RehearsedBack } from '../rollback/rehearse-back';
import { selectToTakeBack } from '../rollback/select';
import { readCatalogFacts } from '../review/catalog-facts';
import { judgeUp } from '../review/judge-trial';
import { openScratch } from '../scratch/database';
import { runSync } from '../sync/sync';
import { withSession } from '../target/session';
import { Host } from '../typeorm/host';
import { listMigrations, migrationsTable } from '../typeorm/migration-list';
import { declaredIn } from '../verify/declared-changes';
import { askGraphql, missingRecords } from '../verify/graphql';
import type { RunContext } from './context';
import { RunEnded } from './context';
import { holdLease } from './hold-lease';
import { reach } from './reach';
import type { Outcome } from './record';
import { settleEarlier } from './settle';
import { takeBackup } from './steps/back-up';
import { guard } from './steps/guard';
import type { Preflight } from './steps/preflight';
import { DROPS } from './unanswerable';

/**
 * Takes back the migrations of the last run: guard -> preflight -> back up -> rehearse -> apply -> sync -> verify. Nothing is done before it
 * was tried on a restored backup of now; what `down()` drops goes to escrow, and what `up()` had dropped comes back out of it.
 *
 * @throws SafeMigrateError or RunEnded
 */
export async function rollBack(context: RunContext): Promise<Outcome> {
  const ready = await preflight(context);
  if (ready.units.length === 0) return 'nothing-to-take-back';
  const rehearsed = await rehearse(context, ready);
  if (context.settings.planOnly) return 'planned';
  assertAccepted(rehearsed, context.settings.acceptLoss);
  await apply(context, ready, rehearsed);
  await syncAndVerify(context, ready);
  return 'taken-back';
}

async function preflight(context: RunContext): Promise<Preflight> {
  const guarded = await guard(context);
  const { settings, record, steps, signal } = context;
  return steps.run('preflight', async () => {
    const reached = await reach(context, guarded);
    const { host, loaded, facts, bookkeeping } = reached;
    const { connection } = loaded;
    const tools = await findClientTools({ pgBin: settings.pgBin, serverMajor: facts.major });
    if (!settings.planOnly) {
      await holdLease(context, host, connection, facts);
      await settleEarlier(context, reached);
    }
    const selected = await withSession(connection, { readOnly: true }, async (session) => {
      const { executed } = await listMigrations(session, loaded);
      const runs = await earlierRuns(session, settings.recordDirectory, record.target);
      const { rollbackSteps: count, rollbackTo: to } = settings;
      return selectToTakeBack(executed, runs, { steps: count, to }, loaded);
    });
    const names = selected.map(({ name }) => name);
    record.takenBack = {
      migrations: [...names].reverse(),
      statements: [],
      returned: [],
      withheld: [],
      escrow: [],
    };
    const answers =
      names.length === 0 ? [] : await Promise.all(settings.graphql.map((probe) => askGraphql(probe, signal)));
    return {
      result: {
        ...{ host, loaded, facts, tools, answers, bookkeeping, pending: selected },
        units: groupIntoUnits(loaded, selected),
        declared: selected.flatMap(({ file }) => declaredIn(file)),
      },
      summary: `PostgreSQL ${facts.version}; to be taken back: ${[...names].reverse().join(', ') || 'nothing'}`,
    };
  });
}

/** Takes a certified backup of now and takes the migrations back on it. */
async function rehearse(context: RunContext, ready: Preflight): Promise<readonly RehearsedBack[]> {
  const { settings, record, steps, emit, signal, atEnd } = context;
  const { loaded, facts, units, declared, bookkeeping } = ready;
  const starting = Host.start(settings.projectRoot, settings.dataSource);
  atEnd(async () => (await starting.catch(() => undefined))?.host.close());
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
  signal.addEventListener('abort', () => host.kill(), { once: true });
  const { restored: copy } = await takeBackup(context, ready, { scratch, host });
  return steps.run('rehearse', async () => {
    const catalog = await withSession(copy, { readOnly: true }, readCatalogFacts);
    const { sessionSettings } = facts;
    const rehearsed = await rehearseBack({ host, copy, sessionSettings, units, declared, bookkeeping });
    const takenBack = rehearsed.flatMap(({ statements }) => [...statements]);
    record.reviews = takenBack.flatMap(([name, sent]) => {
      const migration = ready.pending.find((each) => each.name === name);
      if (!migration) return [];
      const review = judgeUp(migration, sent, {
        catalog,
        facts,
        today: record.startedAt.slice(0, 10),
        escrowed: DROPS,
      });
      // What down() drops goes to escrow; that it drops is what it is for.
      const findings = review.findings
        .filter(({ rule }) => !DROPS.has(rule))
        .map((finding) => ({ ...finding, direction: 'down' as const }));
      return [{ ...review, findings }];
    });
    for (const { migration, findings } of record.reviews)
      for (const { level, rule, message } of findings)
        emit({ kind: 'warning', message: `down() of ${migration}: ${level} ${rule}: ${message}` });
    const deposits = rehearsed.flatMap(({ proof }) => proof.deposits);
    record.takenBack = {
      migrations: record.takenBack?.migrations ?? [],
      statements: takenBack.flatMap(([migration, sent]) => sent.map(({ sql }) => ({ migration, sql }))),
      returned: rehearsed.flatMap(({ givenBack }) => [...givenBack.returned]),
      withheld: rehearsed.flatMap(({ givenBack }) => [...givenBack.withheld]),
      escrow: deposits.map(({ table, wholeTable, columns, rows, values }) =>
        wholeTable
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
    const input: Omit<ApplyInput, 'units' | 'rehearsal'> = {
      ...{ host, declared, bookkeeping, lockTimeout, lockRetries, lockBudget, emit, signal },
      ...{ blockingLimit, endIdleBlockers, connection: loaded.connection, fence: migrationsTable(loaded) },
      escrow: { run: record.id, keepDays: settings.escrowDays },
      onWaits: (waits) => {
        record.waits = waits;
      },
    };
    const done: Unit[] = [];
    record.verdicts = [];
    try {
      for (const { unit, planned } of rehearsed) {
        const options = { toPrint: planned, lock: true, lockBudget, escrow: escrowOf(input, unit, 'down') };
        const { proof } = await migrateWithRetries(input, unit, 'down', options, {});
        done.push(unit);
        record.verdicts.push(...proof.verdicts);
      }
    } catch (error) {
      if (done.length === 0) throw error;
      throw halfWay(error, done);
    }
    const names = record.takenBack?.migrations ?? [];
    return {
      result: undefined,
      summary: `${names.length === 1 ? names[0] : `${names.length} migrations`} taken back`,
    };
  });
}

/** Every unit is a transaction of its own: those before are back, the one that failed and those after it are as they were. */
function halfWay(error: unknown, done: readonly Unit[]): RunEnded {
  const cause = error instanceof SafeMigrateError ? error : undefined;
  const names = done.flatMap(({ migrations }) => migrations.map(({ name }) => name));
  return new RunEnded(
    'needs-attention',
    new SafeMigrateError({
      code: cause?.code ?? 'ROLLBACK_HALF_WAY',
      what: `${names.join(', ')} ${names.length > 1 ? 'are' : 'is'} taken back, and the next one failed.`,
      why: cause ? `${cause.what}\n${cause.why}` : String((error as Error).message),
      next: 'What failed was rolled back. Correct the cause and type the same again to go on, or safe-migrate run to go forward again.',
    }),
  );
}

async function syncAndVerify(
  { settings, steps, signal }: RunContext,
  { loaded, pending, answers }: Preflight,
): Promise<void> {
  const { sync: commands, syncTimeout: timeout, projectRoot: cwd } = settings;
  if (commands.length === 0) steps.skip('sync', 'no sync commands are configured');
  else
    await steps.run('sync', async () => {
      await runSync({ commands, cwd, timeout, signal }).catch((error: unknown) => {
        throw error instanceof SafeMigrateError ? new RunEnded('needs-attention', error) : error;
      });
      return { result: undefined, summary: commands.join('; ') };
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
      for (const [index, probe] of settings.graphql.entries()) {
        const missing = missingRecords(answers[index], await askGraphql(probe, signal));
        if (missing.length > 0)
          throw new RunEnded(
            'needs-attention',
            new SafeMigrateError({
              code: 'RECORDS_NOT_RETURNED',
              what: `The migrations are taken back, and the GraphQL endpoint ${probe.url} does not return all records that it returned before.`,
              why: missing.slice(0, 10).join('\n'),
              next: 'Fields that they had added are gone by design; look for others.',
            }),
          );
      }
      const kept = (await listDeposits(session)).length;
      const rest = kept > 0 ? `; ${kept} deposits are in escrow` : '';
      return { result: undefined, summary: `none of them is recorded as executed${rest}` };
    }),
  );
}
