import { isInside } from '../workspace/paths';
import type { Call } from './call';
import type { CommandSource } from './sources';

export interface Resolved {
  readonly source: CommandSource;
  readonly configuration: string | undefined;
}

/**
 * The targets or scripts that a call starts. Where the command does not say whose they are, those of the folder it runs in are
 * meant, then those of the caller's own project; where neither has one, any of that name may be meant and all are returned.
 */
export function resolveCall(
  sources: readonly CommandSource[],
  call: Call,
  caller: CommandSource,
  cwd: string,
): readonly Resolved[] {
  return call.runner === 'script'
    ? resolveScript(sources, call, caller, cwd)
    : resolveTarget(sources, call, caller, cwd);
}

function resolveScript(
  sources: readonly CommandSource[],
  call: Call,
  caller: CommandSource,
  cwd: string,
): readonly Resolved[] {
  const matches = nameMatcher(call.name);
  const named = sources.filter(
    (source) => source.kind === 'script' && matches(source.name) && source !== caller,
  );
  const owned = call.owner === undefined ? [] : named.filter((source) => isOwner(source, call.owner ?? ''));
  return nearest(owned.length > 0 ? owned : named, caller, cwd).map((source) => ({
    source,
    configuration: undefined,
  }));
}

function resolveTarget(
  sources: readonly CommandSource[],
  call: Call,
  caller: CommandSource,
  cwd: string,
): readonly Resolved[] {
  const spec = call.name.replaceAll('"', '');
  const infix = sources.filter(({ name }) => nameMatcher(spec)(name));
  const owned = infix.filter(({ project }) => project !== undefined && project === call.owner);
  if (owned.length > 0) return owned.map((source) => ({ source, configuration: call.configuration }));
  if (infix.length > 0)
    return nearest(infix, caller, cwd).map((source) => ({ source, configuration: call.configuration }));
  return bySpec(sources, spec, call.configuration);
}

/**
 * `project:target` or `project:target:configuration`; the longest project and target win, as in Nx. Where no project is called so, Nx takes
 * the name in other letters, the folder of a project and the end of a scoped name as well.
 */
function bySpec(
  sources: readonly CommandSource[],
  spec: string,
  given: string | undefined,
): readonly Resolved[] {
  const exact = longestOf(sources, spec, given, ({ project = '' }) => [project]);
  if (exact.length > 0) return exact;
  return longestOf(sources, spec, given, ({ project = '', root }) => [
    ...[project, root].flatMap((name) => [name, name.split('/').pop() ?? name]),
  ]);
}

function longestOf(
  sources: readonly CommandSource[],
  spec: string,
  given: string | undefined,
  spellings: (source: CommandSource) => readonly string[],
): readonly Resolved[] {
  const found = sources.flatMap((source) =>
    [...new Set(spellings(source))].flatMap((project) => {
      const { length } = `${project}:${source.name}`;
      const isCalledSo =
        project.toLowerCase() === spec.slice(0, project.length).toLowerCase() &&
        spec.slice(project.length, length) === `:${source.name}`;
      if (!isCalledSo || (spec.length > length && spec[length] !== ':')) return [];
      return [{ source, configuration: spec.length > length ? spec.slice(length + 1) : given, length }];
    }),
  );
  const longest = Math.max(0, ...found.map(({ length }) => length));
  return found
    .filter(({ length }) => length === longest)
    .map(({ source, configuration }) => ({ source, configuration }));
}

function nearest(
  named: readonly CommandSource[],
  caller: CommandSource,
  cwd: string,
): readonly CommandSource[] {
  const here = named.filter(({ root }) => root !== '.' && isInside(root, cwd));
  const own = named.filter(({ root }) => root === caller.root);
  return [here, own].find((candidates) => candidates.length > 0) ?? named;
}

function isOwner(source: CommandSource, owner: string): boolean {
  const plain = owner.replace(/^\.\//, '').replace(/^@[^/]+\//, '');
  return (
    source.project === owner ||
    source.root === plain ||
    source.root.split('/').pop() === plain ||
    source.project?.split('/').pop() === plain
  );
}

/** npm-run-all and Nx accept patterns: `*` stays within a segment between colons, `**` does not. */
export function nameMatcher(pattern: string): (name: string) => boolean {
  if (!pattern.includes('*')) return (name) => name === pattern;
  const source = pattern
    .split(/(\*+)/)
    .map((part) =>
      part === '*' ? '[^:]*' : part.startsWith('*') ? '.*' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'),
    )
    .join('');
  const expression = new RegExp(`^${source}$`);
  return (name) => expression.test(name);
}
