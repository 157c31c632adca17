import type { Command } from 'commander';
import { count } from './place-options';

/** Options that say what takes the backup: the same for every command that takes or reads one. */
export function withEngineOptions(command: Command): Command {
  return withPgBackRestOptions(
    command
      .option(
        '--backup-engine <engine>',
        'what takes the backup: dump (default, the strictest), pgbackrest, railway or command',
      )
      .option(
        '--accept-unrestored',
        'go on with a backup that was NEVER RESTORED (railway, command without --backup-restore-command); the rehearsal has no rows then',
      )
      .option('--backup-command <command>', 'engine command: takes a backup and prints its id')
      .option('--backup-check-command <command>', 'must succeed for the backup to count; {id} is the id')
      .option(
        '--backup-restore-command <command>',
        'restores {id} somewhere and prints the postgres:// URL of the copy, for certificate and rehearsal',
      )
      .option('--backup-timeout <ms>', 'longest time for one of these, in ms (default: 21600000)', count)
      .option(
        '--railway-volume-instance <id>',
        'engine railway: the volume instance of the PostgreSQL service; token: RAILWAY_API_TOKEN or RAILWAY_TOKEN',
      )
      .option('--railway-token-variable <name>', 'environment variable that holds the API token instead')
      .option('--railway-url <url>', "Railway's GraphQL endpoint, where it is another one"),
  ).option('--pgbackrest-type <type>', 'full (default), diff or incr');
}

/** What is needed to reach a repository of pgBackRest, also for a restore. */
export function withPgBackRestOptions(command: Command): Command {
  return command
    .option('--pgbackrest-stanza <name>', 'engine pgbackrest: the stanza of this server')
    .option('--pgbackrest-config <file>', "its configuration file (default: pgBackRest's own)")
    .option('--pgbackrest-bin <file>', 'the program (default: pgbackrest on PATH)')
    .option('--pgbackrest-repo <n>', 'the repository, where there are several', count)
    .option(
      '--restore-directory <folder>',
      'where whole servers are restored for certificate and rehearsal (default: the temporary folder)',
    );
}
