import type { TargetConfiguration } from '@nx/devkit';
import type { Files } from '../workspace/walk';
import { joinPath } from '../workspace/paths';
import type { Graph, GraphNode } from './graph';

type Json = Readonly<Record<string, unknown>>;

/**
 * The graph with the targets as they stand in the files now; undefined where that is no other. The graph that a plugin can read is the one
 * that Nx wrote last: with the daemon, a run that follows an edit at once has a newer one than its hook.
 */
export function graphOnDisk(graph: Graph, files: Files): Graph | undefined {
  const defaults = objectIn(readJson(files, 'nx.json'), 'targetDefaults');
  let isOther = false;
  const nodes = Object.entries(graph.nodes).map(([name, node]): [string, GraphNode] => {
    const changed = Object.entries(targetsOnDisk(files, node, defaults)).filter(
      ([target, written]) => !agrees(written, node.data.targets?.[target]),
    );
    if (changed.length === 0) return [name, node];
    isOther = true;
    const targets = {
      ...node.data.targets,
      ...(Object.fromEntries(changed) as Record<string, TargetConfiguration>),
    };
    return [name, { ...node, data: { ...node.data, targets } }];
  });
  return isOther ? { ...graph, nodes: Object.fromEntries(nodes) } : undefined;
}

/** As the files of a project have them, completed by the defaults of the workspace. */
function targetsOnDisk(files: Files, { name, data }: GraphNode, defaults: Json): Record<string, Json> {
  const manifest = readJson(files, joinPath(data.root, 'package.json'));
  const scripts = Object.keys(objectIn(manifest, 'scripts'));
  const included = objectIn(manifest, 'nx')['includedScripts'];
  const written: Json = {
    ...Object.fromEntries(
      scripts
        .filter((script) => !Array.isArray(included) || included.includes(script))
        .map((script) => [script, { executor: 'nx:run-script', options: { script } }]),
    ),
    ...objectIn(objectIn(manifest, 'nx'), 'targets'),
    ...objectIn(readJson(files, joinPath(data.root, 'project.json')), 'targets'),
  };
  const tokens = { '{projectRoot}': data.root, '{workspaceRoot}': '.', '{projectName}': name };
  return Object.fromEntries(
    Object.entries(written).flatMap(([target, own]) => {
      if (!isObject(own)) return [];
      const byDefault = objectIn(defaults, typeof own['executor'] === 'string' ? own['executor'] : '');
      const base = Object.keys(byDefault).length > 0 ? byDefault : objectIn(defaults, target);
      return [
        [
          target,
          resolved(
            { ...base, ...own, options: { ...objectIn(base, 'options'), ...objectIn(own, 'options') } },
            tokens,
          ) as Json,
        ],
      ];
    }),
  );
}

/** Whether everything that is written is in the graph; Nx adds more, and writes a short `command` at length. */
function agrees(written: unknown, known: unknown): boolean {
  if (Array.isArray(written))
    return (
      Array.isArray(known) &&
      written.length === known.length &&
      written.every((each, at) => agrees(each, known[at]))
    );
  if (!isObject(written)) return written === known;
  if (!isObject(known)) return Object.keys(written).length === 0;
  return Object.entries(written).every(
    ([key, value]) =>
      agrees(value, known[key]) || (key === 'command' && value === objectIn(known, 'options')['command']),
  );
}

function resolved(value: unknown, tokens: Readonly<Record<string, string>>): unknown {
  if (typeof value === 'string')
    return Object.entries(tokens).reduce((text, [token, by]) => text.replaceAll(token, by), value);
  if (Array.isArray(value)) return value.map((each) => resolved(each, tokens));
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, resolved(each, tokens)]))
    : value;
}

function readJson(files: Files, path: string): Json {
  const text = files.isFile(path) ? files.read(path, 'utf-8') : null;
  if (text === null) return {};
  try {
    return JSON.parse(text) as Json;
  } catch {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- only for files with comments: the hook is loaded whenever Nx is
    const { parse } = require('jsonc-parser') as { parse: (text: string) => unknown };
    const value = parse(text);
    return isObject(value) ? value : {};
  }
}

function objectIn(value: Json, key: string): Json {
  const found = value[key];
  return isObject(found) ? found : {};
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
