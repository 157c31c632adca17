import type { ExecutorContext } from '@nx/devkit';
import { runCommand } from '@safe-migrate/core';
import { givenOptions } from '../given-options';
import type { ResumeMigrationsExecutorSchema } from './schema';

/** Finishes the run that was interrupted, whatever it was in the middle of. */
export default async function resumeMigrationsExecutor(
  options: ResumeMigrationsExecutorSchema,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const write = (text: string): void => void process.stdout.write(`${text}\n`);
  return { success: (await runCommand('resume', givenOptions(options, context), { write })) === 0 };
}
