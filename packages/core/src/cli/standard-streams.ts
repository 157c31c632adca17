import type { ReviewIo } from './review';

/** The result to stdout, everything else to stderr; colours where a person looks at it and did not ask for none. */
export const standardStreams = (): ReviewIo => ({
  print: (output) => void process.stdout.write(output),
  note: (text) => void process.stderr.write(`${text}\n`),
  colour: process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined,
  now: () => new Date(),
});
