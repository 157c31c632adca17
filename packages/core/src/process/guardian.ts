import { spawn } from 'node:child_process';

/**
 * Runs one command line in the shell, and ends it with everything that it started when our parent goes away, however that ends (a SIGKILL
 * too): whoever resumes the run must not meet a command that is still at work for the dead one.
 *
 * Started as: node guardian.js <command line>, as the leader of a process group, with an input that the parent keeps open.
 */
function guard([command]: string[]): void {
  if (command === undefined) process.exit(2);
  const child = spawn(command, { shell: true, stdio: ['ignore', 'inherit', 'inherit'] });
  const end = () => process.kill(-process.pid, 'SIGKILL');
  process.stdin.on('end', end).on('error', end).resume();
  // The whole group gets the signal: the command decides how it ends, and we tell.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
  child.on('error', (error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(127);
  });
  child.on('exit', (code) => process.exit(code ?? 1));
}

guard(process.argv.slice(2));
