import { resolve } from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';

/**
 * Adds `rollback` and `escrow`.
 *
 * @param withOptions adds the options that a rollback has in common with a run
 */
export function addRollbackCommands(
  program: Command,
  write: (text: string) => void,
  withOptions: (command: Command) => Command,
): void {
  withOptions(
    program
      .command('rollback')
      .description(
        'take back the migrations of the last run with their down(): backed up, rehearsed and proven as a run; what was dropped comes back out of escrow',
      ),
  )
    .option('--plan', 'show what it would do and what would be lost; changes nothing')
    .option('--steps <n>', 'take back so many migrations instead of those of the last run', positive)
    .option('--to <migration>', 'take back all that were executed after this one')
    .option(
      '--accept-loss <name>',
      'what may stay lost although it cannot be given back, as schema.table or schema.table.column; may be given several times',
      (value: string, before: string[] = []) => [...before, value],
    )
    .action(async ({ project, json, plan, steps, to, ...rest }: Record<string, unknown>) => {
      const { runCommand } = await import('../run/run-command.js');
      const projectRoot = resolve(typeof project === 'string' ? project : '.');
      const options = { ...rest, projectRoot, planOnly: plan, rollbackSteps: steps, rollbackTo: to };
      process.exitCode = await runCommand('rollback', options, { write, json: json === true });
    });
  program
    .command('escrow')
    .description('list what migrations dropped and is kept in the database; changes nothing unless told to')
    .option('-d, --data-source <file>', 'file that exports the DataSource, relative to the project')
    .option('--project <folder>', "the project's folder (default: here)")
    .option('--remove-expired', 'remove what is older than it was to be kept')
    .option('--json', 'print the list as JSON')
    .action(async ({ project, json, removeExpired, ...rest }: Record<string, unknown>) => {
      const { escrowCommand } = await import('../escrow/command.js');
      const projectRoot = resolve(typeof project === 'string' ? project : '.');
      process.exitCode = await escrowCommand(
        { ...rest, projectRoot },
        { remove: removeExpired === true },
        { write, json: json === true },
      );
    });
}

function positive(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('a whole number from 1 is needed');
  return Number(text);
}
