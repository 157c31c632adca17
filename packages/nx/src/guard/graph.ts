import type { TargetConfiguration } from '@nx/devkit';

/** What the guard reads of Nx's project graph: every target as Nx runs it, inferred ones and scripts included. */
export interface Graph {
  readonly nodes: Readonly<Record<string, GraphNode>>;
  readonly dependencies: Readonly<Record<string, readonly { readonly target: string }[]>>;
}

export interface GraphNode {
  readonly name: string;
  readonly data: {
    readonly root: string;
    readonly targets?: Readonly<Record<string, TargetConfiguration>>;
  };
}

/** The graph that Nx made for the run that is about to start. */
export function readGraph(): Graph {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- devkit is large: loaded when tasks run, not whenever Nx loads its plugins
  const { readCachedProjectGraph } = require('@nx/devkit') as { readCachedProjectGraph: () => Graph };
  return readCachedProjectGraph();
}
