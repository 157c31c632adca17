import type { NxJsonConfiguration } from '@nx/devkit';
import { filesOnDisk } from './disk';
import { readGraph } from './graph';
import { objectionsTo } from './objections';
import { graphOnDisk } from './targets-on-disk';
import { isGranted } from './grant';
import type { Objection } from './objections';

/** The name under which nx.json lists the guard. */
export const name = '@safe-migrate/nx/guard';

/** What Nx tells a plugin before it runs tasks. */
interface BeforeTasks {
  readonly workspaceRoot: string;
  readonly nxJsonConfiguration: NxJsonConfiguration;
  /** The command line of `nx`; since Nx 21.4. */
  readonly argv?: readonly string[];
}

/**
 * Nx calls this before any task of a run, again in every nested `nx`. It looks at the run's targets and everything they
 * depend on, and stops the run where one of them destroys data or changes the database past the pipeline. Environment variables
 * change nothing about it: with the daemon they would stay set for later runs.
 *
 * @throws Error with the text to show; Nx prints it and ends with exit code 1 without running anything.
 */
export async function preTasksExecution(
  _options: unknown,
  { workspaceRoot, argv }: BeforeTasks,
): Promise<void> {
  if (argv === undefined) {
    throw new Error(
      'REFUSED: the guard of safe-migrate does not see what is to be run.\n' +
        '  why:  Nx tells plugins since version 21.4\n' +
        '  next: update Nx, or take @safe-migrate/nx/guard out of the plugins in nx.json',
    );
  }
  const files = filesOnDisk(workspaceRoot);
  const graph = readGraph();
  const now = graphOnDisk(graph, files);
  // What Nx wrote last, and what stands in the files by now: the run may have either.
  const found = [graph, ...(now ? [now] : [])].flatMap((each) => objectionsTo(each, files, argv.slice(2)));
  const objections = found.filter(
    ({ target }, index) => found.findIndex((other) => other.target === target) === index,
  );
  if (objections.length === 0) return;
  const granted = isGranted(workspaceRoot, objections);
  if (granted === true) return;
  const more =
    typeof granted === 'string'
      ? `\nThe leave that was given does not hold, and is used up:\n${granted}`
      : '';
  throw new Error(`${objections.map(shown).join('\n')}${more}`);
}

function shown({ target, why, next }: Objection): string {
  return `REFUSED ${target}\n  why:  ${why}\n  next: ${next}`;
}
