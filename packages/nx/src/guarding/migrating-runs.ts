import { commandLinesOf } from '../commands/command-lines';
import type { LineFinding } from '../commands/finding';
import type { Judge } from '../commands/judge';
import { parseShell } from '../commands/shell';
import type { CommandSource } from '../commands/sources';
import { isInside, joinPath, relativePath } from '../workspace/paths';
import type { Guarded } from './change';

/** What a target runs with one configuration, or without any. */
export interface Run {
  readonly configuration: string | undefined;
  readonly findings: readonly LineFinding[];
  /** It runs one migrating command, in no environment of its own; or nothing at all. */
  readonly isPlain: boolean;
  readonly dataSource: LineFinding['dataSource'];
}

/** Whether a command migrates by itself; one that calls another target is safe as soon as that target is. */
export function migratesItself({ deed, through }: LineFinding): boolean {
  return deed === 'migrates' && through === undefined;
}

export function readRun(source: CommandSource, judge: Judge, configuration: string | undefined): Run {
  const { lines, cwd, hasEnvironment } = commandLinesOf(source, configuration, configuration === undefined);
  const findings = lines.flatMap((line) => judge.judgeLine(source, line, cwd));
  const [first] = findings;
  const isOne = lines.length === 1 && findings.length === 1 && parseShell(lines[0] ?? '').length === 1;
  const isBare = first !== undefined && first.replaceable && !first.hasEnvironment && !hasEnvironment;
  const isPlain = lines.length === 0 || (isOne && isBare && migratesItself(first));
  return { configuration, findings, isPlain, dataSource: first?.dataSource };
}

/** A data source as the executor wants it, from the root of the project; undefined where it is computed or elsewhere. */
export function dataSourceInProject(
  dataSource: LineFinding['dataSource'],
  { root }: Guarded,
): string | undefined {
  if (dataSource === undefined || /[${}]/.test(dataSource.path) || dataSource.path.startsWith('/'))
    return undefined;
  const file = joinPath(dataSource.cwd, dataSource.path);
  return isInside(root, file) ? relativePath(root, file) : undefined;
}

/** Replaces the commands of a line where they stand, each once: a call that several targets of one name answer has a finding for each. */
export function replaceCommands(
  line: string,
  findings: readonly LineFinding[],
  by: (finding: LineFinding) => string,
): string {
  return findings
    .filter(({ start }, index) => findings.findIndex((other) => other.start === start) === index)
    .sort((a, b) => b.start - a.start)
    .reduce((text, finding) => text.slice(0, finding.start) + by(finding) + text.slice(finding.end), line);
}
