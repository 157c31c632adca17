import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { run, type RunResult } from '../process/run';
import { withoutPasswords } from '../secrets';
import type { Runnable, SyncStep } from '../settings/hooks';
import { withoutSecretsOf } from './environment';

/** Characters of output that a record keeps of one attempt, the last ones. */
const KEPT = 8_000;

/** Where the programs of hooks run. */
export interface HookPlace {
  /** Folder of command lines: the project's. */
  readonly projectRoot: string;
  /** Folder of Nx targets; looked for above the project where Nx did not start us. */
  readonly workspaceRoot?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** How one program of a hook ended. */
export interface HookResult {
  readonly durationMs: number;
  /** Null where a signal or the timeout ended it. */
  readonly code: number | null;
  readonly timedOut: boolean;
  /** What it printed (the last megabyte of each stream), without passwords and tokens. */
  readonly output: string;
}

/** A step as an object, whichever way it was written. */
export function asRunnable(step: SyncStep): Runnable {
  return typeof step === 'string' ? { command: step, attempts: 1, pause: 0 } : step;
}

/** What is run, as it would be typed. */
export function commandLine(
  step: { readonly command: string } | { readonly target: string; args?: string[] | undefined },
): string {
  if ('command' in step) return step.command;
  return ['nx', 'run', step.target, ...(step.args ?? [])].map(quoted).join(' ');
}

/**
 * Runs the program of a hook through the shell, in a group of its own that ends with us, however we end. Never throws: how it ended is in the
 * result.
 *
 * @param timeout ms
 */
export async function runHook(
  step: Parameters<typeof commandLine>[0],
  timeout: number,
  { projectRoot, workspaceRoot, signal }: HookPlace,
): Promise<HookResult> {
  const cwd = 'target' in step ? (workspaceRoot ?? nxWorkspaceOf(projectRoot) ?? projectRoot) : projectRoot;
  const env = hookEnvironment(cwd);
  const since = performance.now();
  const result = await run(process.execPath, [require.resolve('#guardian'), commandLine(step)], {
    ...{ cwd, env, timeout, signal, holdInput: true },
  });
  return {
    durationMs: Math.round(performance.now() - since),
    code: result.code,
    timedOut: result.timedOut,
    output: outputOf(result, env),
  };
}

/** In words, for a failure; undefined where it ended well. */
export function howItEnded({ code, timedOut }: HookResult, timeout: number): string | undefined {
  if (timedOut) return `did not end within ${timeout} ms`;
  return code === 0 ? undefined : `ended with exit code ${code ?? 'none (a signal)'}`;
}

/** The Nx workspace that a project lies in: the nearest folder above it that has an nx.json. */
export function nxWorkspaceOf(folder: string): string | undefined {
  if (existsSync(join(folder, 'nx.json'))) return folder;
  return folder === dirname(folder) ? undefined : nxWorkspaceOf(dirname(folder));
}

/** Ours, and as npm does for scripts: the programs of the packages of a folder and those above it, nearest first. */
export function hookEnvironment(cwd: string): NodeJS.ProcessEnv {
  return { ...process.env, PATH: [...binFolders(cwd), process.env['PATH']].join(delimiter) };
}

function outputOf({ stdout, stderr, spawnError }: RunResult, env: NodeJS.ProcessEnv): string {
  const output = [stdout, stderr, spawnError?.message ?? '']
    .map((text) => text.trim())
    .filter(Boolean)
    .join('\n');
  // Blotted out before it is cut: half a secret is one too, and no pattern would know it.
  return withoutSecretsOf(env, withoutPasswords(output));
}

/** The same with as much output as a record keeps. */
export function forRecord(result: HookResult): HookResult {
  const { output } = result;
  return output.length > KEPT ? { ...result, output: `[...]${output.slice(-KEPT)}` } : result;
}

function binFolders(folder: string): string[] {
  const own = join(folder, 'node_modules', '.bin');
  return folder === dirname(folder) ? [own] : [own, ...binFolders(dirname(folder))];
}

/** One word for the shell. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
