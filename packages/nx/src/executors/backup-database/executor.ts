import type { ExecutorContext } from '@nx/devkit';
import { backupCommand, printLine } from '@safe-migrate/core';
import { givenOptions } from '../given-options';
import type { BackupDatabaseExecutorSchema } from './schema';

/** Takes a full backup of a project's database, restores it into a scratch database and compares. */
export default async function backupDatabaseExecutor(
  options: BackupDatabaseExecutorSchema,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const write = printLine;
  return { success: (await backupCommand(givenOptions(options, context), { write })) === 0 };
}
