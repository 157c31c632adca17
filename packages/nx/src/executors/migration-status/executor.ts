import type { ExecutorContext } from '@nx/devkit';
import { assertCommand, statusCommand, printLine } from '@safe-migrate/core';
import { givenOptions } from '../given-options';
import type { MigrationStatusExecutorSchema } from './schema';

/** Says what happened to a project's database and what to type, or asserts that it has exactly the project's migrations. */
export default async function migrationStatusExecutor(
  { assert, json, ...options }: MigrationStatusExecutorSchema,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const write = printLine;
  const command = assert === true ? assertCommand : statusCommand;
  return { success: (await command(givenOptions(options, context), { write, json })) === 0 };
}
