import type { ExecutorContext } from '@nx/devkit';
import { restoreCommand, printLine } from '@safe-migrate/core';
import { assertTyped } from '../assert-typed';
import { givenOptions } from '../given-options';
import type { RestoreDatabaseExecutorSchema } from './schema';

/** Restores a backup into a new database beside the live one, and swaps the two where somebody typed the live one's name. */
export default async function restoreDatabaseExecutor(
  options: RestoreDatabaseExecutorSchema,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const write = printLine;
  if (!assertTyped(context, write)) return { success: false };
  return { success: (await restoreCommand(givenOptions(options, context), { write })) === 0 };
}
