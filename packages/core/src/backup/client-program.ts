import { spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { RunResult } from '../process/run';
import type { RunAs } from '../scratch/run-as';

/** Options of {@link startProgram}. */
export interface ProgramOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Ends the program with SIGTERM, with SIGKILL two seconds later. */
  readonly signal?: AbortSignal;
  /** What it reads. What it leaves is read to its end all the same, so that all of it is measured. */
  readonly input?: Readable;
  /** It only looks at the beginning of its input: the rest is not fetched. */
  readonly mayLeaveInput?: boolean;
  /** Called for every line that it writes to its standard error. */
  readonly onLine?: (line: string) => void;
  /** Folders that go where we are killed while it runs. */
  readonly orphans?: readonly string[];
  /** Who runs it, where that is not ourselves; only root can say so. */
  readonly user?: RunAs;
  /** Its standard output is a stream to be read; else the last part of it is in the result. */
  readonly streamed?: boolean;
}

/** A program that runs. */
export interface StartedProgram {
  readonly output: Readable;
  /** Never rejects: how it ended is in the result. `inputError` is what broke its input, where something did. */
  readonly done: Promise<RunResult & { readonly inputError?: Error }>;
}

const KEPT = 200_000;
const GRACE_MS = 2_000;

/** Starts a program that ends with us, whatever ends us; its input and output may be of any size. */
export function startProgram(
  program: string,
  args: readonly string[],
  { env, signal, input, mayLeaveInput, onLine, orphans, user, streamed }: ProgramOptions,
): StartedProgram {
  const child = spawn(process.execPath, [require.resolve('#leash'), program, ...args], {
    env: {
      ...env,
      NODE_OPTIONS: '',
      ...(orphans ? { SAFE_MIGRATE_ORPHANS: JSON.stringify(orphans) } : {}),
      ...(user ? { SAFE_MIGRATE_RUN_AS: `${user.uid}:${user.gid}` } : {}),
    },
    detached: true,
    stdio: [input ? 'pipe' : 'ignore', 'pipe', 'pipe', 'pipe'],
  });
  const kill = (name: NodeJS.Signals) => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, name);
    } catch {
      // It has ended already.
    }
  };
  let timer: NodeJS.Timeout | undefined;
  const end = () => {
    kill('SIGTERM');
    timer = setTimeout(() => kill('SIGKILL'), GRACE_MS);
  };
  if (signal?.aborted) end();
  signal?.addEventListener('abort', end, { once: true });
  for (const stream of child.stdio) stream?.on('error', () => undefined);

  let inputError: Error | undefined;
  const feeding = input
    ? feed(input, child.stdin as Writable).catch((error: Error) => {
        inputError = error;
        // Half of an input must not pass for the whole.
        end();
      })
    : Promise.resolve();

  let stdout = '';
  let stderr = '';
  let rest = '';
  if (!streamed)
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout = (stdout + text).slice(-KEPT)));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      onLine?.(line);
      stderr = `${stderr}${line}\n`.slice(-KEPT);
    }
  });
  const done = new Promise<RunResult & { readonly inputError?: Error }>((resolve) => {
    const finish = async (code: number | null, spawnError?: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      if (code !== 0 || mayLeaveInput) input?.destroy();
      await feeding;
      resolve({ code, stdout, stderr: stderr + rest, timedOut: false, spawnError, inputError });
    };
    child.on('error', (error) => void finish(null, error));
    child.on('close', (code) => void finish(code));
  });
  return { output: child.stdout as Readable, done };
}

async function feed(input: Readable, to: Writable): Promise<void> {
  const isOpen = () => to.writable && !to.destroyed;
  try {
    for await (const chunk of input as AsyncIterable<Buffer>) {
      if (!isOpen() || to.write(chunk)) continue;
      await new Promise<void>((resolve) => {
        const go = () => {
          for (const name of ['drain', 'close', 'error']) to.off(name, go);
          resolve();
        };
        for (const name of ['drain', 'close', 'error']) to.once(name, go);
      });
    }
  } catch (error) {
    // Destroyed by us, because nobody wants the rest.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  } finally {
    to.end();
  }
}
