import type { Rule } from './rule';
import { dangerous, quiet, shown } from './rule';

/** A view that stood before is dropped. */
export const dropView: Rule = {
  id: 'drop-view',
  title: 'A view that stood before is dropped',
  axis: 'data',
  on: ['drop'],
  why: 'Code and people that read the view fail, and a materialized view loses its rows.',
  safeWay: 'CREATE OR REPLACE VIEW keeps it in place; drop it in a later phase, when nothing reads it.',
  check(subject) {
    const { action, relation } = subject;
    if (action.kind !== 'drop' || (action.object !== 'view' && action.object !== 'matview')) return quiet;
    return relation?.origin === 'here' ? quiet : dangerous(`drops view ${shown(subject)}`);
  },
};
