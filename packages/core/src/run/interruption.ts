/**
 * Calls back once for Ctrl-C, a terminal that closes, a platform that stops us, and Nx going away without a signal (`disconnect`).
 *
 * @returns stops listening
 */
export function onInterruption(stop: (name: string) => void): () => void {
  const handlers = (['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'] as const).map(
    (name) => [name, () => stop(name)] as const,
  );
  for (const [name, handler] of handlers) process.once(name as NodeJS.Signals, handler);
  return () => {
    for (const [name, handler] of handlers) process.off(name as NodeJS.Signals, handler);
  };
}
