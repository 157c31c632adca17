import { usageError, type SafeMigrateError } from '../errors';
import { run } from '../process/run';
import type { SyncStep, VerifyCheck } from '../settings/hooks';
import { hookEnvironment, nxWorkspaceOf, type HookPlace } from './command';

/** Nx may have to compute the project graph of a large workspace first. */
const TIMEOUT_MS = 120_000;

/**
 * Refuses a target that Nx does not know, before anything is done: after the migrations are committed, a mistyped name would take them back.
 *
 * @throws SafeMigrateError HOOK_NO_WORKSPACE, HOOK_TARGET
 */
export async function assertTargets(
  hooks: readonly (SyncStep | VerifyCheck)[],
  { projectRoot, workspaceRoot = nxWorkspaceOf(projectRoot), signal }: HookPlace,
): Promise<void> {
  const targets = [
    ...new Set(hooks.flatMap((hook) => (typeof hook === 'object' && 'target' in hook ? [hook.target] : []))),
  ];
  if (targets.length === 0) return;
  if (workspaceRoot === undefined)
    throw usageError({
      code: 'HOOK_NO_WORKSPACE',
      what: `The target ${targets.join(', ')} cannot be run: there is no Nx workspace here.`,
      why: `No folder above ${projectRoot} holds an nx.json.`,
      next: 'Give the command line itself as "command" instead of a "target".',
    });
  for (const project of new Set(targets.map((target) => target.split(':')[0] ?? ''))) {
    const known = await targetsOf(project, workspaceRoot, signal);
    // The name of a target may hold a colon itself, and a configuration may follow.
    const unknown = targets.find(
      (target) =>
        target.startsWith(`${project}:`) &&
        !known.some((name) => `${target}:`.startsWith(`${project}:${name}:`)),
    );
    if (unknown !== undefined)
      throw wrongTarget(
        `The project ${project} has no target for ${unknown}.`,
        `It has ${known.join(', ')}.`,
      );
  }
}

/** Asked of Nx itself: targets may be inferred by plugins. */
async function targetsOf(
  project: string,
  cwd: string,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const env = hookEnvironment(cwd);
  const result = await run('nx', ['show', 'project', project, '--json'], {
    ...{ cwd, env, signal, timeout: TIMEOUT_MS },
  });
  const { stdout, stderr, spawnError } = result;
  try {
    const { targets } = JSON.parse(stdout.slice(stdout.indexOf('{'))) as { targets: Record<string, unknown> };
    return Object.keys(targets);
  } catch {
    const said = `${spawnError?.message ?? ''}\n${stderr}\n${stdout}`.trim().split('\n').slice(-4).join('\n');
    throw wrongTarget(
      `Nx does not tell the targets of the project ${project}.`,
      said || 'It printed nothing.',
    );
  }
}

function wrongTarget(what: string, why: string): SafeMigrateError {
  return usageError({
    ...{ code: 'HOOK_TARGET', what, why },
    next: 'Correct the target in the option sync or verify; nx show projects lists the projects.',
  });
}
