import type { TargetConfiguration } from '@nx/devkit';
import { GUARDED_EXECUTOR, commandLinesOf } from '../commands/command-lines';
import type { Judge, LineFinding } from '../commands/judge';
import { parseShell } from '../commands/shell';
import type { CommandSource } from '../commands/sources';
import { isInside, joinPath, relativePath } from '../workspace/paths';
import { labelOf } from './change';
import type { Change, Guarded } from './change';
import { refuseCommand, refusingTarget } from './refuse';

/**
 * Sends a target or script that runs TypeORM migrations through the pipeline. A target that does nothing else becomes the
 * executor; in anything longer only the migrating command is replaced, and the rest stays as it is. Commands that merely call
 * another migrating target stay: that one is safe now.
 */
export function migrateChange(source: CommandSource, judge: Judge, guarded: Guarded): Change | undefined {
  if (typeof source.definition === 'string')
    return replaceInScript(source, source.definition, judge, guarded);
  const names = Object.keys(source.definition.configurations ?? {});
  const runs = [undefined, ...names].map((name) => readRun(source, judge, name));
  if (!runs.some(({ findings }) => findings.some(isRaw))) return undefined;
  if (runs.every(({ isPlain }) => isPlain)) return becomeExecutor(source, source.definition, runs, guarded);
  return replaceInTarget(source, source.definition, judge, guarded);
}

interface Run {
  readonly name: string | undefined;
  readonly findings: readonly LineFinding[];
  /** It runs one migrating command with one data source, in no environment of its own; or nothing at all. */
  readonly isPlain: boolean;
  readonly dataSource: LineFinding['dataSource'];
}

function isRaw({ deed, through }: LineFinding): boolean {
  return deed === 'migrates' && through === undefined;
}

function readRun(source: CommandSource, judge: Judge, name: string | undefined): Run {
  const { lines, cwd, hasEnvironment } = commandLinesOf(source, name, name === undefined);
  const findings = lines.flatMap((line) => judge.judgeLine(source, line, cwd));
  const [first] = findings;
  const isOne = lines.length === 1 && findings.length === 1 && parseShell(lines[0] ?? '').length === 1;
  const isPlain =
    first !== undefined &&
    isOne &&
    isRaw(first) &&
    first.replaceable &&
    !first.hasEnvironment &&
    !hasEnvironment;
  return { name, findings, isPlain: isPlain || lines.length === 0, dataSource: first?.dataSource };
}

function becomeExecutor(
  source: CommandSource,
  target: TargetConfiguration,
  runs: readonly Run[],
  guarded: Guarded,
): Change {
  const optionsOf = ({ dataSource }: Run): Record<string, unknown> => {
    const path = dataSource && fromProject(dataSource, guarded);
    return path === undefined ? {} : { dataSource: path };
  };
  const [base, ...configurations] = runs;
  const options = { ...guarded.options, ...(base ? optionsOf(base) : {}) };
  const value: TargetConfiguration = {
    ...(target.dependsOn === undefined ? {} : { dependsOn: target.dependsOn }),
    executor: GUARDED_EXECUTOR,
    ...(Object.keys(options).length === 0 ? {} : { options }),
    ...(configurations.length === 0
      ? {}
      : {
          configurations: Object.fromEntries(configurations.map((run) => [run.name ?? '', optionsOf(run)])),
        }),
    ...(target.defaultConfiguration === undefined
      ? {}
      : { defaultConfiguration: target.defaultConfiguration }),
    cache: false,
    parallelism: false,
  };
  return {
    source,
    edits: [{ path: source.path, value }],
    line: `${labelOf(source)} now runs the pipeline (${GUARDED_EXECUTOR})`,
  };
}

function replaceInTarget(
  source: CommandSource,
  target: TargetConfiguration,
  judge: Judge,
  guarded: Guarded,
): Change {
  const replacement = `nx run ${guarded.project}:safe-migrate`;
  let stuck = false;
  const replace = (value: unknown, cwd: string): unknown => {
    if (Array.isArray(value)) return value.map((entry) => replace(entry, cwd));
    if (typeof value === 'string') {
      const findings = judge.judgeLine(source, value, cwd).filter(isRaw);
      stuck ||= findings.some(({ replaceable }) => !replaceable);
      return replaceSpans(
        value,
        findings,
        ({ dataSource }) => replacement + otherDataSource(dataSource, guarded),
      );
    }
    const { command } = (value ?? {}) as { readonly command?: unknown };
    return typeof command === 'string' ? { ...(value as object), command: replace(command, cwd) } : value;
  };
  const inOptions = (options: unknown, cwd: string): unknown => {
    if (typeof options !== 'object' || options === null) return options;
    const { command, commands, ...rest } = options as Record<string, unknown>;
    return {
      ...rest,
      ...(command === undefined
        ? {}
        : { command: replace(Array.isArray(command) ? command.join(' ') : command, cwd) }),
      ...(commands === undefined ? {} : { commands: replace(commands, cwd) }),
    };
  };
  const { cwd } = commandLinesOf(source, undefined, true);
  const edits: { path: (string | number)[]; value: unknown }[] = [];
  const edit = (path: (string | number)[], before: unknown, after: unknown): void => {
    if (JSON.stringify(before) !== JSON.stringify(after)) edits.push({ path, value: after });
  };
  edit(
    [...source.path, 'command'],
    target.command,
    target.command === undefined ? undefined : replace(target.command, cwd),
  );
  edit([...source.path, 'options'], target.options, inOptions(target.options, cwd));
  for (const [name, configuration] of Object.entries(target.configurations ?? {})) {
    const after = inOptions(configuration, commandLinesOf(source, name).cwd);
    edit([...source.path, 'configurations', name], configuration, after);
  }
  if (stuck || edits.length === 0) {
    const names = Object.keys(target.configurations ?? {});
    return {
      source,
      edits: [{ path: source.path, value: refusingTarget(names, `npx ${replacement}`) }],
      line: `${labelOf(source)} now refuses: it runs migrations inside a command that cannot be changed safely`,
    };
  }
  return { source, edits, line: `${labelOf(source)}: its migrating command is now "${replacement}"` };
}

function replaceInScript(
  source: CommandSource,
  script: string,
  judge: Judge,
  guarded: Guarded,
): Change | undefined {
  const findings = judge.judgeLine(source, script, source.root).filter(isRaw);
  if (findings.length === 0) return undefined;
  const stuck = findings.some(({ replaceable }) => !replaceable);
  const value = stuck
    ? refuseCommand(source.name, `npx nx run ${guarded.project}:safe-migrate`)
    : replaceSpans(
        script,
        findings,
        ({ dataSource }) => `safe-migrate run${flagFor(dataSource?.path, guarded)}`,
      );
  return {
    source,
    edits: [{ path: source.path, value }],
    line: stuck
      ? `${labelOf(source)} (script) now refuses: it runs migrations inside a command that cannot be changed safely`
      : `${labelOf(source)} (script) is now "${value}"`,
  };
}

function flagFor(given: string | undefined, guarded: Guarded): string {
  const path = given ?? guarded.options['dataSource'];
  return typeof path === 'string' ? ` --data-source ${path}` : '';
}

/** A flag for a data source that is not the one of the project's target. */
function otherDataSource(dataSource: LineFinding['dataSource'], guarded: Guarded): string {
  const path = dataSource && fromProject(dataSource, guarded);
  return path === undefined || path === guarded.options['dataSource'] ? '' : ` --data-source=${path}`;
}

function replaceSpans(
  line: string,
  findings: readonly LineFinding[],
  by: (finding: LineFinding) => string,
): string {
  return [...findings]
    .sort((a, b) => b.start - a.start)
    .reduce((text, finding) => text.slice(0, finding.start) + by(finding) + text.slice(finding.end), line);
}

/** The data source from the root of the project, as the executor wants it; undefined where it is computed or elsewhere. */
function fromProject(
  { path, cwd }: { readonly path: string; readonly cwd: string },
  { root }: Guarded,
): string | undefined {
  if (/[${}]/.test(path) || path.startsWith('/')) return undefined;
  const file = joinPath(cwd, path);
  return isInside(root, file) ? relativePath(root, file) : undefined;
}
