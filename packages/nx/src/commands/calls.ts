import { isPlain, passedOn, takeOption } from './call';
import type { Call } from './call';
import { nxCalls } from './nx-calls';
import type { Program } from './program';

const NPM_SHORTHAND = new Set(['start', 'stop', 'test', 't', 'tst', 'restart']);
const MANAGER_BUILTIN = new Set(
  (
    'add approve-builds audit bin build cache ci config constraints create dedupe deploy exec explain fetch global help import info init ' +
    'install i link licenses list login logout ls node npm outdated owner pack patch patch-commit pm plugin policies prune ' +
    'publish rebuild remove rm search self-update set stage store tag team unlink unplug up update upgrade upgrade-interactive ' +
    'version versions view why x'
  ).split(' '),
);

/** Which targets and scripts a program starts. */
export function callsOf(program: Program): readonly Call[] {
  const words = program.args.map(({ text }) => text);
  switch (program.name) {
    case 'nx':
      return nxCalls(words);
    case 'npm':
    case 'pnpm':
    case 'yarn':
    case 'bun':
      return managerCalls(program.name, words);
    case 'node':
      return takeOption(words, ['--run']).values.map((name) => ({ runner: 'script', name, args: '' }));
    case 'npm-run-all':
    case 'npm-run-all2':
    case 'run-s':
    case 'run-p':
      return words.filter(isPlain).map(scriptWithArgs);
    case 'concurrently':
      return words.flatMap((word) => {
        const text = /^(?:npm|yarn|pnpm|bun|node):(.+)$/.exec(word)?.[1];
        return text === undefined ? [] : [scriptWithArgs(text)];
      });
    case 'start-server-and-test':
    case 'start-test':
    case 'server-test':
      return words
        .filter((word) => isPlain(word) && !/^(?:https?|tcp|file)[:-]|^:?\d+$/.test(word))
        .map(scriptWithArgs);
    case 'rush':
    case 'wsrun':
    case 'turbo':
    case 'lerna': {
      const plain = words.filter(isPlain);
      const names = plain[0] === 'run' ? plain.slice(1) : program.name === 'lerna' ? [] : plain;
      return names.map((name) => ({ runner: 'script', name: name.split('#').pop() ?? name, args: '' }));
    }
    default:
      return [];
  }
}

function managerCalls(manager: string, words: readonly string[]): readonly Call[] {
  const { values, rest } = takeOption(words, [
    '-w',
    '--workspace',
    '--prefix',
    '--cwd',
    '-C',
    '--dir',
    '--filter',
    '-F',
  ]);
  const owned = ownedByYarn(manager, rest);
  const parts = owned?.rest ?? rest;
  const owner = owned?.owner ?? values.at(-1);

  const first = parts.findIndex(isPlain);
  const verb = parts[first];
  if (verb === undefined) return [];
  const runs = /^(?:run|run-script|rum|urn)$/.test(verb);
  const named = runs ? parts.findIndex((part, index) => index > first && isPlain(part)) : first;
  const name = parts[named];
  if (name === undefined) return [];
  if (name === 'nx') return nxCalls(parts.slice(named + 1));
  if (!runs && (manager === 'npm' ? !NPM_SHORTHAND.has(name) : MANAGER_BUILTIN.has(name))) return [];
  const args = passedOn(parts.slice(named + 1));
  return [{ runner: 'script', name, owner, args, ...(manager === 'npm' ? {} : { maybeProgram: true }) }];
}

/** `yarn workspace <name> …` and `yarn workspaces foreach … run …`. */
function ownedByYarn(
  manager: string,
  parts: readonly string[],
): { owner?: string; rest: readonly string[] } | undefined {
  const at = parts.findIndex(isPlain);
  if (manager !== 'yarn' || at === -1) return undefined;
  if (parts[at] === 'workspace') return { owner: parts[at + 1], rest: parts.slice(at + 2) };
  const run = parts.indexOf('run');
  return parts[at] === 'workspaces' ? { rest: run === -1 ? [] : parts.slice(run) } : undefined;
}

/** npm-run-all takes `'db:seed -- --small'` as one word. */
function scriptWithArgs(text: string): Call {
  const [name = '', ...rest] = text.split(' ');
  return { runner: 'script', name, args: passedOn(rest) };
}
