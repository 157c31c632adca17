import type { TargetConfiguration } from '@nx/devkit';
import { GUARDED_EXECUTOR } from '../commands/command-lines';
import type { CommandSource } from '../commands/sources';
import { labelOf } from './change';
import type { Change, Guarded } from './change';
import { dataSourceInProject } from './migrating-runs';
import type { Run } from './migrating-runs';

/** Turns a target that only migrates into the executor. What it depends on and its configurations stay. */
export function becomeExecutor(
  source: CommandSource,
  target: TargetConfiguration,
  runs: readonly Run[],
  guarded: Guarded,
): Change {
  const optionsOf = (run: Run): Readonly<Record<string, unknown>> => {
    const dataSource = dataSourceInProject(run.dataSource, guarded);
    return dataSource === undefined ? {} : { dataSource };
  };
  const base = runs.find(({ configuration }) => configuration === undefined);
  const configurations = runs.flatMap((run) =>
    run.configuration === undefined ? [] : [[run.configuration, optionsOf(run)] as const],
  );
  const { dependsOn, defaultConfiguration } = target;
  const value: TargetConfiguration = {
    ...(dependsOn === undefined ? {} : { dependsOn }),
    executor: GUARDED_EXECUTOR,
    options: { ...guarded.options, ...(base && optionsOf(base)) },
    ...(configurations.length === 0 ? {} : { configurations: Object.fromEntries(configurations) }),
    ...(defaultConfiguration === undefined ? {} : { defaultConfiguration }),
    cache: false,
    parallelism: false,
  };
  return {
    source,
    edits: [{ path: source.path, value }],
    line: `${labelOf(source)} now runs the pipeline (${GUARDED_EXECUTOR})`,
  };
}
