import type { ExecutorContext } from '@nx/devkit';
import { refuse, printLine } from '@safe-migrate/core';
import type { RefuseExecutorSchema } from './schema';

/** Says no, names the target and what to run instead. */
export default async function refuseExecutor(
  { instead }: RefuseExecutorSchema,
  {
    projectName,
    targetName,
    configurationName,
  }: Pick<ExecutorContext, 'projectName' | 'targetName' | 'configurationName'>,
): Promise<{ success: boolean }> {
  const target = [projectName, targetName, configurationName].filter(Boolean).join(':');
  const exitCode = refuse(target, instead, printLine);
  return { success: exitCode === 0 };
}
