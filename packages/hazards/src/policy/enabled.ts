import { rules } from '../rules';
import type { Rule } from '../rules/rule';

const standard = rules.filter(({ optional }) => optional !== true);

/**
 * The rules that speak: all that are on by default, and those of the others that are named.
 *
 * @param enable ids of rules that are off by default; `all` for every one of them. A name that is none switches nothing on.
 */
export function activeRules(enable: readonly string[] = []): readonly Rule[] {
  if (enable.length === 0) return standard;
  return rules.filter(
    ({ id, optional }) => optional !== true || enable.includes('all') || enable.includes(id),
  );
}

/** The ids of the rules that are off by default. */
export const optionalRules: readonly string[] = rules
  .filter(({ optional }) => optional === true)
  .map(({ id }) => id);
