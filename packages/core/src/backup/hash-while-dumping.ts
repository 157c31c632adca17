import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { hashFile, hashFiles } from './hash-files';
import type { BackupFile } from './manifest';

const LOOK_MS = 500;
/** A file that was not written to for this long is taken for finished; one that was written to after all is hashed again. */
const QUIET_MS = 2_000;

/** Hashes the files of a directory dump while later ones are still written. */
export function hashWhileDumping(
  folder: string,
  onBytes: (bytes: number) => void,
): { readonly stop: () => void; readonly finish: () => Promise<readonly BackupFile[]> } {
  const known = new Map<string, { readonly file: BackupFile; readonly mtimeMs: number }>();
  let stopped = false;
  let working: Promise<void> = Promise.resolve();
  const look = async () => {
    const names = existsSync(folder) ? readdirSync(folder) : [];
    let bytes = 0;
    for (const name of names) {
      const stat = statSync(join(folder, name), { throwIfNoEntry: false });
      bytes += stat?.size ?? 0;
      const quiet = stat !== undefined && Date.now() - stat.mtimeMs > QUIET_MS;
      if (stopped || !quiet || !stat.isFile() || known.has(name)) continue;
      known.set(name, { file: await hashFile(join(folder, name), name), mtimeMs: stat.mtimeMs });
    }
    onBytes(bytes);
  };
  const timer = setInterval(() => {
    working = working.then(look).catch(() => undefined);
  }, LOOK_MS);
  return {
    stop: () => {
      stopped = true;
      clearInterval(timer);
    },
    finish: async () => {
      await working;
      const still = [...known].filter(([name, { file, mtimeMs }]) => {
        const stat = statSync(join(folder, name), { throwIfNoEntry: false });
        return stat?.mtimeMs === mtimeMs && stat.size === file.bytes;
      });
      return hashFiles(folder, new Map(still.map(([name, { file }]) => [name, file])));
    },
  };
}
