import { setTimeout } from 'node:timers/promises';
import type { Patience } from '../settings/hooks';

/** One attempt's end: what is to be told of a failure; undefined where it went well. */
export type Failure = string | undefined;

/**
 * Tries something as often as it is allowed to fail, with a pause in between, and returns what the last attempt returned.
 *
 * @param failed says of a result whether, and in which words, it is a failure
 * @param onRetry told before every pause
 */
export async function inAttempts<T>(
  { attempts, pause }: Pick<Patience, 'attempts' | 'pause'>,
  act: (attempt: number) => Promise<T>,
  {
    failed,
    onRetry = () => undefined,
    signal,
  }: {
    readonly failed: (result: T) => Failure;
    readonly onRetry?: (words: string) => void;
    readonly signal?: AbortSignal;
  },
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    signal?.throwIfAborted();
    const result = await act(attempt);
    const failure = failed(result);
    if (failure === undefined || attempt >= attempts) return result;
    onRetry(`${failure}; attempt ${attempt + 1} of ${attempts} in ${pause} ms`);
    await setTimeout(pause, undefined, { signal });
  }
}
