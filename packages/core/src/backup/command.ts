import { formatError, SafeMigrateError, type ErrorFacts } from '../errors';
import type { CommandIo, GivenOptions } from '../run/run-command';
import { Closers } from '../run/closers';
import { onInterruption } from '../run/interruption';
import { createRunId, EXIT_CODES, failureOutcome, writeRecord } from '../run/record';
import { jsonWithoutPasswords, keepSecret, withoutPasswords } from '../secrets';
import { parseSettings, type Settings } from '../settings/settings';
import type { ConnectionParameters } from '../target/connection';
import { serverError } from '../target/server-error';
import { Host } from '../typeorm/host';

/** What is kept of one execution of `backup` or `restore`. */
export interface CommandRecord {
  readonly format: 1;
  readonly id: string;
  readonly command: 'backup' | 'restore';
  readonly startedAt: string;
  finishedAt?: string;
  outcome?: string;
  error?: ErrorFacts;
  /** What was done, as the command knows it. */
  readonly result: Record<string, unknown>;
}

/** What a command works with. */
export interface CommandContext {
  readonly settings: Settings;
  /** Of the data source. */
  readonly connection: ConnectionParameters;
  readonly record: CommandRecord;
  readonly signal: AbortSignal;
  /** One line for people. */
  readonly say: (line: string) => void;
  /** Registers what must be closed at the end; the last one registered closes first. */
  readonly atEnd: Closers['atEnd'];
}

/**
 * Runs `backup` or `restore` from options to exit code: finds the database, keeps a record, handles signals. Never throws for a user's mistake.
 *
 * @param act returns the outcome.
 */
export async function runDatabaseCommand(
  command: CommandRecord['command'],
  options: GivenOptions,
  io: CommandIo,
  act: (context: CommandContext) => Promise<string>,
): Promise<number> {
  const say = (line: string) => (io.json ? undefined : io.write(withoutPasswords(line)));
  const abort = new AbortController();
  const unlisten = onInterruption((name) => {
    say(`\n${name} received: stopping; what was begun is removed`);
    abort.abort();
  });
  const record: CommandRecord = {
    ...{ format: 1, id: createRunId(new Date()), command, startedAt: new Date().toISOString(), result: {} },
  };
  const closers = new Closers();
  let settings: Settings | undefined;
  let code: number;
  try {
    settings = parseSettings(options);
    const connection = await connectionOf(settings);
    record.outcome = await act({
      ...{ settings, connection, record, signal: abort.signal, say },
      atEnd: closers.atEnd,
    });
    code = 0;
  } catch (thrown) {
    const error = abort.signal.aborted ? interrupted(command) : (serverErrorOf(thrown) ?? thrown);
    const outcome = failureOutcome(error);
    record.outcome = outcome;
    code = EXIT_CODES[outcome];
    record.error =
      error instanceof SafeMigrateError
        ? error.facts()
        : { code: 'BUG', what: String(error), why: String((error as Error)?.stack), next: 'Report it.' };
    if (!io.json) io.write(formatError(error));
  }
  await closers.close();
  unlisten();
  record.finishedAt = new Date().toISOString();
  const file = settings && save(settings.recordDirectory, record);
  if (io.json) io.write(jsonWithoutPasswords(record));
  else if (file) say(`record      ${file}`);
  return code;
}

/** The data source is loaded for its connection and never connected with. */
async function connectionOf({ projectRoot, dataSource }: Settings): Promise<ConnectionParameters> {
  const { host, loaded } = await Host.start(projectRoot, dataSource);
  await host.close();
  keepSecret(loaded.connection);
  return loaded.connection;
}

const serverErrorOf = (error: unknown): SafeMigrateError | undefined =>
  error instanceof SafeMigrateError ? undefined : serverError(error);

function interrupted(command: string): SafeMigrateError {
  return new SafeMigrateError(
    {
      code: 'INTERRUPTED',
      what: `The ${command} was interrupted.`,
      why: 'A signal asked for it.',
      next: 'What was begun is removed; no database was changed. Run again when you are ready.',
    },
    'interrupted',
  );
}

/** The record is a courtesy here: a full disk does not change what was done. */
function save(directory: string, record: CommandRecord): string | undefined {
  try {
    return writeRecord(directory, record);
  } catch {
    return undefined;
  }
}
