import { createHash, type Hash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { hashFiles } from './hash-files';
import type { BackupFile } from './manifest';

const LOOK_MS = 250;
const CHUNK = 1 << 20;

/** A file as far as it was read. */
interface Followed {
  readonly inode: number;
  readonly hash: Hash;
  bytes: number;
}

/**
 * Hashes the files of a directory dump behind the program that writes them: each is only ever written at its end. One that turns out to be
 * shorter, or another one, is read anew. (What is restored is held to these hashes first, so a wrong one fails the backup.)
 */
export function hashWhileDumping(
  folder: string,
  onBytes: (bytes: number) => void,
): {
  readonly stop: () => void;
  /** To be called where the files were removed and are written once more: a new one may have the number of an old one. */
  readonly forget: () => Promise<void>;
  readonly finish: () => Promise<readonly BackupFile[]>;
} {
  const followed = new Map<string, Followed>();
  let working: Promise<void> = Promise.resolve();
  const look = async () => {
    const entries = existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : [];
    let bytes = 0;
    for (const entry of entries) if (entry.isFile()) bytes += await follow(folder, entry.name, followed);
    onBytes(bytes);
  };
  // The next look begins when the last one has ended, however much there was to read.
  let looking = false;
  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    working = look()
      .catch(() => undefined)
      .finally(() => (looking = false));
  }, LOOK_MS);
  return {
    stop: () => clearInterval(timer),
    forget: async () => {
      await working;
      followed.clear();
    },
    finish: async () => {
      await working;
      await look();
      const known = [...followed].map(
        ([path, { hash, bytes }]) => [path, { path, bytes, sha256: hash.copy().digest('hex') }] as const,
      );
      return hashFiles(folder, new Map(known));
    },
  };
}

/** Reads what came since. @returns bytes of the file so far */
async function follow(folder: string, name: string, followed: Map<string, Followed>): Promise<number> {
  const file = await open(join(folder, name), 'r').catch(() => undefined);
  if (!file) return 0;
  try {
    const { ino: inode, size } = await file.stat();
    let state = followed.get(name);
    if (!state || state.inode !== inode || size < state.bytes)
      followed.set(name, (state = { inode, hash: createHash('sha256'), bytes: 0 }));
    const chunk = Buffer.allocUnsafe(Math.min(CHUNK, Math.max(size - state.bytes, 1)));
    for (;;) {
      const { bytesRead } = await file.read(chunk, 0, chunk.length, state.bytes);
      if (bytesRead === 0) return state.bytes;
      state.hash.update(chunk.subarray(0, bytesRead));
      state.bytes += bytesRead;
    }
  } finally {
    await file.close();
  }
}
