import type { ExecutorContext } from '@nx/devkit';
import { runCommand, printLine } from '@safe-migrate/core';
import { assertTyped } from '../assert-typed';
import { givenOptions } from '../given-options';
import type { ResumeMigrationsExecutorSchema } from './schema';

/** Finishes the run that was interrupted, whatever it was in the middle of. */
export default async function resumeMigrationsExecutor(
  options: ResumeMigrationsExecutorSchema,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const write = printLine;
  if (!assertTyped(context, write)) return { success: false };
  return { success: (await runCommand('resume', givenOptions(options, context), { write })) === 0 };
}
