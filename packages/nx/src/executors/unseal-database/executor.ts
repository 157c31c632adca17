import type { ExecutorContext } from '@nx/devkit';
import { unsealCommand, printLine } from '@safe-migrate/core';
import { assertTyped } from '../assert-typed';
import { givenOptions } from '../given-options';
import type { UnsealDatabaseExecutorSchema } from './schema';

/** Takes the seal off the database of a project whose name somebody typed. */
export default async function unsealDatabaseExecutor(
  options: UnsealDatabaseExecutorSchema,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const write = printLine;
  if (!assertTyped(context, write)) return { success: false };
  return { success: (await unsealCommand(givenOptions(options, context), write)) === 0 };
}
