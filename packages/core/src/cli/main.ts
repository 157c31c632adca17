import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { printLine } from '../report/print-line';
import { addBackupCommands } from './backup';
import { withEngineOptions } from './engine-options';
import { withPlaceOptions, withRetentionOptions } from './place-options';
import { addGrantCommands } from './grant';
import { loadReviewOnce } from './load-review';
import { refuse } from './refuse';
import { addRollbackCommands } from './rollback';
import { addSealCommands } from './seal';
import { reviewCommand } from './review';
import { namesProject, withProjectOptions } from './review-project-options';
import { standardStreams } from './standard-streams';
import type { HostAhead } from '../typeorm/host-ahead';

/**
 * Entry of the `safe-migrate` command. Sets the exit code and returns: nothing is cut off.
 *
 * @param ahead the process of the project, where it was started already; it has ended when this returns
 */
export async function main(argv: readonly string[], ahead?: HostAhead): Promise<void> {
  // A reader that goes away (`| head`) must not end a run in its middle.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const write = printLine;
  const program = new Command('safe-migrate')
    .description(
      'Changes a production PostgreSQL database through TypeORM migrations, with a tested backup and proof that no row was lost.',
    )
    .version(version())
    .exitOverride()
    .showHelpAfterError('(safe-migrate --help lists the commands)');

  for (const [name, description] of [
    ['run', 'guard, preflight, review, back up, rehearse, apply, sync, verify, record'],
    ['plan', 'show what a run would do; changes nothing'],
    ['rehearse', 'up, down and up again on the restored newest backup, or on a new one; changes nothing'],
    ['resume', 'finish the run that was interrupted: apply the rest, or go back; then sync and verify'],
  ] as const) {
    const command = withEngineOptions(
      withRetentionOptions(
        withPlaceOptions(withPipelineOptions(program.command(name).description(description))),
      ),
    );
    if (name === 'rehearse') command.option('--fresh-backup', 'take a new backup even where there is one');
    command.action(async (options: Record<string, unknown>) => {
      // Loaded when it is wanted: a review needs no database client and starts faster without.
      await import('../process/quick-hazards.js');
      const { runCommand } = await import('../run/run-command.js');
      const { project, json, ...rest } = options;
      const projectRoot = resolve(typeof project === 'string' ? project : '.');
      process.exitCode = await runCommand(name, { ...rest, projectRoot }, { write, json: json === true });
    });
  }
  for (const [name, description] of [
    [
      'status',
      'say what happened to the database and what to type; changes nothing (exits with 5 to resume)',
    ],
    ['assert', 'exit with 0 only where the database has exactly the migrations of this project'],
  ] as const) {
    const command = withDataSource(program.command(name).description(description));
    if (name === 'status') command.option('--json', 'print it as JSON');
    command.action(async (options: Record<string, unknown>) => {
      const { statusCommand, assertCommand } = await import('./status.js');
      const { project, json, ...rest } = options;
      const projectRoot = resolve(typeof project === 'string' ? project : '.');
      const act = name === 'status' ? statusCommand : assertCommand;
      process.exitCode = await act({ ...rest, projectRoot }, { write, json: json === true });
    });
  }
  withProjectOptions(
    withReviewOptions(
      program
        .command('review')
        .description(
          'say what SQL files, or the migrations of a TypeORM project, would do to a live database; changes nothing',
        ),
    ),
  ).action(async (options: Record<string, unknown>) => {
    process.exitCode = namesProject(options)
      ? await reviewMigrations(options, ahead)
      : await reviewCommand(options, standardStreams());
  });
  addSealCommands(program, write);
  addGrantCommands(program, write);
  addBackupCommands(program, write);
  addRollbackCommands(program, write, (command) =>
    withEngineOptions(withRetentionOptions(withPlaceOptions(withPipelineOptions(command)))),
  );
  program
    .command('refuse <target>')
    .description('what a forbidden target runs instead of its old command: says no, exits with 1')
    .option('--instead <command>', 'what to run instead')
    .allowExcessArguments()
    .allowUnknownOption()
    .action((target: string, { instead }: { instead?: string }) => {
      process.exitCode = refuse(target, instead, write);
    });

  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help and version end with 0; everything else that commander says is a usage error.
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } finally {
    ahead?.abandon();
  }
}

/** Loaded when it is wanted: SQL files need no database client and are reviewed faster without. */
async function reviewMigrations(options: Record<string, unknown>, ahead?: HostAhead): Promise<number> {
  const { project, dataSource, ...rest } = options;
  delete rest['cache'];
  const projectRoot = resolve(typeof project === 'string' ? project : '.');
  // A migration is short.
  loadReviewOnce(0);
  const { reviewProjectCommand } = await import('./review-project.js');
  const io = { ...standardStreams(), displayRoot: process.cwd() };
  return reviewProjectCommand({ ...rest, dataSource, projectRoot }, io, ahead);
}

function withDataSource(command: Command): Command {
  return command
    .option('-d, --data-source <file>', 'file that exports the DataSource, relative to the project')
    .option(
      '--project <folder>',
      "the project's folder: globs and .env files are relative to it (default: here)",
    );
}

function withPipelineOptions(command: Command): Command {
  return withDataSource(command)
    .option(
      '--pg-bin <folder>',
      'folder that holds pg_dump and pg_restore (default: PATH, then the usual folders)',
    )
    .option('--scratch-url <url>', 'server for scratch databases (default: one of the same major is booted)')
    .option('--record-directory <folder>', 'where run records are kept (default: .safe-migrate/runs)')
    .option(
      '--snapshot-file <file>',
      'where a run writes the schema, without rows, for reviews in CI; commit it (default: safe-migrate.snapshot.sql)',
    )
    .option(
      '--refuse <level>',
      'refuse findings of this level and above: risky (default, the strictest) or dangerous',
    )
    .option('--enable <rule...>', 'rules that are off by default and shall speak, or all')
    .option('--lock-timeout <ms>', 'longest wait for a lock, in ms (default: 2000; 10000 at most)', integer)
    .option('--lock-retries <n>', 'further attempts when a lock was not had (default: 5)', integer)
    .option(
      '--statement-timeout <ms>',
      'longest time for one statement, in ms, or as JSON {"blocking": 30000, "online": 3600000, "other": 600000} (the default): while a blocking lock is held, outside a transaction, else; ten times the rehearsal where that is more; 0: no limit',
      numberOrJson,
    )
    .option(
      '--wait-for-quiet <json>',
      'before anything is locked, wait until no transaction is older than so many ms, few are open on the touched tables, or it is night: {"oldest": 5000, "active": 3, "window": "02:00-05:00" (UTC), "wait": 600000 (longest wait, the default)}',
      json,
    )
    .option(
      '--blocking-limit <ms>',
      'longest time that a client may have to wait for us, in ms; then what we do is cancelled and rolled back (default: as --lock-timeout; 0: no limit)',
      integer,
    )
    .option(
      '--end-idle-blockers <ms>',
      'before another attempt, end sessions in the way that have been idle in a transaction for longer than so many ms (default: 0, never)',
      integer,
    )
    .option(
      '--way-back <how>',
      'what is tried when down() failed: down (default: nothing more, the command that restores is named) or restore (the backup is put beside the live database, and in its place where nobody has written since)',
    )
    .option(
      '--lock-budget <ms>',
      'longest time that comparing tables may add to their locks, in ms (default: half of --blocking-limit, 1000); larger tables are compared on the rehearsal copy and sampled',
      integer,
    )
    .option(
      '--escrow-days <days>',
      'how long what a migration drops is kept in the schema safe_migrate_escrow (default: 30)',
      integer,
    )
    .option(
      '--sync <command>',
      'command to run after the migrations, or as JSON {"command" or "target", "args", "timeout", "attempts", "pause"}; may be given several times',
      collectSync,
    )
    .option('--sync-timeout <ms>', 'longest time for one sync command, in ms (default: 600000)', integer)
    .option(
      '--on-sync-failure <way>',
      'back (default, the strictest): take the migrations back with down(); keep: leave them, for resume to do sync and verify again',
    )
    .option('--on-verify-failure <way>', 'the same for a check that does not hold: back (default) or keep')
    .option(
      '--verify <json>',
      'check as JSON: {"sql": "...", "expect": "true|no-rows|same|kept"}, {"http": "...", "status", "shape", "expect"} or {"command": "...", "mustMatch", "mustNotMatch"}; each with "timeout", "attempts", "pause"; may be given several times',
      collectJson,
    )
    .option(
      '--graphql <json>',
      'probe as JSON: {"url": "...", "query": "..."}; its records must still be returned after',
      json,
    )
    .option(
      '--confirm <database>',
      "the database's name: asked for where it is production and neither CI nor the platform runs this",
    )
    .option('--json', 'print the run record as JSON and nothing else');
}

function withReviewOptions(command: Command): Command {
  return command
    .option('--sql <file...>', 'the SQL files, in the order in which they run')
    .option('--enable <rule...>', 'rules that are off by default and shall speak, or all')
    .option('--schema <file>', 'the schema before them, as SQL: pg_dump --schema-only')
    .option('--pg <major>', 'PostgreSQL major version, 11 to 18 (default: 18, the newest that is known)')
    .option(
      '--transaction <mode>',
      'what the runner wraps in a transaction: all files, each file, or none (default: none, only BEGIN in a file opens one)',
    )
    .option(
      '--independent',
      'judge each file against the schema alone (default: one after the other, each on what the last one left)',
    )
    .option('--output-file <file>', 'where the result is written, relative to here (default: printed)')
    .option('--format <format>', 'text, json, sarif, gitlab, github, junit or markdown (default: text)')
    .option('--threshold <level>', 'exit with 1 from this level on: risky (default) or dangerous')
    .option('--operation <level>', 'another threshold for locks and work: risky, dangerous or off')
    .option('--compatibility <level>', 'another threshold for what breaks old code: risky, dangerous or off')
    .option('--no-cache', 'review anew what was reviewed before (SQL files only)');
}

function integer(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('a whole number is needed');
  return Number(text);
}

function numberOrJson(text: string): unknown {
  return text.startsWith('{') ? json(text) : integer(text);
}

function collectSync(value: string, before: unknown[] = []): unknown[] {
  return [...before, value.startsWith('{') ? json(value) : value];
}

function collectJson(value: string, before: unknown[] = []): unknown[] {
  return [...before, json(value)];
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidArgumentError('JSON is needed');
  }
}

function version(): string {
  return (JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as { version: string })
    .version;
}
