import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Which process holds something, so that another one can tell whether it is still there. */
export interface ProcessIdentity {
  readonly host: string;
  readonly pid: number;
  /**
   * Same for all processes whose ids can be compared with each other. Host names are not enough: two containers may have the same
   * one, and see each other's processes under no number at all.
   */
  readonly space: string;
}

/** This process. */
export function thisProcess(): ProcessIdentity {
  const parts = [
    hostname(),
    process.platform,
    read(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    read(() => readlinkSync('/proc/self/ns/pid')),
  ];
  const space = createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 16);
  return { host: hostname(), pid: process.pid, space };
}

/** What the session of a run is called: a server shows it to everybody, and that from its first moment on. At most 63 bytes, or it is cut off. */
export function sessionName(runId: string, { space, pid }: ProcessIdentity = thisProcess()): string {
  return `safe-migrate ${runId} ${space}/${pid}`;
}

/** Whose session it is that is called so; undefined where the name is no {@link sessionName}. */
export function ownerOf(
  name: string,
): (Omit<ProcessIdentity, 'host'> & { readonly runId: string }) | undefined {
  const [, runId, space, pid] = /^safe-migrate (\S+) ([0-9a-f]{16})\/(\d+)$/.exec(name) ?? [];
  return runId && space && pid ? { runId, space, pid: Number(pid) } : undefined;
}

/** Whether a process is known to have ended; false where that cannot be seen from here. */
export function hasEnded(
  { pid, space }: Pick<ProcessIdentity, 'pid' | 'space'>,
  self: ProcessIdentity = thisProcess(),
): boolean {
  if (space !== self.space) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/** Empty where the system has no such thing. */
function read(value: () => string): string {
  try {
    return value();
  } catch {
    return '';
  }
}
