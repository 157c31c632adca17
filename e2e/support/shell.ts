import { spawn } from 'node:child_process';
import { delimiter, join, resolve } from 'node:path';

/** The repository's root. */
export const ROOT = resolve(__dirname, '../..');

/** Nx without its daemon and without colours: nothing is left running and output can be read back. */
const ENVIRONMENT: NodeJS.ProcessEnv = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(NX_|npm_|JEST_)/.test(name))),
  NX_DAEMON: 'false',
  NX_TUI: 'false',
  NX_NO_CLOUD: 'true',
  FORCE_COLOR: '0',
};

export interface ShellResult {
  readonly code: number;
  readonly output: string;
}

/** Runs a command line to its end; `cwd`'s own programs come first on PATH, as in an npm script. */
export function shell(command: string, cwd: string): Promise<ShellResult> {
  return new Promise((done) => {
    const PATH = [join(cwd, 'node_modules/.bin'), process.env['PATH']].join(delimiter);
    const child = spawn(command, {
      cwd,
      shell: true,
      env: { ...ENVIRONMENT, PATH },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text: Buffer) => (output += text.toString()));
    child.on('close', (code) => done({ code: code ?? 1, output }));
  });
}

/** The same; anything but exit code 0 fails the test with what was printed. */
export async function mustRun(command: string, cwd: string): Promise<string> {
  const { code, output } = await shell(command, cwd);
  if (code !== 0) throw new Error(`${command} ended with ${code}\n${output}`);
  return output;
}
