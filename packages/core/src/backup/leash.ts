import { spawn } from 'node:child_process';
import { Socket } from 'node:net';

/** The descriptor that its parent holds the other end of. */
const CONTROL = 3;

/**
 * Runs one program and ends it when our parent goes away, however that ends (a SIGKILL too): a dump or restore that nobody waits for any
 * more would go on for hours. Input, output and errors are the program's own; nothing is copied here.
 *
 * Started as: node leash.js <program> <arguments...>
 */
function leash([program, ...args]: string[]): void {
  if (!program) process.exit(2);
  const child = spawn(program, args, { stdio: ['inherit', 'inherit', 'inherit'] });
  const end = () => void child.kill('SIGTERM');
  // A socket, not a file: a read of a file that waits would hold up our own end.
  new Socket({ fd: CONTROL, readable: true, writable: false }).on('end', end).on('error', end).resume();
  // The group got the signal, and the program with it.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
  child.on('error', (error: NodeJS.ErrnoException) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(127);
  });
  child.on('exit', (code) => process.exit(code ?? 1));
}

leash(process.argv.slice(2));
