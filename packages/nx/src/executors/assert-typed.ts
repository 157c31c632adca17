import type { ExecutorContext } from '@nx/devkit';

/** The option that is there to be typed: in a file it would confirm every run, meant or not. */
const TYPED = 'confirm';

/**
 * Whether nothing but the command line confirms. Says what is wrong where the target or one of its configurations does.
 *
 * @returns false where the run must not go on
 */
export function assertTyped(
  {
    target,
    targetName = '',
    projectName = '',
  }: Pick<ExecutorContext, 'target' | 'targetName' | 'projectName'>,
  write: (text: string) => void,
): boolean {
  const written = [
    target?.options,
    ...Object.values((target?.configurations ?? {}) as Record<string, unknown>),
  ];
  if (!written.some((options) => typeof options === 'object' && options !== null && TYPED in options))
    return true;
  write(
    [
      `REFUSED ${projectName}:${targetName}`,
      `  why:  its options hold "${TYPED}", which is there to be typed for one run by somebody who means this database.`,
      `  next: remove it from the target; give --${TYPED}=<database name> where it is asked for`,
    ].join('\n'),
  );
  return false;
}
