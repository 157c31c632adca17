import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Nx without its daemon: nothing may be left running. Colours and the terminal UI are off so that output can be read back. */
export const ENVIRONMENT = {
  ...process.env,
  PATH: `${join(ROOT, 'node_modules/.bin')}${delimiter}${process.env.PATH}`,
  NX_DAEMON: 'false',
  NX_TUI: 'false',
  NX_NO_CLOUD: 'true',
  NX_ISOLATE_PLUGINS: 'false',
  FORCE_COLOR: '0',
};

/**
 * Runs a command line and returns its exit code and everything it printed.
 *
 * @param {string} command
 * @param {{ cwd: string, show?: boolean, env?: NodeJS.ProcessEnv }} options show: print the output while it comes
 * @returns {Promise<{ code: number, output: string }>}
 */
export function shell(command, { cwd, show = false, env = ENVIRONMENT }) {
  return new Promise((resolve) => {
    const child = spawn(command, { cwd, env, shell: true, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
        if (show) process.stdout.write(text);
      });
    }
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** The same; a failure ends the caller with what was printed. */
export async function mustRun(command, options) {
  const result = await shell(command, options);
  if (result.code !== 0) throw new Error(`${command} ended with ${result.code}\n${result.output}`);
  return result.output;
}
