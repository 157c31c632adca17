import type { Tree } from '@nx/devkit';
import { withoutComments, withoutStrings } from './code-text';
import { filesBelow, readText } from './walk';

/** File names under which people keep a TypeORM data source. */
const LIKELY_NAME = /(?:data[-_.]?source|typeorm|orm[-_.]?config)[^/]*\.[cm]?[jt]s$/i;
const UNLIKELY_NAME =
  /\.(?:d\.[cm]?ts|(?:spec|test|entity|module|service|factory|guard|decorator)\.[cm]?[jt]s)$/i;

/** The data source files of a project, as paths from the workspace root. */
export interface FoundDataSources {
  readonly paths: readonly string[];
  /** They create a DataSource; otherwise they only mention TypeORM and may be something else. */
  readonly areCertain: boolean;
}

/**
 * Finds the data sources of a project. A file that creates a DataSource with migrations counts before one that only creates a
 * DataSource, and that before one that only mentions TypeORM; only the best kind is returned.
 *
 * @param without roots of nested projects.
 */
export function findDataSources(
  tree: Tree,
  projectRoot: string,
  without: ReadonlySet<string>,
): FoundDataSources {
  const withMigrations: string[] = [];
  const created: string[] = [];
  const mentioned: string[] = [];
  for (const path of filesBelow(tree, projectRoot, without)) {
    if (!LIKELY_NAME.test(path) || UNLIKELY_NAME.test(path)) continue;
    const code = withoutComments(readText(tree, path));
    // A message or a template may speak of a DataSource without creating one.
    const running = withoutStrings(code);
    if (/\bnew\s+DataSource\s*\(/.test(running))
      (/\bmigrations\b/.test(running) ? withMigrations : created).push(path);
    else if (/['"]typeorm['"]/.test(code)) mentioned.push(path);
  }
  const certain = withMigrations.length > 0 ? withMigrations : created;
  return certain.length > 0 ? { paths: certain, areCertain: true } : { paths: mentioned, areCertain: false };
}
