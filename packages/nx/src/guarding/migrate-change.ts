import type { Judge } from '../commands/judge';
import type { CommandSource } from '../commands/sources';
import { becomeExecutor } from './become-executor';
import type { Change, Guarded } from './change';
import { migratesItself, readRun } from './migrating-runs';
import { replaceInScript } from './replace-in-script';
import { replaceInTarget } from './replace-in-target';

/**
 * Sends a target or script that runs TypeORM migrations through the pipeline. A target that does nothing else becomes the
 * executor; in anything longer only the migrating command is replaced. Commands that merely call another migrating target
 * stay: that one is safe now.
 */
export function migrateChange(source: CommandSource, judge: Judge, guarded: Guarded): Change | undefined {
  const { definition } = source;
  if (typeof definition === 'string') return replaceInScript(source, definition, judge, guarded);
  const runs = [undefined, ...Object.keys(definition.configurations ?? {})].map((name) =>
    readRun(source, judge, name),
  );
  if (!runs.some(({ findings }) => findings.some(migratesItself))) return undefined;
  // A target of another project cannot be the executor: that one finds its data source in its own project.
  return runs.every(({ isPlain }) => isPlain) && source.project === guarded.project
    ? becomeExecutor(source, definition, runs, guarded)
    : replaceInTarget(source, definition, judge, guarded);
}
