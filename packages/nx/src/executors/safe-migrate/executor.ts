import type { ExecutorContext } from '@nx/devkit';
import { runCommand } from '@safe-migrate/core';
import { normalizeOptions } from './normalize-options';
import type { SafeMigrateExecutorSchema } from './schema';

/** Runs the pipeline, or shows its plan. The core prints and never throws for a user's mistake. */
export default async function safeMigrateExecutor(
  options: SafeMigrateExecutorSchema,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const { command, given } = normalizeOptions(options, context);
  const exitCode = await runCommand(command, given, { write: (text) => process.stdout.write(`${text}\n`) });
  return { success: exitCode === 0 };
}
