import type { ExecutorContext } from '@nx/devkit';
import { runCommand } from '@safe-migrate/core';
import { assertTyped } from '../assert-typed';
import { givenOptions } from '../given-options';
import type { ResumeMigrationsExecutorSchema } from './schema';

/** Finishes the run that was interrupted, whatever it was in the middle of. */
export default async function resumeMigrationsExecutor(
  options: ResumeMigrationsExecutorSchema,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const write = (text: string): void => void process.stdout.write(`${text}\n`);
  if (!assertTyped(context, write)) return { success: false };
  return { success: (await runCommand('resume', givenOptions(options, context), { write })) === 0 };
}
