import { getProjects } from '@nx/devkit';
import type { Tree } from '@nx/devkit';
import { SafeMigrateError } from '@safe-migrate/core';
import { findDataSources } from './data-sources';
import type { ProjectPlace } from './migration-folders';
import { isInside, joinPath } from './paths';

/** A project that has a TypeORM data source. */
export interface TypeormProject extends ProjectPlace {
  readonly name: string;
  /** From the workspace root; the best candidates only. */
  readonly dataSources: readonly string[];
}

/**
 * Every project of the workspace; those that do not use TypeORM have no data sources. Files that only mention TypeORM count
 * where no project creates a DataSource.
 */
export function listProjects(tree: Tree): readonly TypeormProject[] {
  const projects = [...getProjects(tree)].map(([name, { root }]) => ({ name, root: joinPath(root) }));
  const roots = projects.map(({ root }) => root);
  const found = projects.map(({ name, root }) => {
    const nested = new Set(roots.filter((other) => other !== root && isInside(root, other)));
    return { name, root, nested, ...findDataSources(tree, root, nested) };
  });
  const someAreCertain = found.some(({ areCertain }) => areCertain);
  return found.map(({ name, root, nested, paths, areCertain }) => {
    return { name, root, nested, dataSources: areCertain || !someAreCertain ? paths : [] };
  });
}

export interface ProjectHints {
  readonly project?: string;
  /** From the project or the workspace root. */
  readonly dataSource?: string;
  /** From the workspace root. */
  readonly directory?: string;
}

/**
 * The project that is meant: the named one, the one that holds the given file or folder, or the only one that uses TypeORM.
 *
 * @throws SafeMigrateError `NO_SUCH_PROJECT`, `NO_TYPEORM_PROJECT`, `PROJECT_AMBIGUOUS`; the candidates are named.
 */
export function pickProject(
  tree: Tree,
  projects: readonly TypeormProject[],
  hints: ProjectHints,
): TypeormProject {
  const typeorm = projects.filter(({ dataSources }) => dataSources.length > 0);
  if (hints.project !== undefined) {
    const named = projects.find(({ name, root }) => name === hints.project || root === hints.project);
    if (named) return named;
    throw new SafeMigrateError(
      {
        code: 'NO_SUCH_PROJECT',
        what: `There is no project "${hints.project}".`,
        why: `projects of this workspace: ${list((typeorm.length > 0 ? typeorm : projects).map(({ name }) => name))}`,
        next: 'give one of them as --project',
      },
      'usage',
    );
  }
  const holders = projects.filter((project) => holds(tree, project, hints));
  const candidates = holders.length > 0 ? holders : typeorm;
  const [first] = candidates;
  if (first !== undefined && candidates.length === 1) return first;
  throw new SafeMigrateError(
    first === undefined
      ? {
          code: 'NO_TYPEORM_PROJECT',
          what: 'No project of this workspace has a TypeORM data source.',
          why: 'looked for files called *data-source* or *datasource* that create a DataSource, outside node_modules and dist',
          next: 'give --project and --directory, or --data-source where it has another name',
        }
      : {
          code: 'PROJECT_AMBIGUOUS',
          what: `${candidates.length} projects have a TypeORM data source.`,
          why: `candidates: ${list(candidates.map(({ name }) => name))}`,
          next: `say which one: --project ${first.name}`,
        },
    'usage',
  );
}

function holds(tree: Tree, project: TypeormProject, { dataSource, directory }: ProjectHints): boolean {
  if (dataSource !== undefined && resolveDataSource(tree, project.root, dataSource) !== undefined)
    return true;
  if (directory === undefined || project.root === '.') return false;
  return isInside(project.root, directory) && ![...project.nested].some((root) => isInside(root, directory));
}

const EXTENSIONS = ['', '.ts', '.js', '.mts', '.cts', '.mjs', '.cjs'];

/** Finds a data source given from the project or from the workspace root, with or without its extension. */
export function resolveDataSource(tree: Tree, projectRoot: string, dataSource: string): string | undefined {
  const places = [joinPath(projectRoot, dataSource), joinPath(dataSource)].filter((path) =>
    isInside(projectRoot, path),
  );
  return places
    .flatMap((path) => EXTENSIONS.map((extension) => path + extension))
    .find((path) => tree.isFile(path));
}

export function list(names: readonly string[], limit = 10): string {
  const rest = names.length - limit;
  return names.length === 0
    ? 'none'
    : names.slice(0, limit).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}
