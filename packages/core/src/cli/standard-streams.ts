import type { ReviewIo } from './review';

/** The result to stdout, everything else to stderr; colours where a person looks at it and did not ask for none. */
export function standardStreams(): ReviewIo {
  const note = (text: string) => void process.stderr.write(`${text}\n`);
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // A reader that goes away (`| head`) has seen what it wanted. A report that is cut off must not count as one.
    if (error.code === 'EPIPE') return;
    note(`ERROR OUTPUT: the result cannot be written: ${error.message}`);
    process.once('exit', () => (process.exitCode = 2));
  });
  return {
    print: (output) => void process.stdout.write(output),
    note,
    colour: process.stdout.isTTY === true && (process.env['NO_COLOR'] ?? '') === '',
    now: () => new Date(),
  };
}
