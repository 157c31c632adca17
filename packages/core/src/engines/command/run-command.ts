import { SafeMigrateError } from '../../errors';
import { run } from '../../process/run';
import { keepEnvironmentSecrets } from '../../secrets';

/** One of the user's commands for backups. */
export interface BackupCommand {
  /** What it is for, as it is named in an error: `backup command`. */
  readonly what: string;
  /** A command line for the shell; `{id}` is the id of the backup. */
  readonly command: string;
  readonly id?: string;
  /** Folder it runs in: the project's. */
  readonly cwd: string;
  /** Longest time, in ms. */
  readonly timeout: number;
  readonly signal?: AbortSignal;
}

/** Lines of its output that an error shows. */
const SHOWN = 8;

/**
 * Runs it in the shell; it ends with us, however we end.
 *
 * @returns what it wrote to its standard output.
 * @throws SafeMigrateError BACKUP_COMMAND_FAILED, BACKUP_COMMAND_TIMEOUT, with the last lines and without secrets
 */
export async function runBackupCommand(given: BackupCommand): Promise<string> {
  const { what, command, id, cwd, timeout, signal } = given;
  // It has our environment, and may print it.
  keepEnvironmentSecrets();
  const env = { ...process.env, ...(id === undefined ? {} : { SAFE_MIGRATE_BACKUP_ID: id }) };
  const line = id === undefined ? command : command.replaceAll('{id}', id);
  const result = await run(process.execPath, [require.resolve('#guardian'), line], {
    ...{ cwd, env, timeout, signal, holdInput: true },
  });
  signal?.throwIfAborted();
  if (result.code === 0) return result.stdout;
  const output = `${result.stdout}\n${result.stderr}`.trim().split('\n').slice(-SHOWN).join('\n');
  throw new SafeMigrateError({
    code: result.timedOut ? 'BACKUP_COMMAND_TIMEOUT' : 'BACKUP_COMMAND_FAILED',
    what: result.timedOut
      ? `The ${what} did not end within ${timeout} ms: ${line}`
      : `The ${what} ended with exit code ${result.code ?? 'none (a signal)'}: ${line}`,
    why: output || result.spawnError?.message || 'It printed nothing.',
    next: result.timedOut
      ? 'Give it longer with --backup-timeout, or run it by itself to see where it stands; nothing was migrated.'
      : 'Run it by itself to see why, then run safe-migrate again; nothing was migrated.',
  });
}
