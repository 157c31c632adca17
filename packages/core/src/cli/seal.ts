import { resolve } from 'node:path';
import type { Command } from 'commander';

type Options = Readonly<Record<string, unknown>>;

/** `seal` and `unseal`. Loaded when they are wanted: help and reviews need no database client. */
export function addSealCommands(program: Command, write: (text: string) => void): void {
  const project = (command: Command): Command =>
    command
      .option('-d, --data-source <file>', 'file that exports the DataSource, relative to the project')
      .option('--project <folder>', "the project's folder (default: here)");
  project(
    program
      .command('seal')
      .description(
        'tell the database who it is and make it refuse destruction outside of a safe run; set SAFE_MIGRATE_SEAL_URL where the role of the data source is no superuser',
      ),
  )
    .option('--environment <name>', 'what it is: production (default), staging, ...')
    .option('--name <name>', "what it is called in messages (default: the database's name)")
    .option(
      '--allow <pattern=kinds...>',
      "what the application may do by itself, e.g. 'tenant_*=column,type' or 'tenant_*.tmp_*=table'; kinds: schema, table, column, view, type, sequence, rewrite, truncate (workspace_*=column,type,rewrite and workspace_*._*=table are allowed anyhow)",
    )
    .option('--strict', 'allow nothing but what --allow says')
    .option('--no-template', 'leave DROP DATABASE possible')
    .option('--check', 'only look: end with 1 where the seal is not whole')
    .action(async (options: Options) => {
      const { sealCommand } = await import('../seal/command.js');
      process.exitCode = await sealCommand(withRoot(options), write);
    });
  project(
    program
      .command('unseal')
      .description('take the seal off; that it was taken off stays on record in the database'),
  )
    .option('--confirm <database>', "the database's name")
    .action(async (options: Options) => {
      const { unsealCommand } = await import('../seal/command.js');
      process.exitCode = await unsealCommand(withRoot(options), write);
    });
}

function withRoot({ project, ...rest }: Options): Options & { readonly projectRoot: string } {
  return { ...rest, projectRoot: resolve(typeof project === 'string' ? project : '.') };
}
