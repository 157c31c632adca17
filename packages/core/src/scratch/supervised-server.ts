import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { Client } from '../target/driver';
import type { ConnectionParameters } from '../target/connection';
import type { RunAs } from './run-as';

/** One `postgres` process to run. */
export interface ServerToSupervise {
  /** Goes when the server ends, however that comes about. */
  readonly folder: string;
  /** Who runs it; ourselves where it is undefined. */
  readonly user: RunAs | undefined;
  /** The program. */
  readonly postgres: string;
  readonly args: readonly string[];
  /** Its data is worth a checkpoint: it is shut down cleanly. */
  readonly keepsData?: boolean;
  readonly onLog?: (text: string) => void;
}

/** A server that runs. */
export interface SupervisedServer {
  /** Waits until it lets somebody in; false where it ended first, or the time was over, or the signal came. */
  readonly answers: (
    connection: ConnectionParameters,
    timeoutMs: number,
    signal?: AbortSignal,
  ) => Promise<boolean>;
  /** The last that it wrote. */
  readonly log: () => string;
  /** Ends it and removes its folder. Idempotent. */
  readonly stop: () => Promise<void>;
}

/** Settings as arguments of `postgres`. */
export const settingArguments = (settings: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);

/** Runs a PostgreSQL server that ends with this process, however that ends. */
export function superviseServer(input: ServerToSupervise): SupervisedServer {
  const { folder, user, postgres, args, keepsData = false, onLog } = input;
  const child = spawn(
    process.execPath,
    [
      require.resolve('#supervisor'),
      ...[folder, user ? String(user.uid) : '', user ? String(user.gid) : ''],
      ...[keepsData ? 'SIGINT' : 'SIGQUIT', postgres, ...args],
    ],
    { cwd: '/', detached: true, stdio: ['pipe', 'pipe', 'pipe'] },
  );
  let log = '';
  const keep = (text: Buffer | string) => {
    log = (log + text.toString()).slice(-4_000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  if (onLog) child.stderr.setEncoding('utf8').on('data', onLog);
  const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()));
  // Our own exit must not wait for the server: closing its input is what ends it.
  child.unref();
  for (const stream of [child.stdin, child.stdout, child.stderr]) (stream as unknown as Socket).unref();
  return {
    log: () => log,
    answers: (connection, timeoutMs, signal) =>
      answers(connection, timeoutMs, () => child.exitCode === null && signal?.aborted !== true),
    stop: async () => {
      child.ref();
      child.stdin.end();
      await ended;
    },
  };
}

async function answers(
  connection: ConnectionParameters,
  timeoutMs: number,
  alive: () => boolean,
): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (alive() && Date.now() < deadline) {
    const client = new Client({ ...connection, connectionTimeoutMillis: 1_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.end();
      return true;
    } catch {
      await client.end().catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  return false;
}
