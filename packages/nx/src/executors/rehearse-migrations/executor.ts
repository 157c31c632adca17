import type { ExecutorContext } from '@nx/devkit';
import { runCommand, printLine } from '@safe-migrate/core';
import { givenOptions } from '../given-options';
import type { RehearseMigrationsExecutorSchema } from './schema';

/** Runs the pending migrations up, down and up again on the restored newest backup, or on a new one. */
export default async function rehearseMigrationsExecutor(
  options: RehearseMigrationsExecutorSchema,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const write = printLine;
  const exitCode = await runCommand('rehearse', givenOptions(options, context), { write });
  return { success: exitCode === 0 };
}
