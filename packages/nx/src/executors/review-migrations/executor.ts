import type { ExecutorContext } from '@nx/devkit';
import { formatError, reviewProjectCommand } from '@safe-migrate/core';
import { normalizeOptions } from './normalize-options';
import type { ReviewMigrationsExecutorSchema } from './schema';

/** Reviews what the migrations of a project really send. The core prints and never throws for a user's mistake. */
export default async function reviewMigrationsExecutor(
  options: ReviewMigrationsExecutorSchema,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const write = (text: string): void => void process.stdout.write(`${text}\n`);
  try {
    const exitCode = await reviewProjectCommand(normalizeOptions(options, context), {
      write,
      note: (text) => void process.stderr.write(`${text}\n`),
      ...{ colour: false, now: () => new Date(), displayRoot: context.root },
    });
    return { success: exitCode === 0 };
  } catch (error) {
    write(formatError(error));
    return { success: false };
  }
}
