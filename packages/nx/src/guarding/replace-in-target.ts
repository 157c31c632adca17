import type { TargetConfiguration } from '@nx/devkit';
import { commandLinesOf } from '../commands/command-lines';
import type { Judge } from '../commands/judge';
import type { CommandSource } from '../commands/sources';
import type { JSONPath } from '../workspace/json-text';
import { labelOf } from './change';
import type { Change, Guarded } from './change';
import { dataSourceInProject, migratesItself, replaceCommands } from './migrating-runs';
import { refusingTarget } from './refuse';

type Options = Readonly<Record<string, unknown>>;

/**
 * Replaces the migrating commands of a target and leaves the rest of it as it is. A command inside quotes is somebody else's
 * program text: it cannot be changed safely, so the target refuses.
 */
export function replaceInTarget(
  source: CommandSource,
  target: TargetConfiguration,
  judge: Judge,
  guarded: Guarded,
): Change {
  const replacement = `nx run ${guarded.project}:safe-migrate`;
  let isStuck = false;

  const inLine = (line: string, cwd: string): string => {
    const findings = judge.judgeLine(source, line, cwd).filter(migratesItself);
    isStuck ||= findings.some(({ replaceable }) => !replaceable);
    return replaceCommands(line, findings, ({ dataSource }) => {
      const path = dataSourceInProject(dataSource, guarded);
      const isOther = path !== undefined && path !== guarded.options['dataSource'];
      return isOther ? `${replacement} --data-source=${path}` : replacement;
    });
  };
  const inOptions = (options: Options, cwd: string): Options => {
    const { command, commands } = options;
    const list = Array.isArray(commands)
      ? commands.map((entry: unknown) => inEntry(entry, cwd, inLine))
      : undefined;
    const changes =
      list?.filter((entry, index) => !isSame(entry, (commands as unknown[])[index])).length ?? 0;
    const line = command === undefined ? undefined : asLine(command);
    const changedLine = line === undefined ? undefined : inLine(line, cwd);
    return {
      ...options,
      ...(line === changedLine ? {} : { command: changedLine }),
      ...(changes === 0 ? {} : { commands: list }),
      // Two runs at once would wait for each other's lease.
      ...(changes > 1 ? { parallel: false } : {}),
    };
  };

  const edits: { path: JSONPath; value: unknown }[] = [];
  const edit = (path: JSONPath, before: unknown, after: unknown): void => {
    if (!isSame(before, after)) edits.push({ path: [...source.path, ...path], value: after });
  };
  const { cwd } = commandLinesOf(source, undefined, true);
  if (target.command !== undefined) edit(['command'], target.command, inLine(target.command, cwd));
  if (target.options !== undefined)
    edit(['options'], target.options, inOptions(target.options as Options, cwd));
  for (const [name, options] of Object.entries(target.configurations ?? {})) {
    const own = commandLinesOf(source, name).cwd;
    edit(['configurations', name], options, inOptions((options ?? {}) as Options, own));
  }
  if (!isStuck && edits.length > 0) {
    return { source, edits, line: `${labelOf(source)}: its migrating command is now "${replacement}"` };
  }
  const value = refusingTarget(Object.keys(target.configurations ?? {}), `npx ${replacement}`);
  return { source, edits: [{ path: source.path, value }], line: `${labelOf(source)} now refuses: ${STUCK}` };
}

/** Why a migrating command is refused instead of replaced. */
export const STUCK = 'it runs migrations inside a command that cannot be changed safely';

function inEntry(entry: unknown, cwd: string, inLine: (line: string, cwd: string) => string): unknown {
  if (typeof entry === 'string') return inLine(entry, cwd);
  const { command } = (entry ?? {}) as { readonly command?: unknown };
  return typeof command === 'string' ? { ...(entry as object), command: inLine(command, cwd) } : entry;
}

function asLine(command: unknown): string {
  return Array.isArray(command) ? command.map(String).join(' ') : String(command);
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
