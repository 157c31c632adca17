import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { usageError } from '../errors';
import { makeFolder } from '../process/make-folder';

/** A claim only has to outlive the generator that made it. */
const CLAIM_LIFETIME_MS = 60 * 60 * 1000;

/**
 * Takes one second of a workspace for the calling process, so that generators running at the same moment cannot give two
 * migrations the same order. A claim is a file created exclusively in the temporary folder; nothing is written to the
 * workspace, because a generator may turn out to be a dry run.
 *
 * @param workspaceRoot an existing folder; its real path is the name under which the claims are kept.
 * @param epochMs the second, in milliseconds since 1970.
 * @returns false when another process has that second.
 * @throws SafeMigrateError `STAMP_CLAIM` when the temporary folder cannot be used.
 */
export function claimStamp(workspaceRoot: string, epochMs: number, temporaryFolder = tmpdir()): boolean {
  const folder = claimFolder(workspaceRoot, temporaryFolder);
  try {
    writeFileSync(join(folder, String(epochMs)), String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw unusable(folder, codeOf(error));
  }
}

function claimFolder(workspaceRoot: string, temporaryFolder: string): string {
  const mine = join(temporaryFolder, `safe-migrate-stamps-${process.getuid?.() ?? 'user'}`);
  const folder = join(
    mine,
    createHash('sha256').update(realpathSync(workspaceRoot)).digest('hex').slice(0, 16),
  );
  try {
    makeFolder(folder, 0o700);
  } catch (error) {
    throw unusable(folder, codeOf(error));
  }
  // The temporary folder is everybody's: old claims are only removed below a folder that is really ours.
  const { uid } = lstatSync(mine);
  if (lstatSync(mine).isSymbolicLink() || uid !== (process.getuid?.() ?? uid)) {
    throw unusable(mine, 'it belongs to somebody else');
  }
  dropOldClaims(folder);
  return folder;
}

function dropOldClaims(folder: string): void {
  for (const claim of readdirSync(folder)) {
    const path = join(folder, claim);
    const modified = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - modified > CLAIM_LIFETIME_MS) rmSync(path, { force: true });
  }
}

function unusable(folder: string, cause: string): Error {
  return usageError({
    code: 'STAMP_CLAIM',
    what: `Cannot use ${folder}.`,
    why: `two generators that run at the same moment agree on an order there (${cause})`,
    next: 'make the temporary folder writable, or set TMPDIR to one that is',
  });
}

function codeOf(error: unknown): string {
  const { code } = error as { readonly code?: unknown };
  return typeof code === 'string' ? code : String(error);
}
