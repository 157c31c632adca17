import type { SimpleCommand, Word } from './shell';

/** A simple command seen through its wrappers: `NODE_ENV=test npx -y dotenv -- ts-node x.ts` runs `ts-node x.ts`. */
export interface Program {
  /** The program's name without folder, extension or version. */
  readonly name: string;
  /** As written. */
  readonly path: string;
  readonly args: readonly Word[];
  /** Where the program stands in the line, from a wrapper that only finds it (`npx`) to its last argument before a redirection. */
  readonly start: number;
  readonly end: number;
  /** Environment assignments and the words of wrappers in front of it. */
  readonly environment: readonly string[];
  readonly piped: string;
}

/** Wrappers that run the rest of the line, with the options that take a value of their own. */
const WRAPPERS: Readonly<Record<string, readonly string[]>> = {
  env: ['-u', '-C', '-S'],
  'cross-env': [],
  'cross-env-shell': [],
  sudo: ['-u', '-g', '-E'],
  exec: [],
  nohup: [],
  command: [],
  nice: ['-n'],
  timeout: ['-s', '-k'],
  dotenv: ['-e', '-c', '-v', '-p'],
  dotenvx: ['-f', '-e', '--env-file'],
  'env-cmd': ['-f', '-e', '--file', '--environments', '-r'],
  doppler: ['-p', '-c', '--project', '--config'],
  op: ['--env-file'],
  infisical: ['--env', '--path'],
  xargs: ['-n', '-I', '-P', '-L', '-d'],
};

/** Programs that only look for the next one. */
const FINDERS: Readonly<Record<string, readonly string[]>> = {
  npx: ['-p', '--package', '-c', '--call', '-w', '--workspace'],
  bunx: ['-p', '--package'],
  pnpx: [],
};
/** `npm exec x`, `pnpm dlx x`: finders of two words. */
const FINDING = /^(?:exec|dlx|x)$/;
const PACKAGE_MANAGERS = new Set(['npm', 'yarn', 'pnpm', 'bun']);

const ASSIGNMENT = /^[A-Za-z_][A-Za-z0-9_]*=/;

/** Finds the program of a simple command. Undefined where there is none, e.g. for a lone assignment. */
export function programOf({ words, piped }: SimpleCommand): Program | undefined {
  const environment: string[] = [];
  let found: number | undefined;
  let at = 0;
  for (let word = words[at]; word !== undefined; word = words[at]) {
    const name = baseName(word.text);
    const second = words[at + 1]?.text ?? '';
    if (ASSIGNMENT.test(word.text)) {
      environment.push(word.text);
      at += 1;
      found = undefined;
    } else if (WRAPPERS[name]) {
      const next = skipOptions(words, at + 1, WRAPPERS[name], name);
      if (next >= words.length) break;
      environment.push(...words.slice(at, next).map(({ text }) => text));
      at = next;
      found = undefined;
    } else if (FINDERS[name] || (PACKAGE_MANAGERS.has(name) && FINDING.test(second))) {
      const next = skipOptions(words, at + (FINDERS[name] ? 1 : 2), FINDERS[name] ?? [], name);
      if (next >= words.length) break;
      found ??= at;
      at = next;
    } else if (PACKAGE_MANAGERS.has(name) && second === 'nx') {
      found ??= at;
      at += 1;
    } else if (name === 'nx' && /^(?:exec|watch)$/.test(second)) {
      // What they run stands behind the dashes.
      const dashes = words.findIndex(({ text }, index) => index > at && text === '--');
      if (dashes === -1 || dashes + 1 >= words.length) break;
      environment.push(...words.slice(at, dashes + 1).map(({ text }) => text));
      at = dashes + 1;
      found = undefined;
    } else break;
  }
  const word = words[at];
  const redirection = words.findIndex(({ text }, index) => index > at && /^(?:\d*[<>]|&>)/.test(text));
  const last = words[(redirection === -1 ? words.length : redirection) - 1];
  if (word === undefined || last === undefined) return undefined;
  return {
    name: baseName(word.text),
    path: word.text,
    args: words.slice(at + 1),
    start: (words[found ?? at] ?? word).start,
    end: last.end,
    environment,
    piped,
  };
}

function skipOptions(
  words: readonly Word[],
  from: number,
  withValue: readonly string[],
  wrapper: string,
): number {
  let at = from;
  for (let text = words[at]?.text; text !== undefined; text = words[at]?.text) {
    if (text === '--') return at + 1;
    const isDuration = wrapper === 'timeout' && /^\d/.test(text);
    const isVerb = /^(?:doppler|dotenvx|op|infisical)$/.test(wrapper) && text === 'run';
    if (text.startsWith('-') && withValue.includes(text)) at += 2;
    else if (text.startsWith('-') || isDuration || isVerb) at += 1;
    else return at;
  }
  return at;
}

/** `./node_modules/.bin/typeorm.cmd` and `typeorm@0.3.20` are both `typeorm`. */
export function baseName(path: string): string {
  const last = path.split(/[\\/]/).pop() ?? path;
  return last.replace(/(?<=.)@[\w.^~-]*$/, '').replace(/\.(?:cmd|exe|ps1|[cm]?[jt]s|sh|bash|py)$/, '');
}
