import type { Rule } from './rule';
import { risky, quiet, shown, touchesOld } from './rule';

/** The default of a required column is dropped. */
export const dropDefault: Rule = {
  id: 'drop-default',
  title: 'The default of a required column is dropped',
  axis: 'compatibility',
  on: ['set-default'],
  why: 'Code of the previous release that leaves the column to its default can no longer insert rows.',
  safeWay: 'Keep the default for one release; drop it when every writer names the column.',
  check(subject) {
    const { action, relation } = subject;
    if (action.kind !== 'set-default' || action.expression !== null || !touchesOld(subject)) return quiet;
    const column = relation?.columns.get(action.column);
    if (column?.notNull === false || column?.hasDefault === false) return quiet;
    return risky(`drops the default of the required column "${action.column}" of ${shown(subject)}`);
  },
};
