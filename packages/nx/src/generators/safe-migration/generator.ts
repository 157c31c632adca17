import { getProjects, joinPathFragments, logger } from '@nx/devkit';
import type { Tree } from '@nx/devkit';
import { claimStamp, planMigration } from '@safe-migrate/core';
import { existsSync } from 'node:fs';
import { SAFE_TARGET } from '../../guarding/safe-target';
import { formatLikeBefore } from '../../workspace/format';
import { withShownErrors } from '../../workspace/shown';
import { filesBelow, readText } from '../../workspace/walk';
import { normalizeOptions } from './normalize-options';
import type { NormalizedSafeMigrationOptions } from './normalize-options';
import type { SafeMigrationGeneratorSchema } from './schema';

/**
 * Writes a migration: named by the rules, ordered after every existing one, with both directions.
 *
 * @param now the moment it is stamped with.
 */
export async function safeMigrationGenerator(
  tree: Tree,
  schema: SafeMigrationGeneratorSchema,
  now = new Date(),
): Promise<void> {
  await withShownErrors(async () => {
    const options = normalizeOptions(tree, schema);
    const existing = options.folders.flatMap((folder) =>
      [...filesBelow(tree, folder)].map((path) => ({ path, text: readText(tree, path) })),
    );
    // A tree in memory has no other writers; a real workspace may.
    const claim = existsSync(tree.root) ? (epochMs: number) => claimStamp(tree.root, epochMs) : undefined;
    const { fileName, className, text, warnings } = planMigration({ ...options, now, existing, claim });
    const file = joinPathFragments(options.directory, fileName);
    tree.write(file, text);
    await formatLikeBefore(tree, new Map([[file, null]]));
    logger.info(summary(tree, options, file, className));
    for (const warning of [...options.warnings, ...warnings]) logger.warn(`warning: ${warning}`);
  });
}

function summary(
  tree: Tree,
  { project, change }: NormalizedSafeMigrationOptions,
  file: string,
  className: string,
): string {
  const hasTarget = getProjects(tree).get(project)?.targets?.[SAFE_TARGET] !== undefined;
  return [
    `file:  ${file}`,
    `class: ${className}`,
    'next:',
    ...(change === undefined ? ['  write up() and down(); both refuse to run until then'] : []),
    ...(hasTarget ? [] : ['  npx nx g @safe-migrate/nx:init             adds the target safe-migrate']),
    `  npx nx run ${project}:${SAFE_TARGET}:plan   shows what would happen`,
    `  npx nx run ${project}:${SAFE_TARGET}        reviews, backs up, applies, verifies`,
  ].join('\n');
}

export default safeMigrationGenerator;
