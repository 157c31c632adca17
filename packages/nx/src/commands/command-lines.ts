import type { TargetConfiguration } from '@nx/devkit';
import { joinPath } from '../workspace/paths';
import { quoteWord } from './call';
import type { CommandSource } from './sources';

/** The executors of this plugin; what runs through them is guarded already. */
export const GUARDED_EXECUTOR = '@safe-migrate/nx:safe-migrate';
export const REFUSING_EXECUTOR = '@safe-migrate/nx:refuse';

/** The shell text that a target or script runs. */
export interface CommandLines {
  readonly lines: readonly string[];
  /** Where it runs, from the workspace root. */
  readonly cwd: string;
  /** It runs in an environment of its own (`env`, `envFile`), which a replacement must keep. */
  readonly hasEnvironment: boolean;
}

const NONE: CommandLines = { lines: [], cwd: '.', hasEnvironment: false };

/**
 * What a source runs with a configuration, as `nx:run-commands` reads its options: `command` wins over `commands`, `args` are
 * appended.
 * An unknown configuration is ignored, as Nx ignores it. `raw` leaves out the default configuration.
 */
export function commandLinesOf(source: CommandSource, configuration?: string, raw = false): CommandLines {
  if (typeof source.definition === 'string') return { ...NONE, lines: [source.definition], cwd: source.root };
  const target = source.target ?? source.definition;
  const options = optionsOf(target, configuration, raw);
  const lines = linesIn({ command: target.command, ...options }).map((line) => interpolated(line, options));
  const script = options['script'];
  const isScript = target.executor === 'nx:run-script' && typeof script === 'string';
  return {
    lines: isScript ? [`npm run ${script}`] : withArgs(lines, options['args']),
    cwd: isScript ? source.root : cwdOf(source, options['cwd']),
    hasEnvironment: options['env'] !== undefined || options['envFile'] !== undefined,
  };
}

function optionsOf(
  target: TargetConfiguration,
  configuration: string | undefined,
  raw: boolean,
): Readonly<Record<string, unknown>> {
  const known = configuration !== undefined && target.configurations?.[configuration] !== undefined;
  const chosen = known ? configuration : raw ? undefined : target.defaultConfiguration;
  return {
    ...target.options,
    ...(chosen === undefined ? {} : (target.configurations?.[chosen] as object | undefined)),
  } as Record<string, unknown>;
}

/**
 * What the options of an executor that is not Nx's own say, as shell text: the target that it starts (`buildTarget`), SQL, a file of SQL. What
 * such an executor does with them is not known; nobody writes these for nothing.
 */
export function optionLinesOf(source: CommandSource, configuration?: string, raw = false): readonly string[] {
  const target = typeof source.definition === 'string' ? undefined : (source.target ?? source.definition);
  if (target?.executor === undefined || /^nx:|^@safe-migrate\/nx:/.test(target.executor)) return [];
  return Object.entries(optionsOf(target, configuration, raw)).flatMap(([key, value]) =>
    [value].flat().flatMap((each: unknown) => {
      if (typeof each !== 'string' || key === 'command' || key === 'commands') return [];
      if (/target$/i.test(key) && each.includes(':')) return [`nx run ${quoteWord(each)}`];
      const isSql = /sql|query|statement|script/i.test(key) || each.endsWith('.sql');
      return isSql ? [`psql ${each.endsWith('.sql') ? '-f' : '-c'} ${quoteWord(each)}`] : [];
    }),
  );
}

/** `{args.name}` in a command is the option of that name; what is passed on besides is appended by whoever asks. */
function interpolated(line: string, options: Readonly<Record<string, unknown>>): string {
  return line.replace(/\{args\.([^}]+)\}/g, (_, name: string) => {
    const value = options[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  });
}

function linesIn(options: Readonly<Record<string, unknown>>): string[] {
  const { command, commands } = options;
  if (typeof command === 'string' && command !== '') return [command];
  if (Array.isArray(command)) return [command.map(String).join(' ')];
  if (!Array.isArray(commands)) return [];
  return commands.flatMap((entry: unknown) => {
    if (typeof entry === 'string') return [entry];
    const { command: nested } = (entry ?? {}) as { readonly command?: unknown };
    return typeof nested === 'string' ? [nested] : [];
  });
}

function withArgs(lines: readonly string[], args: unknown): readonly string[] {
  const text = Array.isArray(args) ? args.map(String).join(' ') : typeof args === 'string' ? args : '';
  return text === '' ? lines : lines.map((line) => `${line} ${text}`);
}

function cwdOf(source: CommandSource, cwd: unknown): string {
  if (typeof cwd !== 'string') return '.';
  return joinPath(cwd.replaceAll('{projectRoot}', source.root).replaceAll('{workspaceRoot}', '.'));
}
