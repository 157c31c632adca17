import type { ExecutorContext } from '@nx/devkit';
import type { GivenOptions } from '@safe-migrate/core';
import { join } from 'node:path';
import type { SafeMigrateExecutorSchema } from './schema';

export interface NormalizedSafeMigrateOptions {
  readonly command: 'run' | 'plan';
  /** What the core checks and completes with its defaults. */
  readonly given: GivenOptions;
}

/**
 * Adds what Nx knows, the project and where it is, and turns `plan` into the command. Defaults stay with the core, so that they
 * are the same with and without Nx, and a `safe-migrate.config.json` can set what a target leaves out.
 */
export function normalizeOptions(
  { plan = false, ...options }: SafeMigrateExecutorSchema,
  context: Pick<ExecutorContext, 'root' | 'projectName' | 'projectsConfigurations'>,
): NormalizedSafeMigrateOptions {
  const projectName = context.projectName ?? '';
  const project = context.projectsConfigurations.projects[projectName];
  if (project === undefined) throw new Error(`Nx ran this without a project (${projectName}).`);
  return {
    command: plan ? 'plan' : 'run',
    given: {
      ...options,
      projectRoot: join(context.root, project.root),
      workspaceRoot: context.root,
      projectName,
    },
  };
}
