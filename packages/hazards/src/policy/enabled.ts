import { rules } from '../rules';
import type { Rule } from '../rules/rule';
import type { Action } from '../sql/actions';

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

/** Finds among some rules those that are asked about a kind of action, in their order. */
export function byKind(among: readonly Rule[]): (kind: Action['kind']) => readonly Rule[] {
  const known = new Map<Action['kind'], readonly Rule[]>();
  return (kind) => {
    const found = known.get(kind) ?? among.filter(({ on }) => on === undefined || on.includes(kind));
    known.set(kind, found);
    return found;
  };
}

/** The ids of the rules that are off by default. */
export const optionalRules: readonly string[] = rules
  .filter(({ optional }) => optional === true)
  .map(({ id }) => id);

/** Whether a rule speaks: an acknowledgement of one that does not may be needed where it is enabled. */
export const maySpeak = (rule: string, enable: readonly string[] = []): boolean =>
  !optionalRules.includes(rule) || enable.includes('all') || enable.includes(rule);
