import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';

/**
 * Runs one PostgreSQL server and ends it, with its data, when our standard input closes: that happens when the
 * parent stops it and also when the parent was killed with SIGKILL, so a scratch server never outlives its command.
 *
 * Started as: node supervisor.js <folder to remove> <uid> <gid> <signal that ends the server> <postgres> <arguments...>
 */
function supervise([folder, uid, gid, ending, postgres, ...args]: string[]): void {
  if (!folder || !postgres) process.exit(2);
  const server = spawn(postgres, args, {
    cwd: folder,
    ...(uid ? { uid: Number(uid), gid: Number(gid) } : {}),
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const stop = (signal: NodeJS.Signals) => {
    if (server.exitCode === null) server.kill(signal);
  };
  // SIGQUIT is PostgreSQL's immediate shutdown, where nothing is worth a checkpoint; SIGINT the fast one, where the data stays.
  const end = () => stop(ending === 'SIGINT' ? 'SIGINT' : 'SIGQUIT');
  process.stdin.on('end', end).on('error', end).resume();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
  const finish = () => {
    rmSync(folder, { recursive: true, force: true });
    process.exit(0);
  };
  server.on('error', finish);
  server.on('exit', finish);
}

supervise(process.argv.slice(2));
