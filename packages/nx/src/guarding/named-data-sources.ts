import type { Tree } from '@nx/devkit';
import { commandLinesOf, GUARDED_EXECUTOR } from '../commands/command-lines';
import type { Judge } from '../commands/judge';
import type { CommandSource } from '../commands/sources';
import { withoutComments, withoutStrings } from '../workspace/code-text';
import { isInside, joinPath } from '../workspace/paths';
import { resolveDataSource } from '../workspace/typeorm-projects';
import type { TypeormProject } from '../workspace/typeorm-projects';
import { readText } from '../workspace/walk';

/** The data sources in a project's folder that migrating commands name, whoever runs them: `typeorm migration:run -d src/db.ts`. */
export function dataSourcesNamed(
  tree: Tree,
  project: TypeormProject,
  sources: readonly CommandSource[],
  judge: Judge,
): readonly string[] {
  const named = sources
    .flatMap((source) => {
      const { lines, cwd } = commandLinesOf(source);
      return lines.flatMap((line) => judge.judgeLine(source, line, cwd));
    })
    .flatMap(({ deed, dataSource }) => {
      const path = dataSource && joinPath(dataSource.cwd, dataSource.path);
      const found =
        deed === 'migrates' &&
        path !== undefined &&
        isInside(project.root, path) &&
        resolveDataSource(tree, project.root, path);
      return found ? [found] : [];
    });
  return [...new Set(named)];
}

/** A project whose data source has a name by which nobody would look for one, but whose commands name it. */
export function withNamedDataSources(
  tree: Tree,
  project: TypeormProject,
  sources: readonly CommandSource[],
  judge: Judge,
): TypeormProject {
  if (project.dataSources.length > 0) return project;
  // Once it was found, the pipeline's own target names it.
  const guarded = sources.flatMap(({ project: owner, target }) => {
    const named = (target?.options as { readonly dataSource?: unknown } | undefined)?.dataSource;
    return target?.executor === GUARDED_EXECUTOR && owner === project.name && typeof named === 'string'
      ? [resolveDataSource(tree, project.root, named) ?? []].flat()
      : [];
  });
  const found = guarded.length > 0 ? guarded : dataSourcesNamed(tree, project, sources, judge);
  const dataSources = [...new Set(found)].filter(
    (path) =>
      ![...project.nested].some((root) => isInside(root, path)) &&
      /\bnew\s+DataSource\s*\(/.test(withoutStrings(withoutComments(readText(tree, path)))),
  );
  return { ...project, dataSources };
}
