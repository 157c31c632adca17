import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../demo/shell.mjs';
import { sleep } from './server.mjs';

const COMMAND = join(ROOT, 'packages/core/bin/safe-migrate.js');
const FUSE = fileURLToPath(new URL('fuse.cjs', import.meta.url));
const SHORTCUT = fileURLToPath(new URL('shortcut.cjs', import.meta.url));

/** Starts one command of safe-migrate on one database, with a fuse where a folder for it is given. */
export function start(
  server,
  { root, folder, database, command, port, at = '', json = false, rehearsal, learn },
) {
  const { user, password, host } = server.connection;
  const records = join(root, 'state', database);
  mkdirSync(records, { recursive: true });
  const arguments_ = [
    ...[COMMAND, command, '--project', root, '-d', 'data-source.js', '--scratch-url', server.url],
    ...['--record-directory', join(records, 'runs'), '--backup-directory', join(records, 'backups')],
    ...['--lock-timeout', '500', '--lock-budget', '2000', '--lock-retries', '1', ...(json ? ['--json'] : [])],
  ];
  const fused = folder
    ? {
        ...{ NODE_OPTIONS: `--require ${FUSE} --require ${SHORTCUT}`, CRASH_DIR: folder, CRASH_AT: at },
        ...{ CRASH_PACKAGE: join(ROOT, 'packages/core') },
        ...(rehearsal ? { CRASH_REHEARSAL: rehearsal } : {}),
        ...(learn ? { CRASH_LEARN: learn } : {}),
      }
    : {};
  const child = spawn(process.execPath, arguments_, {
    cwd: root,
    env: {
      ...process.env,
      ...fused,
      CRASH_URL: `postgres://${user}:${password}@${host}:${port}/${database}`,
      FORCE_COLOR: '0',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const since = performance.now();
  let output = '';
  let over;
  const times = [];
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
      times.push([performance.now() - since, text]);
    });
  // Not `close`: a process of the killed one may still hold its output.
  const ended = new Promise((done) => {
    child.on('exit', (code, signal) => {
      over = { code, signal, ms: performance.now() - since };
      setTimeout(() => done(code), 20);
    });
  });
  return {
    ...{ child, ended, output: () => output, isOver: () => over !== undefined },
    ...{ code: () => over?.code, signal: () => over?.signal, ms: () => over?.ms },
    at: (pattern) => times.find(([, text]) => pattern.test(text))?.[0] ?? 0,
    async until(pattern) {
      while (!pattern.test(output) && over === undefined) await sleep(10);
    },
  };
}
