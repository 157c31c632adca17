import type { Command } from 'commander';

/** Options that only a project has; commander's names. */
const OF_PROJECT = [
  ...['dataSource', 'project', 'from', 'all', 'after', 'setup', 'scratchUrl', 'pgBin'],
] as const;

/** Whether the options are about a project rather than SQL files. */
export const namesProject = (given: Readonly<Record<string, unknown>>): boolean =>
  OF_PROJECT.some((name) => given[name] !== undefined);

/** The options of `review` that are about a TypeORM project. */
export function withProjectOptions(command: Command): Command {
  return command
    .option(
      '-d, --data-source <file>',
      "a project's DataSource instead of SQL files, relative to the project",
    )
    .option('--project <folder>', "the project's folder (default: here)")
    .option(
      '--from <schema>',
      'live: what the live database has not run, on a copy of its schema; snapshot: the same by the file that a run wrote; zero: the migrations on an empty database (default: the first of these that there is)',
    )
    .option('--snapshot-file <file>', 'the schema snapshot of a run (default: safe-migrate.snapshot.sql)')
    .option('--all', 'judge every migration, on an empty database')
    .option('--after <migration>', 'judge those behind this one, on an empty database; name or file')
    .option('--setup <file>', 'SQL for the empty database: schemas, extensions, roles')
    .option('--scratch-url <url>', 'server for scratch databases (default: one is booted)')
    .option('--pg-bin <folder>', 'folder that holds pg_dump and pg_restore');
}
