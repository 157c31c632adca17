import { writeFileSync } from 'node:fs';
import { formatError, SafeMigrateError } from '../errors';
import { renderSummary } from '../report/summary';
import { renderEvent } from '../report/terminal';
import { jsonWithoutPasswords } from '../secrets';
import { parseSettings } from '../settings/settings';
import { onInterruption } from './interruption';
import { EXIT_CODES, type Command } from './record';
import { Hosts } from './hosts';
import type * as RunOnce from './run-once';
import type { FinishedRun } from './run-once';

/** Where a command writes to. */
export interface CommandIo {
  /** Writes one or several lines. */
  readonly write: (text: string) => void;
  /** Machine-readable output only: the run record as JSON at the end, no lines on the way. */
  readonly json?: boolean;
}

/** Options of a run as they were given, not yet checked. */
export type GivenOptions = Readonly<Record<string, unknown>> & { readonly projectRoot: string };

/**
 * Runs one command of the pipeline from options to exit code: checks the options, prints events and the summary,
 * handles signals. Never throws for a user's mistake.
 *
 * @returns the exit code, as listed in docs/safe-migrate.md
 */
export async function runCommand(command: Command, options: GivenOptions, io: CommandIo): Promise<number> {
  const say = io.json ? () => undefined : io.write;
  const abort = new AbortController();
  const unlisten = onInterruption((name) => {
    say(`\n${name} received: stopping; what is open is rolled back`);
    abort.abort();
  });
  let hosts: Hosts | undefined;
  try {
    const settings = parseSettings(options);
    hosts = new Hosts(settings, command);
    // Loaded while the project loads.
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- import() would look for a compiled file in a spec
    const { runOnce } = require('./run-once') as typeof RunOnce;
    const finished = await runOnce(
      settings,
      command,
      (event) => {
        const text = renderEvent(event);
        if (text !== undefined) say(text);
      },
      abort.signal,
      undefined,
      hosts,
    );
    report(finished, io);
    return EXIT_CODES[finished.outcome];
  } catch (error) {
    await hosts?.close();
    io.write(formatError(error));
    return error instanceof SafeMigrateError ? EXIT_CODES['usage-error'] : 1;
  } finally {
    unlisten();
  }
}

function report({ record, recordFile, error }: FinishedRun, { write, json }: CommandIo): void {
  if (json) return write(jsonWithoutPasswords(record));
  const summary = renderSummary(record);
  write(`\n${summary}`);
  if (error !== undefined) write(`\n${formatError(error)}`);
  if (!recordFile) return;
  write(`\nrecord      ${recordFile}`);
  writeText(
    recordFile.replace(/\.json$/, '.txt'),
    `${summary}\n${error === undefined ? '' : `\n${formatError(error)}\n`}`,
  );
}

/** The readable copy is a courtesy: a full disk must not change how the run ended. */
function writeText(file: string, text: string): void {
  try {
    writeFileSync(file, text, { mode: 0o600 });
  } catch {
    // The JSON record, or the warning that it is not there, says the same.
  }
}
