import type { TargetConfiguration } from '@nx/devkit';
import { REFUSING_EXECUTOR, commandLinesOf } from '../commands/command-lines';
import type { LineFinding } from '../commands/finding';
import type { Judge } from '../commands/judge';
import type { CommandSource } from '../commands/sources';
import { labelOf } from './change';
import type { Change } from './change';

/**
 * Makes a target or script that destroys or reverts refuse. Where only some configurations do, only those refuse and the rest of
 * the target stays. Undefined where there is nothing to refuse.
 *
 * @param migrate the command to run instead, where one is known.
 */
export function refuseChange(
  source: CommandSource,
  judge: Judge,
  migrate: string | undefined,
): Change | undefined {
  if (typeof source.definition === 'string') {
    const finding = judge.judge(source);
    return finding && isForbidden(finding)
      ? {
          source,
          edits: [{ path: source.path, value: refuseCommand(source.name, insteadOf(finding, migrate)) }],
          line: `${labelOf(source)} (script) now refuses: it ${finding.why}`,
        }
      : undefined;
  }
  const configurations = Object.keys(source.target?.configurations ?? {});
  const base = judge.judge(source, undefined, true);
  const forbidden = configurations.flatMap((name) => {
    const finding = ownFinding(source, judge, name);
    return finding && isForbidden(finding) ? [{ name, finding }] : [];
  });
  const runsWithout = commandLinesOf(source, undefined, true).lines.length > 0;
  const [first] = forbidden;
  if (first !== undefined && !runsWithout && forbidden.length === configurations.length) {
    return refuseTarget(source, configurations, first.finding, migrate);
  }
  if (base && isForbidden(base)) return refuseTarget(source, configurations, base, migrate);
  return first === undefined ? undefined : refuseConfigurations(source, source.definition, forbidden);
}

function insteadOf({ deed }: LineFinding, migrate: string | undefined): string | undefined {
  if (deed !== 'reverts') return migrate;
  return `write a migration that undoes it (npx nx g safe-migration)${migrate === undefined ? '' : `, then ${migrate}`}`;
}

export function isForbidden({ deed }: LineFinding): boolean {
  return deed === 'destroys' || deed === 'reverts';
}

/** What a configuration does that the target does not do without it. */
function ownFinding(source: CommandSource, judge: Judge, configuration: string): LineFinding | undefined {
  const base = commandLinesOf(source, undefined, true).lines;
  const own = commandLinesOf(source, configuration).lines;
  return own.join('\n') === base.join('\n') ? undefined : judge.judge(source, configuration);
}

function refuseTarget(
  source: CommandSource,
  configurations: readonly string[],
  finding: LineFinding,
  migrate: string | undefined,
): Change {
  return {
    source,
    edits: [{ path: source.path, value: refusingTarget(configurations, insteadOf(finding, migrate)) }],
    line: `${labelOf(source)} now refuses${configurations.length > 0 ? `, also as ${configurations.join(', ')}` : ''}: it ${finding.why}`,
  };
}

/** A target that refuses, whatever its configuration: they stay, or Nx would not know them and say less. */
export function refusingTarget(
  configurations: readonly string[],
  instead: string | undefined,
): TargetConfiguration {
  return {
    executor: REFUSING_EXECUTOR,
    ...(instead === undefined ? {} : { options: { instead } }),
    ...(configurations.length === 0
      ? {}
      : { configurations: Object.fromEntries(configurations.map((name) => [name, {}])) }),
    cache: false,
  };
}

function refuseConfigurations(
  source: CommandSource,
  target: TargetConfiguration,
  forbidden: readonly { readonly name: string; readonly finding: LineFinding }[],
): Change {
  const instead = source.project === undefined ? undefined : `npx nx run ${source.project}:${source.name}`;
  // Nx merges the configuration into the options, and accepts either `command` or `commands`, not both.
  const isList = (target.options as { readonly commands?: unknown } | undefined)?.commands !== undefined;
  const edits = forbidden.map(({ name }) => {
    const kept = { ...(target.configurations?.[name] as Record<string, unknown> | undefined) };
    for (const key of ['command', 'commands', 'args']) delete kept[key];
    const command = refuseCommand(`${source.name}:${name}`, instead);
    const run = isList ? { commands: [command] } : { command };
    return {
      path: [...source.path, 'configurations', name],
      value: { ...kept, ...run, forwardAllArgs: false },
    };
  });
  const reasons = forbidden.map(
    ({ name, finding }) => `${labelOf(source)}:${name} now refuses: it ${finding.why}`,
  );
  return { source, edits, line: reasons.join('\n') };
}

/** The shell command that refuses. It works wherever `node_modules/.bin` is on the PATH, and fails where it is not. */
export function refuseCommand(name: string, instead: string | undefined): string {
  return `safe-migrate refuse ${quote(name)}${instead === undefined ? '' : ` --instead ${quote(instead)}`}`;
}

/** Double quotes: they also work in the shell that npm uses on Windows. */
function quote(text: string): string {
  return /^[\w@:./-]+$/.test(text) ? text : `"${text.replace(/["\\$`]/g, '\\$&')}"`;
}
