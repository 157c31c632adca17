import type { TargetConfiguration } from '@nx/devkit';
import type { CommandSource } from '../commands/sources';
import { joinPath } from '../workspace/paths';
import type { Guarded } from './change';
import type { Work } from './work';

/** A target that `init` writes into a project. */
export interface NewTarget {
  readonly name: string;
  readonly target: TargetConfiguration;
  /** What to tell the user, after the project's name. */
  readonly line: string;
}

/**
 * Adds a target where the project's targets are written. One that is there stays as it is.
 *
 * @returns whether it was added
 */
export function addTarget(
  work: Work,
  { project, root }: Pick<Guarded, 'project' | 'root'>,
  sources: readonly CommandSource[],
  { name, target, line }: NewTarget,
): boolean {
  const executor = target.executor;
  const existing = sources.find(
    (source) => source.kind === 'target' && source.project === project && source.name === name,
  );
  if (existing !== undefined) {
    if (existing.target?.executor !== executor)
      work.next.push(
        `${project} has a target ${name} of its own: give the executor ${executor} another name`,
      );
    return false;
  }
  const hasProjectFile = work.tree.isFile(joinPath(root, 'project.json'));
  const file = joinPath(root, hasProjectFile ? 'project.json' : 'package.json');
  const path = [...(hasProjectFile ? [] : ['nx']), 'targets', name];
  work.apply({
    source: { kind: 'target', name, project, root, file, path, definition: target, target },
    edits: [{ path, value: target }],
    line: `${project}: added target ${name}${line}`,
  });
  return true;
}
