import { createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { makeFolder } from '../process/make-folder';

/** What a command printed, and how it ended. */
export interface Result {
  readonly output: Buffer;
  readonly code: number;
}

/** More than this is removed, the oldest first (bytes). */
const MOST_BYTES = 64 * 1024 * 1024;
const MOST_ENTRIES = 200;

const sha256 = (data: Buffer): string => createHash('sha256').update(data).digest('hex');

/** One name for all that a result depends on. The parts are told apart by their lengths. */
export function keyOf(parts: readonly (string | Buffer)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}\n`).update(part);
  return hash.digest('hex');
}

/**
 * Results of earlier runs, by what they depend on, in the user's cache folder. They hold SQL, which may hold data: nobody else can read
 * them. Whatever goes wrong (no folder, a full disk, a torn or foreign file) is a miss, never an error.
 */
export class ResultCache {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** @returns null where there is no folder that only this user can read */
  static open(): ResultCache | null {
    try {
      const base = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'safe-migrate');
      const folder = join(base, 'reviews');
      makeFolder(base);
      makeFolder(folder, 0o700);
      const { uid, mode } = lstatSync(folder);
      const ours = process.getuid === undefined || (uid === process.getuid() && (mode & 0o077) === 0);
      return lstatSync(folder).isDirectory() && ours ? new ResultCache(folder) : null;
    } catch {
      return null;
    }
  }

  read(key: string): Result | null {
    try {
      const entry = readFileSync(join(this.#folder, key));
      const end = entry.indexOf('\n');
      const [code = '', sum] = entry.toString('latin1', 0, end).split(' ');
      const output = entry.subarray(end + 1);
      return /^[0-9]$/.test(code) && sum === sha256(output) ? { output, code: Number(code) } : null;
    } catch {
      return null;
    }
  }

  /** Written aside and put in place at once: another run sees the whole entry or none. */
  write(key: string, { output, code }: Result): void {
    if (output.length > MOST_BYTES / 4) return;
    const aside = join(this.#folder, `.${randomBytes(8).toString('hex')}`);
    try {
      const file = openSync(aside, 'wx', 0o600);
      try {
        writeFileSync(file, `${code} ${sha256(output)}\n`);
        writeFileSync(file, output);
      } finally {
        closeSync(file);
      }
      renameSync(aside, join(this.#folder, key));
      this.#removeOldest();
    } catch {
      rmSync(aside, { force: true });
    }
  }

  #removeOldest(): void {
    const entries = readdirSync(this.#folder)
      .map((name) => ({ name, ...pick(join(this.#folder, name)) }))
      .sort((a, b) => b.time - a.time);
    let bytes = 0;
    for (const [index, { name, size }] of entries.entries()) {
      bytes += size;
      if (index >= MOST_ENTRIES || bytes > MOST_BYTES) rmSync(join(this.#folder, name), { force: true });
    }
  }
}

// Another run may have removed it since.
function pick(path: string): { readonly size: number; readonly time: number } {
  const found = statSync(path, { throwIfNoEntry: false });
  return { size: found?.size ?? 0, time: found?.mtimeMs ?? 0 };
}
