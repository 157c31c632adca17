import { commandLine, howItEnded, runHook, type HookPlace } from '../../hooks/command';
import type { CommandCheck } from '../../settings/hooks';
import type { Check } from './check';

/** Lines of output that are told where the check does not hold. */
const SHOWN_LINES = 5;

/** A command or Nx target that must end with 0, and whose output must or must not hold something (for Twenty: `upgrade:status`). */
export function commandCheck(check: CommandCheck, place: HookPlace): Check {
  const line = commandLine(check);
  return {
    name: check.name ?? line,
    code: 'COMMAND_CHECK_FAILED',
    next: 'Run the command by itself to see more.',
    differences: async (_, timeout) => {
      const result = await runHook(check, timeout, place);
      const how = howItEnded(result, timeout);
      const wrong = how === undefined ? outputDifferences(result.output, check) : [`it ${how}`];
      return wrong.length === 0 ? [] : [...wrong, ...lastLines(result.output)];
    },
  };
}

/** Held against all of what was printed, both streams. */
export function outputDifferences(
  output: string,
  { mustMatch, mustNotMatch }: Pick<CommandCheck, 'mustMatch' | 'mustNotMatch'>,
): readonly string[] {
  const found = mustNotMatch === undefined ? null : new RegExp(mustNotMatch, 'm').exec(output);
  return [
    ...(mustMatch !== undefined && !new RegExp(mustMatch, 'm').test(output)
      ? [`its output does not hold /${mustMatch}/`]
      : []),
    ...(found ? [`its output holds /${mustNotMatch}/: ${found[0].slice(0, 200)}`] : []),
  ];
}

const lastLines = (output: string): readonly string[] =>
  output === ''
    ? []
    : output
        .split('\n')
        .slice(-SHOWN_LINES)
        .map((line) => `  ${line}`);
