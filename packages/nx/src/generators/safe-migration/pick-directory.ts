import type { Tree } from '@nx/devkit';
import { SafeMigrateError } from '@safe-migrate/core';
import type { MigrationFolders } from '../../workspace/migration-folders';
import { isInside, joinPath } from '../../workspace/paths';
import { list } from '../../workspace/typeorm-projects';
import type { TypeormProject } from '../../workspace/typeorm-projects';

/**
 * The folder for a new migration: the given one, or the only one that the data source reads.
 *
 * @param given from the project or the workspace root; it must lie in the project.
 * @param typeormProjects the projects that may have been meant, for the error.
 * @returns the folder from the workspace root, and a warning where the data source would not find the file.
 * @throws SafeMigrateError `DIRECTORY_OUTSIDE`, `NO_MIGRATION_FOLDER`, `DIRECTORY_AMBIGUOUS`.
 */
export function pickDirectory(
  tree: Tree,
  project: TypeormProject,
  { existing, planned }: MigrationFolders,
  given: string | undefined,
  typeormProjects: readonly string[],
): { readonly directory: string; readonly warnings: readonly string[] } {
  const candidates = existing.length > 0 ? existing : planned;
  if (given !== undefined) {
    const directory = insideProject(tree, project, given);
    const isRead = candidates.length === 0 || candidates.some((folder) => isInside(folder, directory));
    return {
      directory,
      warnings: isRead
        ? []
        : [`${directory} is not a folder that the data source seems to read: ${list(candidates)}`],
    };
  }
  const [only, ...more] = candidates;
  if (only !== undefined && more.length === 0) return { directory: only, warnings: [] };
  throw new SafeMigrateError(
    only === undefined
      ? {
          code: 'NO_MIGRATION_FOLDER',
          what: `No folder for migrations is known in ${project.name}.`,
          why: 'the text of the data source does not name one, and no file implements MigrationInterface',
          next: typeormProjects.includes(project.name)
            ? 'give --directory, from the root of the project'
            : `give --directory, or another --project (with TypeORM: ${list(typeormProjects)})`,
        }
      : {
          code: 'DIRECTORY_AMBIGUOUS',
          what: `${project.name} has ${candidates.length} folders with migrations.`,
          why: `candidates: ${list(candidates)}`,
          next: `say which one: --directory ${only}`,
        },
    'usage',
  );
}

function insideProject(tree: Tree, { name, root }: TypeormProject, given: string): string {
  const isAbsolute = given.startsWith('/') || /^[A-Za-z]:/.test(given);
  const fromWorkspace = joinPath(given);
  const directory = isInside(root, fromWorkspace) && root !== '.' ? fromWorkspace : joinPath(root, given);
  if (!isAbsolute && isInside(root, directory) && !tree.isFile(directory)) return directory;
  throw new SafeMigrateError(
    {
      code: 'DIRECTORY_OUTSIDE',
      what: `${given} is not a folder of ${name}.`,
      why: 'a migration belongs to the project whose data source reads it',
      next: `give --directory from ${root === '.' ? 'the workspace root' : `${root} or from the workspace root`}`,
    },
    'usage',
  );
}
