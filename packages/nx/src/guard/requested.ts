import { isPlain, quoteWord } from '../commands/call';
import type { Call } from '../commands/call';
import { nxCalls } from '../commands/nx-calls';
import { resolveCall } from '../commands/resolve';
import type { Resolved } from '../commands/resolve';
import type { CommandSource } from '../commands/sources';

/** What a command line of Nx asks for. */
export interface Requested {
  /** As shell text, e.g. `nx typeorm -- migration:run`. */
  readonly line: string;
  readonly call: Call;
  readonly targets: readonly Resolved[];
}

/** Nobody's own place: a target that is named without its project may be that of any project. */
export const THE_COMMAND_LINE: CommandSource = {
  kind: 'script',
  name: 'nx',
  project: undefined,
  root: '..',
  file: '',
  path: [],
  definition: '',
  target: undefined,
};

/**
 * The targets that `nx <words>` asks for. Where the words cannot be told apart, e.g. by an option with a value before the target, any
 * word that names a target counts.
 */
export function requestedTargets(
  sources: readonly CommandSource[],
  words: readonly string[],
): readonly Requested[] {
  const targets = sources.filter(({ kind }) => kind === 'target');
  const resolve = (call: Call): readonly Resolved[] => resolveCall(targets, call, THE_COMMAND_LINE, '..');
  const line = ['nx', ...words].map(quoteWord).join(' ');
  const asked = nxCalls(words).map((call) => ({ line, call, targets: resolve(call) }));
  if (asked.some((request) => request.targets.length > 0)) return asked;

  const dashes = words.indexOf('--');
  const own = dashes === -1 ? words : words.slice(0, dashes);
  const passed = (dashes === -1 ? [] : words.slice(dashes)).map(quoteWord);
  const named = own
    .flatMap((word) => word.split(/[,=]/))
    .filter(isPlain)
    .map((name) => {
      const call: Call = { runner: 'nx', name, args: passed.slice(1).join(' ') };
      return { line: ['nx', 'run', quoteWord(name), ...passed].join(' '), call, targets: resolve(call) };
    });
  return [...asked, ...named.filter((request) => request.targets.length > 0)];
}
