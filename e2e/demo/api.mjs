import { spawn } from 'node:child_process';
import { ENVIRONMENT } from './shell.mjs';

/** Milliseconds until the API must listen. */
const START_TIMEOUT_MS = 60_000;

/**
 * Starts the demo project's GraphQL server on a free port.
 *
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>}
 */
export function startApi(project) {
  const child = spawn('ts-node', ['src/main.ts', '--port', '0'], {
    cwd: project,
    env: ENVIRONMENT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise((resolve) => child.on('exit', resolve));
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  return new Promise((resolve, reject) => {
    let output = '';
    const timer = setTimeout(
      () => stop().then(() => reject(new Error(`the API did not start\n${output}`))),
      START_TIMEOUT_MS,
    );
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
        const url = /listens on (http\S+)/.exec(output)?.[1];
        if (!url) return;
        clearTimeout(timer);
        resolve({ url, stop });
      });
    }
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`the API ended with ${code}\n${output}`)));
  });
}
