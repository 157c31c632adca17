import { GUARDED_EXECUTOR, REFUSING_EXECUTOR, commandLinesOf } from '../commands/command-lines';
import type { Judge } from '../commands/judge';
import { baseName, programOf } from '../commands/program';
import { passesThrough } from '../commands/rules';
import { parseShell } from '../commands/shell';
import type { CommandSource } from '../commands/sources';
import { labelOf } from './change';
import { isForbidden } from './refuse';

/**
 * What can still reach the database past the pipeline, one line each: what may not be edited or belongs to no known project, and
 * what passes anything on and stays because it has other uses too.
 */
export function stillOpen(sources: readonly CommandSource[], judge: Judge): readonly string[] {
  return sources.flatMap((source) => {
    const executor = source.target?.executor;
    if (executor === GUARDED_EXECUTOR || executor === REFUSING_EXECUTOR) return [];
    const why = leftOver(source, judge) ?? passesAnythingOn(source);
    return why === undefined ? [] : [`${labelOf(source)}: ${why}`];
  });
}

function leftOver(source: CommandSource, judge: Judge): string | undefined {
  const finding = judge.judge(source);
  if (finding === undefined || finding.through !== undefined) return undefined;
  const isOpen = isForbidden(finding) || finding.deed === 'migrates' || finding.deed === 'other-tool';
  return isOpen ? `it ${finding.why}` : undefined;
}

function passesAnythingOn(source: CommandSource): string | undefined {
  for (const line of commandLinesOf(source).lines) {
    for (const command of parseShell(line)) {
      const program = programOf(command);
      if (program === undefined) continue;
      if (passesThrough(program)) return 'it passes on any command it is given';
      const last = program.args.at(-1)?.text;
      if (last !== undefined && baseName(last) === 'command') return 'it runs any command of the application';
    }
  }
  return undefined;
}
