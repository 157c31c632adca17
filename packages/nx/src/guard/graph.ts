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

interface GraphReader {
  readonly readCachedProjectGraph: () => Graph;
}

/** Where Nx has it, of every version from 21.4 on. */
const READER = /[\\/]nx[\\/](?:dist[\\/])?src[\\/]project-graph[\\/]project-graph\.js$/;

/**
 * The graph that Nx made for the run that is about to start. The process that loads plugins has Nx's reader loaded already: taking it from there
 * saves loading all of devkit, which is most of what the hook would cost a run without the daemon.
 */
export function readGraph(): Graph {
  const file = Object.keys(require.cache).find((name) => READER.test(name));
  const loaded =
    file === undefined ? undefined : (require.cache[file]?.exports as Partial<GraphReader> | undefined);
  if (typeof loaded?.readCachedProjectGraph === 'function') return loaded.readCachedProjectGraph();
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- devkit is large: loaded when tasks run, not whenever Nx loads its plugins
  return (require('@nx/devkit') as GraphReader).readCachedProjectGraph();
}
