import type { ApplyInput } from '../apply/apply';
import type { Unit } from '../apply/unit';
import { SafeMigrateError } from '../errors';
import type { Journal } from '../journal/journal';
import { unitJournal } from '../journal/unit-journal';
import type { JournaledUnit, KnownRun, UnitBefore } from '../journal/unfinished';
import { appliedFiles } from '../typeorm/applied-files';
import { migrationsTable } from '../typeorm/migration-list';
import type { LoadedMigration } from '../typeorm/protocol';
import { declaredIn } from '../verify/declared-changes';
import { differencesShown } from '../verify/structure-differences';
import { RunEnded, type RunContext } from './context';
import type { Reached } from './reach';

/** What it takes to go on with a run, in its own name. */
export function applyInput(
  { settings, emit, signal }: RunContext,
  { host, loaded, bookkeeping }: Reached,
  run: KnownRun,
  journal: Journal,
): ApplyInput {
  const { lockTimeout, lockRetries, lockBudget, escrowDays: keepDays } = settings;
  const { blockingLimit, endIdleBlockers } = settings;
  const begun = run.units.flatMap(({ migrations: [first], transactional, state, before }) =>
    before && !transactional && (state === 'started' || state === 'undoing')
      ? [[first ?? '', before] as [string, UnitBefore]]
      : [],
  );
  const names = run.units.flatMap(({ migrations }) => migrations);
  return {
    ...{ host, bookkeeping, lockTimeout, lockRetries, lockBudget, emit, signal },
    ...{ blockingLimit, endIdleBlockers },
    connection: loaded.connection,
    limits: run.plan?.limits,
    escrow: { run: run.id, keepDays },
    ...{ units: [], rehearsal: { units: [], statements: new Map() }, fence: migrationsTable(loaded) },
    declared: names.flatMap((name) =>
      declaredIn(loaded.migrations.find((migration) => migration.name === name)?.file),
    ),
    begun: new Map(begun),
    journalOf: (unit, direction) => {
      const number = run.units.findIndex(({ migrations }) => migrations[0] === unit.migrations[0]?.name);
      return unitJournal(journal, number, direction);
    },
  };
}

/** The migrations of a journaled unit, as they are loaded now. */
export function unitOf({ migrations, transactional }: JournaledUnit, reached: Reached): Unit {
  return { migrations: loadedOf(migrations, reached), transactional };
}

export function loadedOf(names: readonly string[], reached: Reached): readonly LoadedMigration[] {
  return names.flatMap((name) => find(name, reached) ?? []);
}

/** A migration by its name. */
export function find(name: string, { loaded }: Reached): LoadedMigration | undefined {
  return loaded.migrations.find((migration) => migration.name === name);
}

/** Migrations of these units that are missing here, or are not in the files that the run began with. */
export function otherFiles(
  { settings }: RunContext,
  run: KnownRun,
  units: readonly JournaledUnit[],
  reached: Reached,
): readonly string[] {
  const names = units.flatMap(({ migrations }) => migrations);
  const now = new Map(
    appliedFiles(loadedOf(names, reached), settings.projectRoot).map(({ name, sha256 }) => [name, sha256]),
  );
  const files = new Map((run.plan?.files ?? []).map(({ name, sha256 }) => [name, sha256]));
  return names.filter(
    (name) => !find(name, reached) || (files.has(name) && files.get(name) !== now.get(name)),
  );
}

/**
 * What was reviewed and rehearsed is what may be finished.
 *
 * @param others see {@link otherFiles}
 * @param left what stands in the way of ending the run as if those had never been begun
 */
export function filesDiffer(
  run: Pick<KnownRun, 'id'>,
  others: readonly string[],
  left: readonly string[] = [],
): RunEnded {
  const why =
    'It was interrupted while it applied these migrations; only the files that were reviewed and rehearsed may finish it.';
  const back = 'Check out the revision that it ran from, and type: safe-migrate resume';
  return new RunEnded(
    'needs-attention',
    new SafeMigrateError({
      code: 'RESUME_FILES',
      what: `Run ${run.id} cannot be finished from here: ${notTheSame(others)}`,
      why:
        left.length === 0
          ? why
          : `${why} Of what they did before, this cannot be ruled out:\n${differencesShown(left)}`,
      next:
        left.length === 0
          ? back
          : `${back}\nOr, where only indexes are left: drop those that are marked with + above (DROP INDEX CONCURRENTLY), and type: safe-migrate run`,
    }),
  );
}

/** The end of a sentence about {@link otherFiles}. */
export function notTheSame(others: readonly string[]): string {
  return `${others.join(', ')} ${others.length > 1 ? 'are' : 'is'} not what it began with.`;
}
