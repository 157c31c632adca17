import type { ExecutorContext } from '@nx/devkit';
import { sealCommand, printLine } from '@safe-migrate/core';
import { givenOptions } from '../given-options';
import type { SealDatabaseExecutorSchema } from './schema';

/** Seals the database of a project, or looks whether it is sealed. */
export default async function sealDatabaseExecutor(
  options: SealDatabaseExecutorSchema,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const exitCode = await sealCommand(givenOptions(options, context), printLine);
  return { success: exitCode === 0 };
}
