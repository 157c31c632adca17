import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { startProgram } from './client-program';

const env = process.env;
const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
const until = async (holds: () => boolean): Promise<boolean> => {
  for (const deadline = Date.now() + 10_000; Date.now() < deadline;) {
    if (holds()) return true;
    await new Promise((go) => setTimeout(go, 50));
  }
  return false;
};

test('a program ends when what started it was killed with SIGKILL', async () => {
  const module_ = JSON.stringify(resolve(__dirname, '../../dist/backup/client-program.js'));
  const starter = spawn(process.execPath, [
    '-e',
    `require(${module_}).startProgram('sh', ['-c', 'echo $$ >&2; exec sleep 60'], { env: process.env, onLine: (line) => console.log(line) })`,
  ]);
  const pid = await new Promise<number>((tell) =>
    starter.stdout.once('data', (text: Buffer) => tell(Number(text))),
  );
  expect(isRunning(pid)).toBe(true);
  starter.kill('SIGKILL');
  expect(await until(() => !isRunning(pid))).toBe(true);
});

test('its input may be larger than what it reads, and is read to its end all the same', async () => {
  let sent = 0;
  const input = Readable.from(
    (function* () {
      for (; sent < 300; sent++) yield Buffer.alloc(10_000);
    })(),
  );
  const { done } = startProgram('sh', ['-c', 'head -c 10 >/dev/null; exec <&-; exit 0'], { env, input });
  expect(await done).toMatchObject({ code: 0, inputError: undefined });
  expect(sent).toBe(300);
});

test('half of an input does not pass for the whole: the program is ended', async () => {
  const input = Readable.from(
    (async function* () {
      yield Buffer.from('begin');
      await new Promise((go) => setTimeout(go, 100));
      throw new Error('the source broke');
    })(),
  );
  const { done } = startProgram('sh', ['-c', 'cat >/dev/null; sleep 60'], { env, input });
  const { code, inputError } = await done;
  expect(inputError?.message).toBe('the source broke');
  expect(code).not.toBe(0);
});

test('an abort ends it, and a program that is not there says so', async () => {
  const abort = new AbortController();
  const { done } = startProgram('sleep', ['60'], { env, signal: abort.signal });
  setTimeout(() => abort.abort(), 200);
  expect((await done).code).not.toBe(0);
  const missing = await startProgram('/nowhere/pg_dump', [], { env }).done;
  expect(missing).toMatchObject({ code: 127, stderr: expect.stringContaining('ENOENT') as string });
});
