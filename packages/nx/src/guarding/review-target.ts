import type { Tree } from '@nx/devkit';
import type { CommandSource } from '../commands/sources';
import { readDataSourceFacts } from '../workspace/data-source-facts';
import { findMigrationFolders } from '../workspace/migration-folders';
import { joinPath } from '../workspace/paths';
import type { TypeormProject } from '../workspace/typeorm-projects';
import { readText } from '../workspace/walk';
import { addTarget } from './add-target';
import type { Guarded } from './change';
import type { Work } from './work';

/** The name of the target that reviews migrations. */
export const REVIEW_TARGET = 'review-migrations';
export const REVIEW_EXECUTOR = '@safe-migrate/nx:review-migrations';

/**
 * What the result of a review depends on: whatever the data source and the migrations may import, how it is compiled, which version of
 * everything is installed, and the day, because acknowledgements run out.
 */
const INPUTS: readonly (string | Readonly<Record<string, string>>)[] = [
  '{projectRoot}/**/*',
  ...['**/*.md', '**/*.spec.*', '**/*.test.*', '.safe-migrate/**/*'].map((glob) => `!{projectRoot}/${glob}`),
  '^default',
  ...['package.json', 'package-lock.json', 'yarn.lock', 'pnpm-lock.yaml', 'bun.lock', 'tsconfig*.json'].map(
    (glob) => `{workspaceRoot}/${glob}`,
  ),
  { env: 'NODE_ENV' },
  { runtime: 'node -p "new Date().toISOString().slice(0,10)"' },
];

/** Nx knows an option by the name that was typed. */
const OUTPUTS = ['{options.outputFile}', '{options.output-file}'];

/** The target as `init` writes it: what is built from nothing is the same for everybody, and can be cached. */
export function reviewTarget(options: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return {
    executor: REVIEW_EXECUTOR,
    options,
    ...{ cache: true, inputs: INPUTS, outputs: OUTPUTS },
  };
}

/** Adds the target that reviews migrations, from the newest one on. One that is there stays as it is. */
export function addReviewTarget(
  work: Work,
  guarded: Guarded,
  place: TypeormProject,
  sources: readonly CommandSource[],
): void {
  const {
    root,
    options: { dataSource },
  } = guarded;
  const newest =
    typeof dataSource === 'string'
      ? newestMigration(work.tree, place, joinPath(root, dataSource))
      : undefined;
  const options = {
    ...(typeof dataSource === 'string' ? { dataSource } : {}),
    ...(newest === undefined ? {} : { after: newest }),
  };
  addTarget(work, guarded, sources, {
    name: REVIEW_TARGET,
    target: reviewTarget(options),
    line: newest === undefined ? '' : `, which judges what comes after ${newest}`,
  });
}

/** The class that TypeORM runs last: by its last 13 digits. */
function newestMigration(tree: Tree, place: TypeormProject, dataSource: string): string | undefined {
  const facts = tree.isFile(dataSource) ? readDataSourceFacts(tree, dataSource) : undefined;
  const { existing } = findMigrationFolders(tree, place, dataSource, facts);
  const names = existing
    .flatMap((folder) => tree.children(folder).map((child) => joinPath(folder, child)))
    .filter((path) => tree.isFile(path) && /(?<!\.d|\.spec|\.test)\.[cm]?[jt]s$/.test(path))
    .flatMap((path) => [...readText(tree, path).matchAll(/\bclass\s+([\w$]*\D\d{13})\b/g)])
    .map(([, name = '']) => name);
  return names.sort((a, b) => Number(a.slice(-13)) - Number(b.slice(-13))).at(-1);
}
