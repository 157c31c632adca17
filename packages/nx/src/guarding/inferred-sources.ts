import { parseJson, workspaceRoot } from '@nx/devkit';
import type { Tree } from '@nx/devkit';
import type { CommandSource } from '../commands/sources';
import type { Graph } from '../guard/graph';
import { readGraph } from '../guard/graph';
import { joinPath } from '../workspace/paths';
import { readText } from '../workspace/walk';

/**
 * Targets that plugins infer: no file holds them. What is written into the project's own file under the same name takes their place, and
 * they are back when it is taken away again.
 *
 * @returns nothing where there is no graph of this workspace (a tree in memory)
 */
export function inferredSources(tree: Tree): readonly CommandSource[] {
  if (tree.root !== workspaceRoot) return [];
  try {
    return sourcesInGraph(tree, readGraph());
  } catch {
    return [];
  }
}

/** The targets of a graph that the files of their projects do not name. */
export function sourcesInGraph(tree: Tree, graph: Graph): readonly CommandSource[] {
  return Object.values(graph.nodes).flatMap(({ name, data }) => {
    const root = joinPath(data.root);
    const places = [
      { file: joinPath(root, 'project.json'), path: ['targets'] },
      { file: joinPath(root, 'package.json'), path: ['nx', 'targets'] },
    ].filter(({ file }) => tree.isFile(file));
    const [place] = places;
    if (place === undefined) return [];
    const written = new Set(places.flatMap(({ file }) => namesIn(readText(tree, file))));
    return Object.entries(data.targets ?? {})
      .filter(([target]) => !written.has(target))
      .map(([target, definition]): CommandSource => ({
        ...{ kind: 'target', name: target, project: name, root, file: place.file },
        ...{ path: [...place.path, target], definition, target: definition },
      }));
  });
}

interface Named {
  readonly targets?: object;
  readonly scripts?: object;
  readonly nx?: { readonly targets?: object };
}

function namesIn(text: string): string[] {
  const { targets, scripts, nx } = parseJson<Named>(text);
  return [targets, scripts, nx?.targets].flatMap((found) => Object.keys(found ?? {}));
}
