import type { Tree } from '@nx/devkit';
import { GUARDED_EXECUTOR } from '../commands/command-lines';
import type { Judge } from '../commands/judge';
import type { CommandSource } from '../commands/sources';
import { relativePath } from '../workspace/paths';
import { dataSourcesNamed } from './named-data-sources';
import type { TypeormProject } from '../workspace/typeorm-projects';
import { filesBelow, readText } from '../workspace/walk';

/** The name of the target that runs the pipeline. */
export const SAFE_TARGET = 'safe-migrate';

/** Options of a project's `safe-migrate` target. A missing data source is for the user to fill in. */
export interface SafeOptions {
  readonly dataSource?: string;
  readonly sync?: readonly string[];
}

/**
 * The target as `init` writes it. Its default runs the pipeline with the strictest settings, because Nx ignores a configuration
 * it does not know.
 */
export function safeTarget(options: SafeOptions): Readonly<Record<string, unknown>> {
  return {
    executor: GUARDED_EXECUTOR,
    options,
    configurations: { plan: { plan: true } },
    cache: false,
    parallelism: false,
  };
}

/** Works out the options from what is there: the one data source, and Twenty's metadata sync where it exists. */
export function safeOptionsFor(
  tree: Tree,
  project: TypeormProject,
  sources: readonly CommandSource[],
  judge: Judge,
): SafeOptions {
  const dataSource = dataSourceFor(tree, project, sources, judge);
  const sync = syncFor(tree, project, sources);
  return {
    ...(dataSource === undefined ? {} : { dataSource: relativePath(project.root, dataSource) }),
    ...(sync === undefined ? {} : { sync: [sync] }),
  };
}

/** Where a project has several, the one that its migrating commands name. */
function dataSourceFor(
  tree: Tree,
  project: TypeormProject,
  sources: readonly CommandSource[],
  judge: Judge,
): string | undefined {
  const [only, ...more] = project.dataSources;
  if (more.length === 0) return only;
  const [first, ...others] = dataSourcesNamed(
    tree,
    project,
    sources.filter((source) => source.project === project.name),
    judge,
  );
  return others.length === 0 ? first : undefined;
}

const SYNC_COMMAND = 'workspace:sync-metadata';

/** Twenty keeps a GraphQL schema in metadata rows; its `command` target has a subcommand that brings them up to date. */
function syncFor(tree: Tree, project: TypeormProject, sources: readonly CommandSource[]): string | undefined {
  const hasCommand = sources.some(({ project: owner, name }) => owner === project.name && name === 'command');
  if (!hasCommand) return undefined;
  for (const path of filesBelow(tree, project.root, project.nested)) {
    const isLikely = /(?:command|sync)[^/]*\.[cm]?[jt]s$|package\.json$|project\.json$/i.test(path);
    if (isLikely && readText(tree, path).includes(SYNC_COMMAND))
      return `npx nx run ${project.name}:command ${SYNC_COMMAND}`;
  }
  return undefined;
}
