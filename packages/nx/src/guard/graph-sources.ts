import type { CommandSource } from '../commands/sources';
import { joinPath } from '../workspace/paths';
import type { Files } from '../workspace/walk';
import type { Graph } from './graph';

/** Every target of the graph and every script of its packages, as the judge of commands takes them. */
export function sourcesOfGraph(graph: Graph, files: Files): readonly CommandSource[] {
  const places = Object.values(graph.nodes).map(({ name, data }) => ({
    project: name,
    root: joinPath(data.root),
    targets: data.targets ?? {},
  }));
  const ofTargets = places.flatMap(({ project, root, targets }) =>
    Object.entries(targets).map(([name, target]): CommandSource => ({
      kind: 'target',
      name,
      project,
      root,
      file: joinPath(root, 'project.json'),
      path: ['targets', name],
      definition: target,
      target,
    })),
  );
  const roots = new Map<string, string | undefined>([['.', undefined]]);
  for (const { root, project } of places) roots.set(root, project);
  return [...ofTargets, ...[...roots].flatMap(([root, project]) => scriptsOf(files, root, project))];
}

function scriptsOf(files: Files, root: string, project: string | undefined): CommandSource[] {
  const file = joinPath(root, 'package.json');
  const text = files.isFile(file) ? files.read(file, 'utf-8') : null;
  const scripts = text === null ? undefined : (JSON.parse(text) as { readonly scripts?: unknown }).scripts;
  if (typeof scripts !== 'object' || scripts === null) return [];
  return Object.entries(scripts).flatMap(([name, definition]): CommandSource[] =>
    typeof definition === 'string'
      ? [
          {
            kind: 'script',
            name,
            project,
            root,
            file,
            path: ['scripts', name],
            definition,
            target: undefined,
          },
        ]
      : [],
  );
}
