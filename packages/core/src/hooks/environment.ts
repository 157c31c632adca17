import { usageError } from '../errors';

/** Environment variables whose values are nobody else's business, by what they are called. */
const SECRET_NAME = /pass(?:word|wd|phrase)|secret|token|api_?key|access_?key|private_?key|credential/i;
/** Shorter values, plain words and numbers are part of too much else; passwords of connections are known besides. */
const SHORTEST = 8;
const PLAIN = /^(?:[a-z]+|[A-Z]+|[\d.]+|\/[\w./-]*)$/;

/** Text that a program printed, with the values of variables that are called like secrets blotted out. */
export function withoutSecretsOf(env: NodeJS.ProcessEnv, text: string): string {
  let shown = text;
  for (const [name, value = ''] of Object.entries(env))
    if (SECRET_NAME.test(name) && value.length >= SHORTEST && !PLAIN.test(value))
      shown = shown.replaceAll(value, '***');
  return shown;
}

/**
 * Headers with `${NAME}` replaced by what the environment holds: secrets stand there and nowhere else.
 *
 * @throws SafeMigrateError HEADER_VARIABLE
 */
export function filledHeaders(
  headers: Readonly<Record<string, string>> = {},
  env: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
  const fill = (header: string, value: string) =>
    value.replace(/\$\{(\w+)\}/g, (_, name: string) => {
      const found = env[name];
      if (found === undefined || found === '') throw missing(header, name);
      return found;
    });
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, fill(name, value)]));
}

function missing(header: string, name: string) {
  return usageError({
    code: 'HEADER_VARIABLE',
    what: `The environment variable ${name} is not set.`,
    why: `The header ${header} of a probe is made of it.`,
    next: `Set ${name}, or correct the option verify.`,
  });
}
