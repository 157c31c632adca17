import { parseJson } from '@nx/devkit';
import type { TargetConfiguration, Tree } from '@nx/devkit';
import type { JSONPath } from '../workspace/json-text';
import { joinPath } from '../workspace/paths';
import { readText } from '../workspace/walk';

/** A target or a script, where it is written and what it says. */
export interface CommandSource {
  readonly kind: 'target' | 'script';
  readonly name: string;
  /** The Nx project, or undefined for a package.json that is none (e.g. the workspace's own). */
  readonly project: string | undefined;
  /** Folder of the project or package, from the workspace root. */
  readonly root: string;
  readonly file: string;
  readonly path: JSONPath;
  /** As written. */
  readonly definition: TargetConfiguration | string;
  /** With the target defaults of nx.json, as Nx runs it. Scripts have none. */
  readonly target: TargetConfiguration | undefined;
}

interface Place {
  readonly project: string | undefined;
  readonly root: string;
}

/**
 * Every target and script that is written in the workspace: project.json, `nx.targets` and `scripts` of package.json. A
 * generator's project configuration does not show scripts, so the files are read. Inferred targets are in no file: the graph has them.
 */
export function listCommandSources(
  tree: Tree,
  projects: readonly { readonly name: string; readonly root: string }[],
): readonly CommandSource[] {
  const places: Place[] = projects.map(({ name, root }) => ({ project: name, root }));
  if (!places.some(({ root }) => root === '.')) places.push({ project: undefined, root: '.' });
  const defaults = objectAt(readJsonFile(tree, 'nx.json'), 'targetDefaults');
  return places.flatMap((place) => sourcesOf(tree, place, defaults));
}

function sourcesOf(tree: Tree, place: Place, defaults: Readonly<Record<string, unknown>>): CommandSource[] {
  const projectFile = joinPath(place.root, 'project.json');
  const packageFile = joinPath(place.root, 'package.json');
  const packageJson = readJsonFile(tree, packageFile);
  const targetsIn = (
    file: string,
    path: JSONPath,
    targets: Readonly<Record<string, unknown>>,
  ): CommandSource[] =>
    Object.entries(targets).flatMap(([name, definition]) =>
      isObject(definition)
        ? [
            {
              kind: 'target',
              name,
              ...place,
              file,
              path: [...path, name],
              definition,
              target: withDefaults(name, definition, defaults),
            },
          ]
        : [],
    );
  const scripts = Object.entries(objectAt(packageJson, 'scripts')).flatMap(
    ([name, definition]): CommandSource[] =>
      typeof definition === 'string'
        ? [
            {
              kind: 'script',
              name,
              ...place,
              file: packageFile,
              path: ['scripts', name],
              definition,
              target: undefined,
            },
          ]
        : [],
  );
  return [
    ...targetsIn(projectFile, ['targets'], objectAt(readJsonFile(tree, projectFile), 'targets')),
    ...targetsIn(packageFile, ['nx', 'targets'], objectAt(objectAt(packageJson, 'nx'), 'targets')),
    ...scripts,
  ];
}

/** Nx takes the defaults of the target's name, or of its executor, where the executors agree. */
function withDefaults(
  name: string,
  target: TargetConfiguration,
  defaults: Readonly<Record<string, unknown>>,
): TargetConfiguration {
  const byExecutor = target.executor === undefined ? undefined : defaults[target.executor];
  const found = byExecutor ?? defaults[name];
  if (!isObject(found)) return target;
  const sameExecutor =
    found.executor === undefined || target.executor === undefined || found.executor === target.executor;
  if (!sameExecutor) return target;
  const ownCommand = target.command !== undefined;
  return {
    ...(ownCommand ? {} : found),
    ...target,
    options: { ...found.options, ...target.options },
    configurations: { ...found.configurations, ...target.configurations },
  };
}

function readJsonFile(tree: Tree, path: string): Readonly<Record<string, unknown>> {
  if (!tree.isFile(path)) return {};
  const value: unknown = parseJson(readText(tree, path));
  return isObject(value) ? (value as Record<string, unknown>) : {};
}

function objectAt(value: Readonly<Record<string, unknown>>, key: string): Readonly<Record<string, unknown>> {
  const found = value[key];
  return isObject(found) ? (found as Record<string, unknown>) : {};
}

function isObject(value: unknown): value is TargetConfiguration {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
