import { spawnSync } from 'node:child_process';
import { readFileSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Objection } from './objections';

/** Written by `safe-migrate grant`, from the root of the workspace. */
const FILE = '.safe-migrate/grant.json';

/**
 * Whether somebody gave leave for exactly what is refused. A grant is used up by being looked at for the run that it names: it is renamed
 * first, so that of two runs at once one has it. Then the command of safe-migrate looks whether the data source still leads to the database
 * that the leave was given for.
 *
 * @returns true, false where there is none for this, or why the one that there is does not hold
 */
export function isGranted(workspaceRoot: string, objections: readonly Objection[]): boolean | string {
  const file = join(workspaceRoot, FILE);
  const target = targetOf(file);
  if (target === undefined || !objections.every((objection) => objection.target === target)) return false;
  const used = join(workspaceRoot, `.safe-migrate/grant.used-${Date.now()}-${process.pid}.json`);
  try {
    renameSync(file, used);
  } catch {
    return false;
  }
  const bin = join(dirname(require.resolve('@safe-migrate/core/package.json')), 'bin/safe-migrate.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, 'check-grant', used], {
    encoding: 'utf8',
  });
  return status === 0 ? true : `${stdout}${stderr}`.trim();
}

function targetOf(file: string): string | undefined {
  try {
    const { target } = JSON.parse(readFileSync(file, 'utf8')) as { readonly target?: unknown };
    return typeof target === 'string' ? target : undefined;
  } catch {
    return undefined;
  }
}
