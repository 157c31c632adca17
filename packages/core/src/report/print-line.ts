/** The colours that we set ourselves. */
const COLOUR = /^\u001b\[(?:0|1|2|22|3[0-7]|39|9[0-7])m$/;
const CONTROL = /\u001b\[[\d;]*m|[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;

/** A line that the log of GitHub Actions or Azure Pipelines would take for a command. */
const LOG_COMMAND = /^(\s*)(::|##(?=\[|vso\[))/gm;

/**
 * Text as a terminal may show it: names come from other people's databases and migrations, and a terminal does what escape sequences say
 * (hides lines, sets its title, answers as if typed). They are written as JSON writes them, so that JSON stays what it is; a line that a CI log
 * would obey is set apart.
 */
export function printable(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll(CONTROL, (found) => (COLOUR.test(found) ? found : escaped(found)))
    .replaceAll(LOG_COMMAND, '$1. $2');
}

const escaped = (character: string): string =>
  [...character]
    .map((each) =>
      /[\u0020-\u007e]/.test(each) ? each : `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`,
    )
    .join('');

/** Prints one text and ends its line. */
export function printLine(text: string): void {
  process.stdout.write(`${printable(text)}\n`);
}
