import { resolve } from 'node:path';
import type { Command } from 'commander';
import { withEngineOptions, withPgBackRestOptions } from './engine-options';
import { withPlaceOptions, withRetentionOptions } from './place-options';

/** Adds `backup` and `restore`. */
export function addBackupCommands(program: Command, write: (text: string) => void): void {
  withEngineOptions(
    withRetentionOptions(
      withPlaceOptions(
        withDatabaseOptions(
          program
            .command('backup')
            .description(
              'take a full backup, restore it into a scratch database and compare; changes nothing',
            ),
        ),
      ),
    ),
  )
    .option(
      '--verify <how>',
      'restore (default), or checksum: WEAKER, it is never restored and does not count as a good backup',
    )
    .action(async (options: Record<string, unknown>) => {
      const { backupCommand } = await import('../backup/backup-command.js');
      process.exitCode = await backupCommand(...call(options, write));
    });
  withPgBackRestOptions(
    withPlaceOptions(
      withDatabaseOptions(
        program
          .command('restore')
          .description(
            'restore a backup into a NEW database beside the live one, list the rows that came after it, and swap the two where confirmed',
          ),
      ),
    ),
  )
    .option('--backup-engine <engine>', 'dump (default), or pgbackrest: into a NEW data directory')
    .option(
      '--to <point>',
      "engine pgbackrest, up to where: backup (default: what the manifest speaks of), before-apply (just before that run's migrations), time:<ISO time>, lsn:<LSN> or name:<restore point>",
    )
    .option('--backup <id>', 'which one: its id (default: newest, the newest certified one of this database)')
    .option(
      '--into <name>',
      'name of the new database (default: <database>_restored_<time>); engine pgbackrest: the new data directory',
    )
    .option('--check', 'restore into a scratch database only and hold it to its manifest; nothing stays')
    .option(
      '--later-rows <folder>',
      'write the rows that came after the backup to a file of SQL in this folder',
    )
    .option('--swap <name>', 'restore nothing: swap in this database, which an earlier restore made')
    .option(
      '--confirm <database>',
      "the live database's name, typed out: give it to the restored one; what is there now is kept under another name",
    )
    .action(async (options: Record<string, unknown>) => {
      const { restoreCommand } = await import('../restore/restore-command.js');
      process.exitCode = await restoreCommand(...call(options, write));
    });
}

function withDatabaseOptions(command: Command): Command {
  return command
    .option('-d, --data-source <file>', 'file that exports the DataSource, relative to the project')
    .option(
      '--project <folder>',
      "the project's folder: globs and .env files are relative to it (default: here)",
    )
    .option(
      '--pg-bin <folder>',
      'folder that holds pg_dump and pg_restore (default: PATH, then the usual folders)',
    )
    .option('--scratch-url <url>', 'server for scratch databases (default: one of the same major is booted)')
    .option('--record-directory <folder>', 'where records are kept (default: .safe-migrate/runs)')
    .option('--json', 'print the record as JSON and nothing else');
}

function call(
  { project, json, ...rest }: Record<string, unknown>,
  write: (text: string) => void,
): [Record<string, unknown> & { projectRoot: string }, { write: (text: string) => void; json: boolean }] {
  const projectRoot = resolve(typeof project === 'string' ? project : '.');
  return [
    { ...rest, projectRoot },
    { write, json: json === true },
  ];
}
