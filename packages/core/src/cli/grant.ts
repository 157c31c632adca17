import { resolve } from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';

/** `grant`, and what the guard asks of a grant. */
export function addGrantCommands(program: Command, write: (text: string) => void): void {
  program
    .command('grant <refused>')
    .description(
      'leave for the guard in Nx to run one refused command once, against one database that is no sealed production; <refused> is what REFUSED named, e.g. app:wipe or "nx typeorm -- migration:revert"',
    )
    .option('-d, --data-source <file>', 'file that exports the DataSource, relative to the project')
    .option('--project <folder>', "the project's folder (default: here)")
    .option('--workspace <folder>', 'the root of the Nx workspace (default: here)')
    .option('--confirm <database>', "the database's name")
    .option('--minutes <n>', 'how long it holds, 1 to 60 (default: 15)', (text) => {
      if (!/^\d+$/.test(text)) throw new InvalidArgumentError('a whole number is needed');
      return Number(text);
    })
    .action(async (target: string, { project, workspace, ...rest }: Record<string, unknown>) => {
      const { grantCommand } = await import('../identity/grant-command.js');
      const folder = (given: unknown): string => resolve(typeof given === 'string' ? given : '.');
      const places = { projectRoot: folder(project), workspaceRoot: folder(workspace) };
      process.exitCode = await grantCommand({ ...rest, ...places, target }, write);
    });
  program
    .command('check-grant <file>', { hidden: true })
    .description('ends with 0 where a grant holds for the database that its data source leads to now')
    .action(async (file: string) => {
      const { checkGrantCommand } = await import('../identity/grant-command.js');
      process.exitCode = await checkGrantCommand(file, write);
    });
}
