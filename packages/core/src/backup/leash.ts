import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { Socket } from 'node:net';

/** The descriptor that its parent holds the other end of. */
const CONTROL = 3;

/** Variable that says who runs the program. */
const RUN_AS = 'SAFE_MIGRATE_RUN_AS';
/** Variable that names, as JSON, the folders that go where our parent went away: nobody else would remove them. */
const ORPHANS = 'SAFE_MIGRATE_ORPHANS';

/**
 * Runs one program and ends it when our parent goes away, however that ends (a SIGKILL too): a dump or restore that nobody waits for any
 * more would go on for hours. Input, output and errors are the program's own; nothing is copied here.
 *
 * Started as: node leash.js <program> <arguments...>; as another user where {@link RUN_AS} says `uid:gid`, which only root can.
 */
function leash([program, ...args]: string[]): void {
  if (!program) process.exit(2);
  const { [RUN_AS]: runAs, [ORPHANS]: orphans = '[]', ...env } = process.env;
  const [uid, gid] = runAs?.split(':').map(Number) ?? [];
  // A folder of ours may be closed to somebody else.
  const as = uid === undefined ? {} : { uid, gid, cwd: '/' };
  const child = spawn(program, args, { ...as, env, stdio: ['inherit', 'inherit', 'inherit'] });
  let orphaned = false;
  const end = () => {
    orphaned = true;
    child.kill('SIGTERM');
  };
  // A socket, not a file: a read of a file that waits would hold up our own end.
  new Socket({ fd: CONTROL, readable: true, writable: false }).on('end', end).on('error', end).resume();
  // The group got the signal, and the program with it.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
  child.on('error', (error: NodeJS.ErrnoException) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(127);
  });
  child.on('exit', (code) => {
    if (orphaned)
      for (const folder of JSON.parse(orphans) as string[])
        rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
    process.exit(code ?? 1);
  });
}

leash(process.argv.slice(2));
