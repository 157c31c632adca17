import type { Host } from '../typeorm/host';

const REPEAT_MS = 250;
/** How long user code that does not talk to the server may go on before its process is ended. */
const PATIENCE_MS = 5_000;

/**
 * Runs something on the host's session; once the signal is aborted, the server is asked again and again to cancel what
 * the session does (ending our process would not end the server's statement, and a migration may go on to its next one).
 * User code that does not come back from JavaScript is ended with its process: the server rolls back.
 */
export async function cancelling<T>(
  signal: AbortSignal | undefined,
  cancel: (() => Promise<void>) | undefined,
  host: Pick<Host, 'kill'>,
  act: () => Promise<T>,
): Promise<T> {
  if (!signal || !cancel) return act();
  let repeat: NodeJS.Timeout | undefined;
  let end: NodeJS.Timeout | undefined;
  const onAbort = () => {
    void cancel();
    repeat = setInterval(() => void cancel(), REPEAT_MS);
    end = setTimeout(() => host.kill(), PATIENCE_MS);
  };
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await act();
  } finally {
    signal.removeEventListener('abort', onAbort);
    clearInterval(repeat);
    clearTimeout(end);
  }
}
