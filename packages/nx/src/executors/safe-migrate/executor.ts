import type { ExecutorContext } from '@nx/devkit';
import { runCommand, printLine } from '@safe-migrate/core';
import { assertTyped } from '../assert-typed';
import { normalizeOptions } from './normalize-options';
import type { SafeMigrateExecutorSchema } from './schema';

/** Runs the pipeline, or shows its plan. The core prints and never throws for a user's mistake. */
export default async function safeMigrateExecutor(
  options: SafeMigrateExecutorSchema,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const write = printLine;
  if (!assertTyped(context, write)) return { success: false };
  const { command, given } = normalizeOptions(options, context);
  const exitCode = await runCommand(command, given, { write });
  return { success: exitCode === 0 };
}
