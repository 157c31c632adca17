import { GUARDED_EXECUTOR } from '../commands/command-lines';
import type { CommandSource } from '../commands/sources';
import { joinPath } from '../workspace/paths';
import type { Guarded } from './change';
import { SAFE_TARGET, safeTarget } from './safe-target';
import type { Work } from './work';

/** Adds the target that runs the pipeline, where the project's targets are written. One that is there stays as it is. */
export function addSafeTarget(
  work: Work,
  { project, root, options }: Guarded,
  sources: readonly CommandSource[],
): void {
  const existing = sources.find(
    ({ kind, project: owner, name }) => kind === 'target' && owner === project && name === SAFE_TARGET,
  );
  if (existing !== undefined) {
    if (existing.target?.executor === GUARDED_EXECUTOR) return;
    work.next.push(
      `${project} has a target ${SAFE_TARGET} of its own: give the executor ${GUARDED_EXECUTOR} another name`,
    );
    return;
  }
  const hasProjectFile = work.tree.isFile(joinPath(root, 'project.json'));
  const file = joinPath(root, hasProjectFile ? 'project.json' : 'package.json');
  const path = [...(hasProjectFile ? [] : ['nx']), 'targets', SAFE_TARGET];
  const target = safeTarget(options);
  work.apply({
    source: { kind: 'target', name: SAFE_TARGET, project, root, file, path, definition: target, target },
    edits: [{ path, value: target }],
    line: `${project}: added target ${SAFE_TARGET} (configuration plan) with ${JSON.stringify(options)}`,
  });
  if (options['dataSource'] === undefined) {
    work.next.push(
      `${project} has several data sources: set options.dataSource of its target ${SAFE_TARGET}`,
    );
  }
}
