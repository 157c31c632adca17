import type { ExecutorContext } from '@nx/devkit';
import { formatError, reviewProjectCommand, standardStreams } from '@safe-migrate/core';
import { normalizeOptions } from './normalize-options';
import type { ReviewMigrationsExecutorSchema } from './schema';

/** Reviews what the migrations of a project really send. The core prints and never throws for a user's mistake. */
export default async function reviewMigrationsExecutor(
  options: ReviewMigrationsExecutorSchema,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const streams = standardStreams();
  try {
    const exitCode = await reviewProjectCommand(normalizeOptions(options, context), {
      ...streams,
      colour: false,
      displayRoot: context.root,
    });
    return { success: exitCode === 0 };
  } catch (error) {
    streams.note(formatError(error));
    return { success: false };
  }
}
