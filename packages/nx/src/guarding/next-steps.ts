import { parseJson } from '@nx/devkit';
import type { Tree } from '@nx/devkit';
import type { CommandSource } from '../commands/sources';
import { joinPath } from '../workspace/paths';
import type { TypeormProject } from '../workspace/typeorm-projects';
import { readText } from '../workspace/walk';
import { SAFE_TARGET } from './safe-target';

const COMMAND_PACKAGE = '@safe-migrate/core';

/** What the user has to do next, one line each. */
export function nextSteps(
  tree: Tree,
  typeorm: readonly TypeormProject[],
  sources: readonly CommandSource[],
): readonly string[] {
  const [first] = typeorm;
  if (first === undefined) {
    return [
      'no project has a TypeORM data source (looked for *data-source* and *datasource* files that create a DataSource)',
      'when there is one: npx nx g @safe-migrate/nx:init',
    ];
  }
  return [
    ...packagesWithoutCommand(tree, sources).map(
      (file) =>
        `add ${COMMAND_PACKAGE} to the dependencies in ${file}: its scripts run safe-migrate, also where Nx is not installed`,
    ),
    `npx nx run ${first.name}:${SAFE_TARGET}:plan   shows what would happen and changes nothing`,
  ];
}

/** In a production image there may be no Nx and no development dependencies. */
function packagesWithoutCommand(tree: Tree, sources: readonly CommandSource[]): string[] {
  const files = sources.flatMap(({ definition, file }) =>
    typeof definition === 'string' && /\bsafe-migrate run\b/.test(definition) ? [file] : [],
  );
  return [...new Set(files)].filter((file) => {
    const { dependencies } = parseJson<{ dependencies?: Record<string, string> }>(
      readText(tree, joinPath(file)),
    );
    return dependencies?.[COMMAND_PACKAGE] === undefined;
  });
}
