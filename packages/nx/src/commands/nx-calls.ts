import { isPlain, passedOn, takeOption } from './call';
import type { Call } from './call';

/** Nx commands that run no target; `nx reset` clears a cache and `nx migrate` updates packages. */
const BUILTIN = new Set(
  (
    'add affected:graph cloud completion configure-ai-agents connect connect-to-nx-cloud console daemon dep-graph exec fix-ci ' +
    'format format:check format:write g generate graph help import init list login logout mcp migrate new print-affected ' +
    'record release repair report reset show start-agent start-ci-run stop-all-agents sync sync:check view-logs watch'
  ).split(' '),
);

/** The targets that `nx <words>` runs. */
export function nxCalls(words: readonly string[]): readonly Call[] {
  const dashes = words.indexOf('--');
  const own = dashes === -1 ? words : words.slice(0, dashes);
  const passed = dashes === -1 ? [] : words.slice(dashes);
  const at = own.findIndex(isPlain);
  const verb = own[at];
  if (verb === undefined) return [];
  if (BUILTIN.has(verb)) return [];
  // As Nx had it once, and still has it for some targets.
  const affected = /^affected:(.+)$/.exec(verb)?.[1];
  const { values, rest } = takeOption(own.slice(at + 1).map(longForm), ['-c', '--configuration']);
  const configuration = values.at(-1);

  if (verb === 'run-many' || verb === 'affected') {
    return targetList(rest).map((name) => ({ runner: 'nx', name, configuration, args: passedOn(passed) }));
  }
  if (affected !== undefined)
    return [verb, affected].map((name) => ({ runner: 'nx', name, configuration, args: passedOn(passed) }));
  const plainAt = rest.findIndex(isPlain);
  const plain = rest[plainAt];
  const others = plainAt === -1 ? rest : rest.filter((_, index) => index !== plainAt);
  const args = passedOn([...others, ...passed]);
  if (verb === 'run') return plain === undefined ? [] : [{ runner: 'nx', name: plain, configuration, args }];
  return [{ runner: 'nx', name: verb, owner: plain, configuration, args }];
}

/** Nx reads `--prod` as `--configuration=production`. */
function longForm(word: string): string {
  return /^--prod(?:uction)?(?:=true)?$/.test(word) ? '--configuration=production' : word;
}

/** `-t a b`, `--target=a`, `--targets=a,b`. */
function targetList(words: readonly string[]): string[] {
  const names: string[] = [];
  let listening = false;
  for (const word of words) {
    const match = /^(?:-t|--targets?)(?:=(.*))?$/.exec(word);
    if (match) {
      names.push(match[1] ?? '');
      listening = true;
    } else if (isPlain(word) && listening) names.push(word);
    else listening = false;
  }
  return names.flatMap((name) => name.split(',')).filter((name) => name !== '');
}
