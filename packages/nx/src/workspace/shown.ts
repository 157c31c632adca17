import { SafeMigrateError, formatError } from '@safe-migrate/core';

/**
 * Nx prints the message of what a generator throws. This makes it the whole error: code, cause and next step. A bug is
 * passed on as it is, with its stack.
 */
export async function withShownErrors<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof SafeMigrateError)) throw error;
    const shown = new Error(formatError(error), { cause: error });
    delete shown.stack;
    throw shown;
  }
}
