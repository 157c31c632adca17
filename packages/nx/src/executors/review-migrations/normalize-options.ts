import type { ExecutorContext } from '@nx/devkit';
import { SafeMigrateError, SNAPSHOT_FILE } from '@safe-migrate/core';
import type { GivenOptions } from '@safe-migrate/core';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ReviewMigrationsExecutorSchema } from './schema';

type Context = Pick<
  ExecutorContext,
  'root' | 'projectName' | 'targetName' | 'projectsConfigurations' | 'projectGraph'
>;

/**
 * Adds where the project is, and the schema that can be cached: the committed snapshot where there is one, else the migrations from
 * nothing. Other defaults stay with the core.
 *
 * @throws SafeMigrateError LIVE_REVIEW_CACHED
 */
export function normalizeOptions(
  { from, ...given }: ReviewMigrationsExecutorSchema,
  context: Context,
): GivenOptions {
  const name = context.projectName ?? '';
  const project = context.projectsConfigurations.projects[name];
  if (project === undefined) throw new Error(`Nx ran this without a project (${name}).`);
  if (from === 'live' && isCached(context, name)) {
    throw new SafeMigrateError(
      {
        code: 'LIVE_REVIEW_CACHED',
        what: `The target ${name}:${context.targetName} is cached and reviews against the live database.`,
        why: 'Nx cannot see that the database has changed: it would show the result of another day.',
        next: 'Leave from: live out, or give it to a target of its own that has "cache": false.',
      },
      'usage',
    );
  }
  const projectRoot = join(context.root, project.root);
  if (from !== undefined) return { ...given, from, projectRoot };
  const { after, ...others } = given;
  const fromZero = [given.all, given.setup, given.pg].some((value) => value !== undefined && value !== false);
  // A snapshot knows what production has executed better than a name in a target.
  return !fromZero && existsSync(join(projectRoot, given.snapshotFile ?? SNAPSHOT_FILE))
    ? { ...others, from: 'snapshot', projectRoot }
    : { ...others, ...(after === undefined ? {} : { after }), from: 'zero', projectRoot };
}

/** The graph knows the target's defaults from nx.json too. */
function isCached(
  { projectGraph, projectsConfigurations, targetName = '' }: Context,
  project: string,
): boolean {
  const written = projectsConfigurations.projects[project]?.targets?.[targetName];
  const resolved = projectGraph.nodes[project]?.data.targets?.[targetName];
  return (resolved ?? written)?.cache === true;
}
