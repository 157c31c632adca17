import { spawn } from 'node:child_process';

/** Options of {@link run}. */
export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Numeric user and group to run as; only root may set them. */
  readonly uid?: number;
  readonly gid?: number;
  /** Ends the process with SIGTERM when aborted, with SIGKILL two seconds later. */
  readonly signal?: AbortSignal;
  /** Milliseconds after which the process is ended; none by default. */
  readonly timeout?: number;
  /** Run the command line through the shell. */
  readonly shell?: boolean;
  /** Keep its input open, for a program that ends when that is closed: it then ends with us, however we end. */
  readonly holdInput?: boolean;
  /** Characters kept per stream, the last ones; 1,000,000 by default. */
  readonly keepOutput?: number;
  /** Called for every complete line on stdout and stderr. */
  readonly onLine?: (line: string) => void;
}

/** How a process ended. `code` is null when a signal or the timeout ended it. */
export interface RunResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
  /** The error of a process that could not be started (ENOENT, EACCES). */
  readonly spawnError?: NodeJS.ErrnoException;
}

/** Enough for an error, not for a dump. */
const KEPT = 1_000_000;
const GRACE_MS = 2_000;

/** Runs a program to its end. Never throws: how it ended is in the result. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  return new Promise((resolve) => {
    const child = spawn(command, [...args], {
      cwd: options.cwd,
      env: options.env ?? process.env,
      uid: options.uid,
      gid: options.gid,
      shell: options.shell ?? false,
      // A group of its own, so that ending a shell ends what it started.
      detached: true,
      stdio: [options.holdInput ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    });
    const kept = options.keepOutput ?? KEPT;
    let stdout = '';
    let stderr = '';
    let timedOut = false;
    let killTimer: NodeJS.Timeout | undefined;

    const end = () => {
      signalGroup(child.pid, 'SIGTERM');
      killTimer = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), GRACE_MS);
    };
    const timer = options.timeout
      ? setTimeout(() => {
          timedOut = true;
          end();
        }, options.timeout)
      : undefined;
    if (options.signal?.aborted) end();
    options.signal?.addEventListener('abort', end, { once: true });

    const lines = options.onLine ? [lineSplitter(options.onLine), lineSplitter(options.onLine)] : [];
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      stdout = (stdout + text).slice(-kept);
      lines[0]?.(text);
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-kept);
      lines[1]?.(text);
    });

    const finish = (code: number | null, spawnError?: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      clearTimeout(killTimer);
      options.signal?.removeEventListener('abort', end);
      resolve({ code, stdout, stderr, timedOut, spawnError });
    };
    child.on('error', (error) => finish(null, error));
    child.on('close', (code) => finish(code));
  });
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended already.
  }
}

function lineSplitter(onLine: (line: string) => void): (text: string) => void {
  let rest = '';
  return (text) => {
    const parts = (rest + text).split(/\r?\n/);
    rest = parts.pop() ?? '';
    for (const line of parts) onLine(line);
  };
}
