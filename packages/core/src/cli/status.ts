import { formatError, SafeMigrateError } from '../errors';
import { renderStatus, standingOf } from '../report/status';
import { EXIT_CODES } from '../run/record';
import { look, type Looked } from '../run/look';
import { jsonWithoutPasswords } from '../secrets';
import { serverError } from '../target/server-error';
import { parseSettings } from '../settings/settings';
import type { CommandIo, GivenOptions } from '../run/run-command';

/**
 * `safe-migrate status`: what happened to this database, and what to type. Changes nothing.
 *
 * @returns 0 where nothing is to be done or a run is at work, 5 where a run is to be resumed, 1 or 2 where it cannot be told
 */
export async function statusCommand(options: GivenOptions, { write, json }: CommandIo): Promise<number> {
  try {
    const settings = parseSettings(options);
    const looked = await look(settings.projectRoot, settings.dataSource);
    const standing = standingOf(looked);
    if (json) write(jsonWithoutPasswords({ standing, ...looked }));
    else write(renderStatus(looked, settings.dataSource));
    if (standing === 'resume') return EXIT_CODES['needs-attention'];
    return looked.problem ? EXIT_CODES.refused : 0;
  } catch (thrown) {
    const error = known(thrown);
    write(formatError(error));
    return exitCodeOf(error);
  }
}

/**
 * `safe-migrate assert`: whether the migrations of this project are exactly those that the database has, and no run is unfinished. For a
 * start command: an application must not serve on a schema that it does not know.
 *
 * @returns 0 where they are, 1 where not, 2 for a wrong option
 */
export async function assertCommand(options: GivenOptions, { write }: CommandIo): Promise<number> {
  try {
    const settings = parseSettings(options);
    const problem = problemOf(await look(settings.projectRoot, settings.dataSource));
    write(
      problem === undefined
        ? 'ok: the database has exactly the migrations of this project'
        : `no: ${problem}`,
    );
    return problem === undefined ? 0 : 1;
  } catch (thrown) {
    const error = known(thrown);
    const words = error instanceof SafeMigrateError ? `${error.code}: ${error.what}` : formatError(error);
    write(`no: ${words.replaceAll('\n', ' ')}`);
    return exitCodeOf(error);
  }
}

/** What the server said is no bug of ours. */
const known = (error: unknown): unknown =>
  error instanceof SafeMigrateError ? error : (serverError(error) ?? error);

function problemOf({ problem, pending, unfinished }: Looked): string | undefined {
  if (problem) return `${problem.code}: ${problem.what}`;
  if (unfinished) return `run ${unfinished.id} is not finished; safe-migrate status tells more`;
  if (pending.length > 0) return `${pending.length} pending: ${pending.slice(0, 3).join(', ')}`;
  return undefined;
}

function exitCodeOf(error: unknown): number {
  return error instanceof SafeMigrateError && error.kind === 'usage' ? EXIT_CODES['usage-error'] : 1;
}
