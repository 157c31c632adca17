import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { displayPath } from '../report/display-path';
import type { LoadedDataSource } from './protocol';

/** Named as migrations are, by this tool (14 digits, UTC) or by TypeORM (13, epoch milliseconds). */
const NAMED_LIKE_MIGRATION = /^\d{13,14}(?!\d).*\.[cm]?[jt]s$/;
const NOT_A_MIGRATION = /\.(d|spec|test)\.[cm]?[jt]s$/;
const SHOWN = 5;

/**
 * A warning where a folder of migrations holds files that are named like migrations and that no loaded migration comes
 * from: a glob for `*.js` beside a new `.ts` file would otherwise end as "nothing pending".
 *
 * @param projectRoot what relative globs start from.
 */
export function unloadedFiles(
  { migrations, migrationGlobs }: LoadedDataSource,
  projectRoot: string,
): readonly string[] {
  const loaded = new Set(migrations.flatMap(({ file }) => (file ? [file] : [])));
  const names = migrations.flatMap(({ name, className }) => [name, className]).filter(Boolean);
  const folders = new Set([
    ...[...loaded].map((file) => dirname(file)),
    ...migrationGlobs.map((glob) => fixedFolder(resolve(projectRoot, glob))),
  ]);
  const missed = [...folders].flatMap((folder) =>
    filesIn(folder)
      .filter((file) => NAMED_LIKE_MIGRATION.test(file) && !NOT_A_MIGRATION.test(file))
      .map((file) => join(folder, file))
      // The source beside its compiled file holds the same class, and an ES module has no known file.
      .filter((file) => !loaded.has(file) && !holdsOneOf(file, names)),
  );
  if (missed.length === 0) return [];
  const shown = missed.slice(0, SHOWN).map((file) => displayPath(file, projectRoot));
  const more = missed.length > SHOWN ? ` and ${missed.length - SHOWN} more` : '';
  const globs = migrationGlobs.join(', ') || 'a list of classes';
  return [
    `no migration was loaded from ${shown.join(', ')}${more}, named like ${missed.length > 1 ? 'migrations' : 'a migration'}: the "migrations" option of the data source is ${globs}.`,
  ];
}

/** The part of a glob without wildcards. */
function fixedFolder(glob: string): string {
  return dirname(glob.replace(/[*?{[(!].*$/s, 'x'));
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function holdsOneOf(file: string, names: readonly string[]): boolean {
  try {
    const text = readFileSync(file, 'utf8');
    return names.some((name) => text.includes(name));
  } catch {
    return false;
  }
}
