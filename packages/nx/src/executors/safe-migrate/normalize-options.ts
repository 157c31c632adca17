import type { ExecutorContext } from '@nx/devkit';
import type { GivenOptions } from '@safe-migrate/core';
import { givenOptions } from '../given-options';
import type { SafeMigrateExecutorSchema } from './schema';

export interface NormalizedSafeMigrateOptions {
  readonly command: 'run' | 'plan';
  /** What the core checks and completes with its defaults. */
  readonly given: GivenOptions;
}

/** Turns `plan` into the command. */
export function normalizeOptions(
  { plan = false, ...options }: SafeMigrateExecutorSchema,
  context: Pick<ExecutorContext, 'root' | 'projectName' | 'projectsConfigurations'>,
): NormalizedSafeMigrateOptions {
  return { command: plan ? 'plan' : 'run', given: givenOptions(options, context) };
}
