import type { Tree } from '@nx/devkit';
import { isMigrationSource } from '@safe-migrate/core';
import { posix } from 'node:path';
import type { DataSourceFacts, MigrationPattern } from './data-source-facts';
import { joinPath } from './paths';
import { filesBelow, readText } from './walk';

export interface ProjectPlace {
  readonly root: string;
  /** Roots of projects nested in this one. */
  readonly nested: ReadonlySet<string>;
}

/** Folders of migrations, from the workspace root. */
export interface MigrationFolders {
  /** They exist, and the data source reads them (or, where its text does not say, they hold migrations). */
  readonly existing: readonly string[];
  /** The data source reads them, but they are not there yet. */
  readonly planned: readonly string[];
}

const GLOB = /[*?{}[\]()!]/;
/** TypeScript says what it implements; JavaScript only has the stamp in its name. */
const MIGRATION = /\bMigrationInterface\b|\bclass\s+\w*[A-Za-z_]\d{13}\b/;
const BUILD_FOLDER = /^(?:dist|build|out)\//;

/** Finds the folders that a new migration can go to. */
export function findMigrationFolders(
  tree: Tree,
  project: ProjectPlace,
  dataSource: string | undefined,
  facts: DataSourceFacts | undefined,
): MigrationFolders {
  const patterns = (facts?.patterns ?? []).filter((pattern) => !isOpenEnded(pattern));
  const named = patterns.map((pattern) => possibleFolders(project.root, dataSource, pattern));
  const existing = unique(named.flatMap((folders) => folders.find((folder) => isFolder(tree, folder)) ?? []));
  if (existing.length > 0) return { existing, planned: [] };

  const holding = foldersHoldingMigrations(tree, project);
  if (holding.length > 0) return { existing: holding, planned: [] };

  const certain = patterns.filter(({ pattern, besideFile }) => besideFile || !pattern.startsWith('/'));
  const planned = certain.flatMap((pattern) => possibleFolders(project.root, dataSource, pattern)[0] ?? []);
  return { existing: [], planned: unique(planned) };
}

/** Where a pattern may point: the first that exists is meant, since interpolations and build folders are not known. */
function possibleFolders(
  projectRoot: string,
  dataSource: string | undefined,
  pattern: MigrationPattern,
): string[] {
  const base = baseOf(pattern);
  const beside = dataSource === undefined ? [] : [joinPath(posix.dirname(dataSource), base)];
  const below = [joinPath(projectRoot, base), joinPath(projectRoot, 'src', base)];
  if (BUILD_FOLDER.test(pattern.pattern.replace(/^\.?\//, ''))) below.reverse();
  return pattern.besideFile ? [...beside, ...below] : [...below, ...beside];
}

/** The part before the first segment with a wildcard, without a build folder in front. */
function baseOf({ pattern }: MigrationPattern): string {
  const segments = pattern
    .replace(/^(?:\.?\/)+/, '')
    .replace(BUILD_FOLDER, '')
    .split('/');
  const wild = segments.findIndex((segment) => GLOB.test(segment));
  return segments.slice(0, wild === -1 ? segments.length - 1 : wild).join('/');
}

/** `src/**` followed by `migrations/*`: which folder is meant is only known from the files that are there. */
function isOpenEnded({ pattern }: MigrationPattern): boolean {
  const segments = pattern.split('/');
  const wild = segments.findIndex((segment) => GLOB.test(segment));
  return wild !== -1 && segments.slice(wild, -1).some((segment) => segment !== '**');
}

function foldersHoldingMigrations(tree: Tree, project: ProjectPlace): string[] {
  const folders = new Set<string>();
  for (const path of filesBelow(tree, project.root, project.nested)) {
    const likely = /migrat/i.test(path) || /\/\d{10,}[^/]*$/.test(path);
    if (likely && isMigrationSource(path) && MIGRATION.test(readText(tree, path)))
      folders.add(posix.dirname(path));
  }
  return [...folders];
}

function isFolder(tree: Tree, path: string): boolean {
  return tree.exists(path) && !tree.isFile(path);
}

function unique(paths: readonly string[]): string[] {
  return [...new Set(paths)];
}
