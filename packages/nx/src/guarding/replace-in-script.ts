import type { Judge } from '../commands/judge';
import type { CommandSource } from '../commands/sources';
import { relativePath } from '../workspace/paths';
import { labelOf } from './change';
import type { Change, Guarded } from './change';
import { migratesItself, replaceCommands } from './migrating-runs';
import { refuseCommand } from './refuse';
import { STUCK } from './replace-in-target';

/**
 * Replaces the migrating commands of a package.json script by `safe-migrate run`, which also works where Nx is not installed: in
 * a production container, in a pre-deploy step.
 */
export function replaceInScript(
  source: CommandSource,
  script: string,
  judge: Judge,
  guarded: Guarded,
): Change | undefined {
  const findings = judge.judgeLine(source, script, source.root).filter(migratesItself);
  if (findings.length === 0) return undefined;
  if (findings.some(({ replaceable }) => !replaceable)) {
    const value = refuseCommand(source.name, `npx nx run ${guarded.project}:safe-migrate`);
    return {
      source,
      edits: [{ path: source.path, value }],
      line: `${labelOf(source)} (script) now refuses: ${STUCK}`,
    };
  }
  const value = replaceCommands(
    script,
    findings,
    ({ dataSource }) => `safe-migrate run${flagsFor(dataSource?.path, source, guarded)}`,
  );
  return {
    source,
    edits: [{ path: source.path, value }],
    line: `${labelOf(source)} (script) is now "${value}"`,
  };
}

/** The data source that the command named, from where it ran; or the one of the project, and where that is. */
function flagsFor(given: string | undefined, source: CommandSource, guarded: Guarded): string {
  if (given !== undefined) return ` --data-source ${given}`;
  const project = source.root === guarded.root ? '' : ` --project ${relativePath(source.root, guarded.root)}`;
  const known = guarded.options['dataSource'];
  return project + (typeof known === 'string' ? ` --data-source ${known}` : '');
}
