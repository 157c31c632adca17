import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** A backup that is being written has this at the end of its folder's name; a backup never has. */
const ENDING = '.partial';
/** Says which process writes a backup. */
export const OWNER_FILE = 'owner.json';
/** A partial backup of another host counts as abandoned when nothing was written to it for this long, in ms. */
const ABANDONED_MS = 24 * 60 * 60 * 1000;

interface Owner {
  readonly host: string;
  readonly pid: number;
}

/** Whether a folder of this name is a backup that is being written, or was when its run died. */
export const isPartial = (name: string): boolean => name.endsWith(ENDING);

/** Makes the folder of a backup that is being written, and says in it whose it is. */
export function createPartial(backup: string): string {
  const partial = `${backup}${ENDING}`;
  mkdirSync(partial, { mode: 0o700 });
  const owner: Owner = { host: hostname(), pid: process.pid };
  writeFileSync(join(partial, OWNER_FILE), JSON.stringify(owner), { mode: 0o600 });
  return partial;
}

/** Takes the mark of its owner away: what is left is a backup. */
export function completePartial(partial: string): void {
  rmSync(join(partial, OWNER_FILE), { force: true });
}

/**
 * Removes what killed runs left half written in a folder of backups, and nothing else. What cannot be told is left.
 *
 * @returns the names of the folders.
 */
export function sweepPartials(directory: string, now: number = Date.now()): readonly string[] {
  return readdirSync(directory).filter((name) => {
    const folder = join(directory, name);
    if (!isPartial(name) || !isAbandoned(folder, now)) return false;
    rmSync(folder, { recursive: true, force: true });
    return true;
  });
}

function isAbandoned(folder: string, now: number): boolean {
  try {
    const owner = readFileSync(join(folder, OWNER_FILE), 'utf8');
    return isAbandonedOwner(owner, lastWrite(folder), now);
  } catch {
    // Killed between making the folder and the file in it.
    return now - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? now) > ABANDONED_MS;
  }
}

/**
 * Whether the process that an owner file names is not there any more; of another host's, nobody can tell but by silence.
 *
 * @param lastWrite when something was written last, in ms since 1970.
 */
export function isAbandonedOwner(text: string, lastWrite: number, now: number = Date.now()): boolean {
  const { host, pid } = JSON.parse(text) as Partial<Owner>;
  if (host === hostname() && typeof pid === 'number') return !isRunning(pid);
  return now - lastWrite > ABANDONED_MS;
}

/** Signal 0 only asks. EPERM: it runs as somebody else. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function lastWrite(folder: string): number {
  const times = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map(
    (path) => statSync(join(folder, path), { throwIfNoEntry: false })?.mtimeMs ?? 0,
  );
  return Math.max(statSync(folder).mtimeMs, ...times);
}
