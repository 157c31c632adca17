import { takeElsewhere } from '../elsewhere';
import type { EngineInput, TakenByEngine } from '../take';
import { printedId } from './printed';
import { runBackupCommand } from './run-command';

/**
 * Has the user's command take the backup; its id is what it prints.
 *
 * @throws SafeMigrateError BACKUP_COMMAND_FAILED, BACKUP_COMMAND_TIMEOUT, BACKUP_COMMAND_ID, and what {@link takeElsewhere} throws
 */
export function takeWithCommand(input: EngineInput): Promise<TakenByEngine> {
  const { settings, signal } = input;
  const { projectRoot: cwd, backupTimeout: timeout, backupCommand: command = '' } = settings;
  return takeElsewhere(input, {
    act: async () => ({
      name: 'command',
      id: printedId(await runBackupCommand({ what: 'backup command', command, cwd, timeout, signal })),
    }),
    byHand: 'as the tool that took it says, by its id {id}',
  });
}
