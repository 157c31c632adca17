/**
 * Prints why a target that destroys data does not run, and what to run instead.
 *
 * @returns exit code 1: whoever called it must stop.
 */
export function refuse(target: string, instead: string | undefined, write: (text: string) => void): number {
  write(
    [
      `REFUSED ${target}`,
      '  why:  it destroys or changes the database without backup, review and proof; live customer data may be in it.',
      `  next: ${instead ?? 'nx run <project>:safe-migrate   applies pending migrations the safe way'}`,
    ].join('\n'),
  );
  return 1;
}
