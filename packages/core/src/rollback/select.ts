import { refusal, usageError } from '../errors';
import type { LoadedDataSource, LoadedMigration } from '../typeorm/protocol';

/** Which of the executed migrations are to be taken back. */
export interface Selection {
  /** So many, the last ones. */
  readonly steps?: number;
  /** All that were executed after this one, which stays. */
  readonly to?: string;
}

/**
 * The migrations to take back, in the order in which they were executed: those of the last run, unless told otherwise.
 *
 * @param executed in the order in which they were executed
 * @param runs the migrations of earlier runs, the newest run first
 * @throws SafeMigrateError ROLLBACK_STEPS, ROLLBACK_TO, DOWN_MISSING
 */
export function selectToTakeBack(
  executed: readonly string[],
  runs: readonly (readonly string[])[],
  { steps, to }: Selection,
  { migrations }: Pick<LoadedDataSource, 'migrations'>,
): readonly LoadedMigration[] {
  if (steps !== undefined && to !== undefined)
    throw usageError({
      code: 'ROLLBACK_STEPS',
      what: '--steps and --to are given together.',
      why: 'Both say how far to go back.',
      next: 'Give one of them.',
    });
  const count = steps ?? (to === undefined ? lastRun(executed, runs) : after(executed, to));
  if (count > executed.length)
    throw usageError({
      code: 'ROLLBACK_STEPS',
      what: `${count} migrations cannot be taken back.`,
      why: `Only ${executed.length} were executed.`,
      next: 'Give a smaller --steps.',
    });
  const names = count === 0 ? [] : executed.slice(-count);
  const found = names.flatMap((name) => migrations.find((migration) => migration.name === name) ?? []);
  const without = found.filter(({ hasDown }) => !hasDown);
  if (without.length > 0)
    throw refusal({
      code: 'DOWN_MISSING',
      what: `${without.map(({ name }) => name).join(', ')} cannot be taken back.`,
      why: 'There is no down() method.',
      next: 'Write a down() that undoes up(), or restore a backup beside this database: safe-migrate restore',
    });
  return found;
}

/** How many at the end came with the newest run that is still there as a whole; one where no run is known. */
function lastRun(executed: readonly string[], runs: readonly (readonly string[])[]): number {
  for (const names of runs) {
    const tail = new Set(executed.slice(-names.length));
    if (names.length > 0 && names.length <= executed.length && names.every((name) => tail.has(name)))
      return names.length;
  }
  return Math.min(1, executed.length);
}

function after(executed: readonly string[], to: string): number {
  const at = executed.lastIndexOf(to);
  if (at >= 0) return executed.length - at - 1;
  throw usageError({
    code: 'ROLLBACK_TO',
    what: `There is no executed migration ${to}.`,
    why: `The last ones are ${executed.slice(-3).join(', ') || 'none'}.`,
    next: 'Give --to the name of the migration that is to stay the last one.',
  });
}
