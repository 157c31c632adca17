/** For the top of a script: a failure ends it with one line and exit code 1. */
export function exitWithMessage(error: unknown): void {
  console.error(`Error: ${messageOf(error)}`);
  process.exitCode = 1;
}

/** What went wrong in one line; a refused connection to several addresses has its reasons inside. */
export function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return messageOf(error.errors[0]);
  if (error instanceof Error) return error.message || error.name;
  return String(error);
}
