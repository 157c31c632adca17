import type { Tree } from '@nx/devkit';
import { withoutComments } from './code-text';
import { filesBelow, readText } from './walk';

/** File names under which people keep a TypeORM data source. */
const LIKELY_NAME = /(?:data[-_.]?source|typeorm|orm[-_.]?config)[^/]*\.[cm]?[jt]s$/i;
const UNLIKELY_NAME =
  /\.(?:d\.[cm]?ts|(?:spec|test|entity|module|service|factory|guard|decorator)\.[cm]?[jt]s)$/i;

/**
 * The data source files of a project, as paths from the workspace root. A file that creates a DataSource with migrations
 * counts before one that only creates a DataSource, and that before one that only mentions TypeORM; only the best kind is
 * returned.
 *
 * @param without roots of nested projects.
 */
export function findDataSources(
  tree: Tree,
  projectRoot: string,
  without: ReadonlySet<string>,
): readonly string[] {
  const ranked: [string[], string[], string[]] = [[], [], []];
  for (const path of filesBelow(tree, projectRoot, without)) {
    if (!LIKELY_NAME.test(path) || UNLIKELY_NAME.test(path)) continue;
    const code = withoutComments(readText(tree, path));
    if (/\bnew\s+DataSource\s*\(/.test(code)) ranked[/\bmigrations\b/.test(code) ? 0 : 1].push(path);
    else if (/['"]typeorm['"]/.test(code)) ranked[2].push(path);
  }
  return ranked.find((paths) => paths.length > 0) ?? [];
}
