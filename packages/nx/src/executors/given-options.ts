import type { ExecutorContext } from '@nx/devkit';
import type { GivenOptions } from '@safe-migrate/core';
import { join } from 'node:path';

/**
 * Adds what Nx knows: the project and where it is. Defaults stay with the core, so that they are the same with and without Nx, and a
 * `safe-migrate.config.json` can set what a target leaves out.
 */
export function givenOptions(
  options: object,
  context: Pick<ExecutorContext, 'root' | 'projectName' | 'projectsConfigurations'>,
): GivenOptions {
  const projectName = context.projectName ?? '';
  const project = context.projectsConfigurations.projects[projectName];
  if (project === undefined) throw new Error(`Nx ran this without a project (${projectName}).`);
  return {
    ...options,
    projectRoot: join(context.root, project.root),
    workspaceRoot: context.root,
    projectName,
  };
}
