import type { ExecutorContext } from '@nx/devkit';
import { runCommand, printLine } from '@safe-migrate/core';
import { assertTyped } from '../assert-typed';
import { givenOptions } from '../given-options';
import type { SafeRollbackExecutorSchema } from './schema';

/** Takes the migrations of the last run back, or shows what that would do. */
export default async function safeRollbackExecutor(
  { plan, steps, to, ...rest }: SafeRollbackExecutorSchema,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const write = printLine;
  if (!assertTyped(context, write)) return { success: false };
  const given = givenOptions({ ...rest, planOnly: plan, rollbackSteps: steps, rollbackTo: to }, context);
  return { success: (await runCommand('rollback', given, { write })) === 0 };
}
