import { dirname, delimiter, join } from 'node:path';
import { SafeMigrateError } from '../errors';
import { run } from '../process/run';

/** What the sync step needs. */
export interface SyncInput {
  /** Command lines, run one after the other through the shell. */
  readonly commands: readonly string[];
  /** Folder they run in: the project's. */
  readonly cwd: string;
  /** Milliseconds per command. */
  readonly timeout: number;
  readonly signal?: AbortSignal;
}

/**
 * Runs the commands that follow a schema change (for Twenty: `workspace:sync-metadata`); the first that fails ends it.
 *
 * @throws SafeMigrateError SYNC_FAILED with the last lines it printed.
 */
export async function runSync({ commands, cwd, timeout, signal }: SyncInput): Promise<void> {
  const env = { ...process.env, PATH: [...binFolders(cwd), process.env['PATH']].join(delimiter) };
  for (const command of commands) {
    const result = await run(process.execPath, [require.resolve('#guardian'), command], {
      ...{ cwd, env, timeout, signal, holdInput: true },
    });
    if (result.code === 0) continue;
    const output = `${result.stdout}\n${result.stderr}`.trim().split('\n').slice(-8).join('\n');
    const how = result.timedOut
      ? `did not end within ${timeout} ms`
      : `ended with exit code ${result.code ?? 'none (a signal)'}`;
    throw new SafeMigrateError({
      code: 'SYNC_FAILED',
      what: `The sync command ${how}: ${command}`,
      why: output || result.spawnError?.message || 'It printed nothing.',
      next: 'Run the command by itself to see why, then run safe-migrate again.',
    });
  }
}

/** As npm does for scripts: the programs of the project's packages, nearest first. */
function binFolders(folder: string): string[] {
  const own = join(folder, 'node_modules', '.bin');
  return folder === dirname(folder) ? [own] : [own, ...binFolders(dirname(folder))];
}
