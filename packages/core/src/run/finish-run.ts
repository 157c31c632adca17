import { ApplyFailed, applyUnits, type AppliedUnit, type ApplyInput } from '../apply/apply';
import { SafeMigrateError } from '../errors';
import type { Journal } from '../journal/journal';
import type { JournaledUnit, KnownRun } from '../journal/unfinished';
import { withSession } from '../target/session';
import { listMigrations } from '../typeorm/migration-list';
import { declaredIn } from '../verify/declared-changes';
import { readDefinitions } from '../verify/definitions';
import { definitionDifferences, withoutNewList } from '../verify/structure-differences';
import { resumedChecks, type ResumedChecks } from '../verify/checks/resumed';
import type { Proof } from '../verify/proof';
import { RunEnded, type RunContext } from './context';
import { applyInput, filesDiffer, find, loadedOf, notTheSame, otherFiles, unitOf } from './journaled-units';
import { leftOfUnit } from './left-of-unit';
import type { Reached } from './reach';
import { afterFailure, notAsBefore } from './steps/apply';
import { goBack, syncAndVerify } from './steps/sync-and-verify';

/** How an unfinished run was finished. */
export interface Settled {
  readonly outcome: 'applied' | 'as-before' | 'taken-back';
  readonly words: string;
}

/** Finishes a run; see {@link settle}. */
export async function finishRun(
  context: RunContext,
  reached: Reached,
  run: KnownRun,
  journal: Journal,
): Promise<Settled> {
  const asBefore = (words: string): Settled => ({ outcome: 'as-before', words });
  const goesBack = run.direction === 'down';
  const touched = run.units.filter((unit) => wasBegun(unit, run));
  if (touched.length === 0 && !goesBack)
    return asBefore('it had not changed anything; the database is as it was before it');
  const { executed } = await withSession(reached.loaded.connection, { readOnly: true }, (session) =>
    listMigrations(session, reached.loaded),
  );
  const recorded = (unit: JournaledUnit) => unit.migrations.every((name) => executed.includes(name));
  const committed = run.units.filter(
    (unit) =>
      unit.state === 'committed' || unit.state === 'undoing' || (unit.state === 'started' && recorded(unit)),
  );
  const inside = touched.filter((unit) => isInside(unit, run));
  if (committed.length === 0 && inside.length === 0 && !goesBack)
    return asBefore('what it had begun was rolled back by the server; the database is as it was before it');
  await assertOnRecord(
    reached,
    run,
    committed.filter((unit) => !recorded(unit)),
  );
  const applied = committed.map((unit) => appliedUnit(unit, reached, run));
  const input = applyInput(context, reached, run, journal);
  const declared = run.units.flatMap(({ migrations }) =>
    migrations.flatMap((name) => declaredIn(find(name, reached)?.file)),
  );
  // To go back takes only what is to be taken back.
  const others = otherFiles(context, run, goesBack ? committed : run.units, reached);
  if (others.length > 0) return withOtherFiles(context, reached, run, input, { others, committed, applied });
  const { checks, samples, left } = resumedChecks(context.settings, run.plan ?? {});
  const after = { ...reached, declared, checks, samples };
  if (goesBack) {
    const cause = new SafeMigrateError(run.cause ?? INTERRUPTED_ON_THE_WAY_BACK);
    const ended = await goBack(context, after, { input, units: applied }, run.plan?.fingerprints, cause);
    throw ended.outcome === 'rolled-back' ? await asItWas(reached, run, ended) : ended;
  }
  const rest = run.units.filter((unit) => !committed.includes(unit));
  const units = [...applied, ...(await applyRest(context, reached, run, input, rest, applied))];
  context.record.pending = run.units.flatMap(({ migrations }) => migrations);
  context.record.verdicts = units.flatMap(({ proof }) => [...proof.verdicts]);
  context.record.applied = run.plan?.files ?? [];
  await journal.step('apply', 'done');
  for (const check of left) context.emit({ kind: 'warning', message: neverAsked(check) });
  await syncAndVerify(context, after, { input, units }, run.plan?.fingerprints);
  const [first] = applied.length === 0 ? ['was begun'] : [`was committed: ${namesOf(applied)}`];
  return {
    outcome: 'applied',
    words: `what ${first}${rest.length > 0 ? '; the rest was applied now' : ''}; sync and verify are done`,
  };
}

/** A check that was added, or changed, since the run began. */
function neverAsked(check: ResumedChecks['left'][number]): string {
  return `not checked, since nobody asked it before the migrations: ${check.name ?? JSON.stringify(check)}`;
}

/** What was done outside a transaction may have no way back: then the database is not what it was, whatever `down()` says. */
async function asItWas({ loaded, bookkeeping }: Reached, run: KnownRun, ended: RunEnded): Promise<RunEnded> {
  const then = run.units[0]?.before?.definitions;
  if (!then) return ended;
  const now = await withSession(loaded.connection, { readOnly: true }, readDefinitions);
  const differences = withoutNewList(definitionDifferences(then, now), bookkeeping, then);
  return differences.length === 0
    ? ended
    : new RunEnded('needs-attention', notAsBefore(ended.error, differences));
}

/**
 * What was begun is not here any more: a migration that fails on the live database is corrected, and the run that it failed in cannot be
 * finished with it. Where it left nothing, the run ends as one whose migration failed; otherwise only the old files know what to do.
 *
 * @throws RunEnded rolled-back, where other migrations of the run were committed and are taken back; needs-attention RESUME_FILES
 */
async function withOtherFiles(
  context: RunContext,
  reached: Reached,
  run: KnownRun,
  input: ApplyInput,
  {
    others,
    committed,
    applied,
  }: {
    readonly others: readonly string[];
    readonly committed: readonly JournaledUnit[];
    readonly applied: readonly AppliedUnit[];
  },
): Promise<Settled> {
  if (run.direction === 'down' || otherFiles(context, run, committed, reached).length > 0)
    throw filesDiffer(run, others);
  const left: string[] = [];
  for (const unit of run.units.filter((each) => isInside(each, run)))
    left.push(...(await leftOfUnit(reached, run, unit, context.settings.lockTimeout)));
  if (left.length > 0) throw filesDiffer(run, others, left);
  if (applied.length === 0)
    return {
      outcome: 'as-before',
      words: `${notTheSame(others)} Nothing of it is left; the database is as it was before the run`,
    };
  const cause = new SafeMigrateError({
    code: 'RESUME_FILES',
    what: `Run ${run.id} could not be finished: ${notTheSame(others)}`,
    why: `Nothing of it is left. What the run had committed is taken back: ${namesOf(applied)}`,
    next: 'Run again: safe-migrate run',
  });
  throw await failedBeside(context, reached, run, input, new ApplyFailed(cause, applied, false));
}

/** A unit outside a transaction of which something may have been done. */
function isInside(unit: JournaledUnit, run: KnownRun): boolean {
  return !unit.transactional && unit.state === 'started' && wasBegun(unit, run);
}

/** What it did may be in the database. A unit in a transaction was committed as a whole, and that is on record, or not at all. */
function wasBegun({ state, transactional, number }: JournaledUnit, { statements }: KnownRun): boolean {
  if (state === 'planned' || state === 'undone') return false;
  return state !== 'started' || transactional || statements.some(({ unit }) => unit === number);
}

/** Applies the units that are not committed; a failure takes everything back, as in the run itself. */
async function applyRest(
  context: RunContext,
  reached: Reached,
  run: KnownRun,
  input: ApplyInput,
  rest: readonly JournaledUnit[],
  applied: readonly AppliedUnit[],
): Promise<readonly AppliedUnit[]> {
  if (rest.length === 0) return [];
  const names = rest.map(({ migrations }) => migrations.join(', ')).join(', ');
  context.emit({ kind: 'note', message: `applying what run ${run.id} had left: ${names}` });
  try {
    return await applyUnits({
      ...input,
      units: rest.map((unit) => unitOf(unit, reached)),
      rehearsal: {
        statements: new Map(),
        units: rest.map(({ touchedUp, touchedDown }) => ({
          ...{ touchedUp, touchedDown, durationMs: 0, proof: NO_PROOF },
        })),
      },
    });
  } catch (error) {
    if (!(error instanceof ApplyFailed)) throw error;
    const failed = new ApplyFailed(
      error.failure,
      [...applied, ...error.committed],
      error.leftBehind,
      error.unit,
    );
    throw await failedBeside(context, reached, run, input, failed);
  }
}

/** How the run ends whose unit failed, or cannot be finished, beside others that are committed: those are taken back. */
async function failedBeside(
  context: RunContext,
  reached: Reached,
  run: KnownRun,
  input: ApplyInput,
  failed: ApplyFailed,
): Promise<unknown> {
  const before = run.units[0]?.before;
  if (!before) return failed.failure;
  const pending = run.units.flatMap(({ migrations }) => loadedOf(migrations, reached));
  const { structure, definitions } = before;
  const ended = await afterFailure(context, input, { ...reached, pending }, failed, {
    structure,
    definitions,
  });
  return ended instanceof RunEnded || !(ended instanceof SafeMigrateError)
    ? ended
    : new RunEnded('rolled-back', ended);
}

const NO_PROOF: Proof = {
  ...{ verdicts: [], otherLosses: [], touched: [], toCompare: [], rewritten: [], written: [] },
  ...{ printMs: new Map(), dropped: [], deleted: [], deposits: [], goneSequences: [] },
  holds: true,
};

function appliedUnit(unit: JournaledUnit, reached: Reached, run: KnownRun): AppliedUnit {
  const { before, outcome, touchedDown } = unit;
  if (!before) throw contradiction(run, `Of ${unit.migrations.join(', ')} nothing is known from before.`);
  return {
    ...{ unit: unitOf(unit, reached), touchedDown, before: before.structure },
    definitions: before.definitions,
    // A map is no JSON; times of comparisons are of no use any more.
    proof: outcome ? { ...outcome.proof, printMs: new Map() } : NO_PROOF,
    added: new Map(Object.entries(outcome?.added ?? {})),
  };
}

/** What the journal says is committed must be on TypeORM's list; unless somebody has taken all of it back by hand. */
async function assertOnRecord(
  { loaded, bookkeeping }: Reached,
  run: KnownRun,
  absent: readonly JournaledUnit[],
): Promise<void> {
  if (absent.length === 0) return;
  const names = absent.flatMap(({ migrations }) => migrations).join(', ');
  const then = run.units[0]?.before?.definitions;
  const now = await withSession(loaded.connection, { readOnly: true }, readDefinitions);
  const differences = then ? withoutNewList(definitionDifferences(then, now), bookkeeping, then) : ['?'];
  if (differences.length === 0) {
    throw new RunEnded(
      'rolled-back',
      new SafeMigrateError({
        code: 'TAKEN_BACK_BY_HAND',
        what: `Somebody has taken back what run ${run.id} had applied; the schema is what it was before it.`,
        why: `${names} ${absent.length > 1 ? 'are' : 'is'} not on TypeORM's list any more.`,
        next: 'Run safe-migrate again.',
      }),
    );
  }
  throw contradiction(run, `${names} was committed, and is not on TypeORM's list any more.`);
}

function contradiction(run: KnownRun, why: string): RunEnded {
  return new RunEnded(
    'needs-attention',
    new SafeMigrateError({
      code: 'RESUME_CONTRADICTION',
      what: `The journal of run ${run.id} and the database do not agree.`,
      why,
      next: 'Compare with the backup named in the run record, and correct the list or the schema by hand.',
    }),
  );
}

const INTERRUPTED_ON_THE_WAY_BACK = {
  code: 'INTERRUPTED',
  what: 'The run was interrupted while it took the migrations back.',
  why: 'Its cause is not on record.',
  next: 'Run safe-migrate again.',
};

function namesOf(units: readonly AppliedUnit[]): string {
  return units.flatMap(({ unit }) => unit.migrations.map(({ name }) => name)).join(', ');
}
