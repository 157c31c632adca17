import type { Resolved } from '../commands/resolve';
import type { CommandSource } from '../commands/sources';
import type { Graph } from './graph';
import { isTargetPattern, targetMatcher } from './target-pattern';

/** A target that a run reaches, and the targets that lead to it, the one that was asked for first. */
export interface Reached extends Resolved {
  readonly via: readonly string[];
  /** It gets what the command line passes on: it was asked for, or `params: "forward"` leads to it. */
  readonly takesArgs: boolean;
}

interface Dependency {
  readonly target: string;
  /** Of the projects that the project depends on. */
  readonly ofDependencies: boolean;
  /** Of these projects; undefined for the project itself. */
  readonly projects: readonly string[] | undefined;
  readonly forwards: boolean;
}

/**
 * Everything that Nx runs before a target, and the target itself. A dependency that names projects by a pattern or a tag may
 * mean any project: all that have such a target are taken.
 */
export function closureOf(
  graph: Graph,
  sources: readonly CommandSource[],
  asked: Resolved,
  seen: Set<CommandSource> = new Set(),
): readonly Reached[] {
  const byName = targetsByName(sources);
  const reached: Reached[] = [];

  const visit = (source: CommandSource, via: readonly string[], takesArgs: boolean): void => {
    const id = `${source.project ?? ''}:${source.name}`;
    // The one that is asked for is looked at in any case: its configuration is its own. So is one that is given arguments.
    if (via.includes(id) || (seen.has(source) && via.length > 0 && !takesArgs)) return;
    seen.add(source);
    const given = via.length === 0 ? asked.configuration : knownConfiguration(source, asked.configuration);
    reached.push({ source, configuration: given, via, takesArgs });
    const next = [...via, id];
    for (const dependency of dependenciesOf(source, graph)) {
      const projects = projectsOf(dependency, source, graph);
      for (const target of targetsNamed(byName, dependency.target)) {
        if (projects.has(target.project ?? '')) visit(target, next, takesArgs && dependency.forwards);
      }
    }
  };
  visit(asked.source, [], true);
  return reached;
}

type ByName = ReadonlyMap<string, readonly CommandSource[]>;
const indexes = new WeakMap<readonly CommandSource[], ByName>();

/** Made once for a list: a run of many targets asks for each of them. */
function targetsByName(sources: readonly CommandSource[]): ByName {
  const known = indexes.get(sources);
  if (known) return known;
  const index = new Map<string, CommandSource[]>();
  for (const source of sources) {
    if (source.kind !== 'target') continue;
    const same = index.get(source.name);
    if (same) same.push(source);
    else index.set(source.name, [source]);
  }
  indexes.set(sources, index);
  return index;
}

/** A plain name, or a pattern. */
function targetsNamed(byName: ByName, name: string): readonly CommandSource[] {
  const plain = byName.get(name);
  if (plain || !isTargetPattern(name)) return plain ?? [];
  const matches = targetMatcher(name);
  return [...byName].flatMap(([each, targets]) => (matches(each) ? targets : []));
}

/** Nx hands its configuration down to the targets that have one of that name. */
function knownConfiguration(source: CommandSource, configuration: string | undefined): string | undefined {
  const isKnown = configuration !== undefined && source.target?.configurations?.[configuration] !== undefined;
  return isKnown ? configuration : undefined;
}

function dependenciesOf({ target }: CommandSource, graph: Graph): Dependency[] {
  return (target?.dependsOn ?? []).map((entry): Dependency => {
    if (typeof entry !== 'string') {
      const { projects, dependencies, params } = entry;
      const named = typeof projects === 'string' ? [projects] : projects;
      const isSelf = named?.length === 1 && named[0] === 'self';
      const ofDependencies = dependencies === true || named?.includes('dependencies') === true;
      const forwards = params === 'forward';
      return { target: entry.target, ofDependencies, projects: isSelf ? undefined : named, forwards };
    }
    const forwards = false;
    if (entry.startsWith('^'))
      return { target: entry.slice(1), ofDependencies: true, projects: undefined, forwards };
    const owner = Object.keys(graph.nodes).find((name) => entry.startsWith(`${name}:`));
    return owner === undefined
      ? { target: entry, ofDependencies: false, projects: undefined, forwards }
      : { target: entry.slice(owner.length + 1), ofDependencies: false, projects: [owner], forwards };
  });
}

function projectsOf(
  { ofDependencies, projects }: Dependency,
  source: CommandSource,
  graph: Graph,
): ReadonlySet<string> {
  const own = source.project ?? '';
  if (ofDependencies) return dependedOn(graph, own);
  if (projects === undefined) return new Set([own]);
  const all = Object.keys(graph.nodes);
  return new Set(projects.every((name) => all.includes(name)) ? projects : all);
}

/** Everything that a project depends on: Nx passes through projects that do not have the target. */
function dependedOn(graph: Graph, project: string): ReadonlySet<string> {
  const found = new Set<string>();
  const pending = [project];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    for (const { target } of graph.dependencies[name] ?? []) {
      if (found.has(target)) continue;
      found.add(target);
      pending.push(target);
    }
  }
  return found;
}
