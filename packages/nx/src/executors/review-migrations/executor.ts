import type { ExecutorContext } from '@nx/devkit';
import { formatError, reviewProjectCommand } from '@safe-migrate/core';
import { normalizeOptions } from './normalize-options';
import type { ReviewMigrationsExecutorSchema } from './schema';

/** Reviews what the migrations of a project really send. The core prints and never throws for a user's mistake. */
export default async function reviewMigrationsExecutor(
  options: ReviewMigrationsExecutorSchema,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const note = (text: string): void => void process.stderr.write(`${text}\n`);
  try {
    const exitCode = await reviewProjectCommand(normalizeOptions(options, context), {
      print: (output) => void process.stdout.write(output),
      note,
      colour: false,
      now: () => new Date(),
      displayRoot: context.root,
    });
    return { success: exitCode === 0 };
  } catch (error) {
    note(formatError(error));
    return { success: false };
  }
}
