import { plainArguments } from './review-arguments';
import { reviewCommand } from './review';
import { standardStreams } from './standard-streams';

/** Entry of the program. A review of SQL files that is spelled out plainly needs neither the other commands nor their options. */
export async function entry(argv: readonly string[]): Promise<void> {
  const given = argv[2] === 'review' ? plainArguments(argv.slice(3)) : null;
  if (given === null) {
    const ahead =
      argv[2] === 'review' ? (await import('./project-ahead.js')).projectAhead(argv.slice(3)) : undefined;
    const { main } = await import('./main.js');
    return main(argv, ahead);
  }
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  process.exitCode = await reviewCommand(given, standardStreams());
}
