import { formats } from '@safe-migrate/hazards';
import { formatError, SafeMigrateError } from '../errors';
import { parseProjectOptions } from '../review/project/options';
import { reviewProject } from '../review/project/review-project';
import { Closers } from '../run/closers';
import { onInterruption } from '../run/interruption';
import { withoutPasswords } from '../secrets';
import type { HostAhead } from '../typeorm/host-ahead';
import { serverError } from '../target/server-error';
import { exceeds } from './review-limits';
import type { ReviewIo } from './review';
import { writeResult } from './write-result';

export interface ProjectReviewIo extends ReviewIo {
  /** Paths are shown relative to this folder. */
  readonly displayRoot: string;
}

/**
 * `safe-migrate review --data-source FILE`: reviews what the migrations of a project really send.
 *
 * @param ahead the process of the project, where it was started already; it has ended when this returns
 * @returns 0 where no finding reaches its limit, 1 where one does, 2 where the review could not be made, 130 where it was interrupted
 */
export async function reviewProjectCommand(
  given: Readonly<Record<string, unknown>> & { readonly projectRoot: string },
  io: ProjectReviewIo,
  ahead?: HostAhead,
): Promise<number> {
  const abort = new AbortController();
  const unlisten = onInterruption(() => abort.abort());
  const closers = new Closers();
  try {
    const options = parseProjectOptions(given, io.displayRoot);
    const { review, sources } = await reviewProject(options, {
      note: (message) => io.note(withoutPasswords(message)),
      now: io.now,
      signal: abort.signal,
      atEnd: closers.atEnd,
      ahead,
    });
    // Nothing of it is needed to show what was found.
    void closers.close();
    const { outputFile } = options;
    const colour = io.colour && outputFile === undefined;
    const text = withoutPasswords(formats[options.format](review, { sources, colour }));
    if (outputFile === undefined) io.print(`${text}\n`);
    else writeResult(io.displayRoot, outputFile, text);
    const failed = exceeds(review, options.limits);
    if (outputFile !== undefined) {
      io.print(`${withoutPasswords(formats.text(review, { sources, colour: io.colour }))}\n`);
      io.note(`written to ${outputFile}`);
    }
    return failed ? 1 : 0;
  } catch (error) {
    if (abort.signal.aborted) {
      io.note('interrupted; nothing was changed');
      return 130;
    }
    const shown = error instanceof SafeMigrateError ? error : (serverError(error) ?? error);
    io.note(formatError(shown));
    return 2;
  } finally {
    unlisten();
    await closers.close();
    ahead?.abandon();
  }
}
