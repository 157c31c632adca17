import type { Rule } from './rule';
import { risky, quiet, shown, touchesOld } from './rule';

/** An INSERT overwrites rows that stood before. */
export const upsertOverwrites: Rule = {
  id: 'upsert-overwrites',
  title: 'An INSERT overwrites rows that stood before',
  axis: 'data',
  on: ['insert'],
  why: 'ON CONFLICT DO UPDATE replaces values that somebody may have changed since.',
  safeWay: 'ON CONFLICT DO NOTHING keeps what is there.',
  check(subject) {
    const { action } = subject;
    const upserts = action.kind === 'insert' && action.onConflict === 'update';
    return upserts && touchesOld(subject)
      ? risky(`may overwrite rows of ${shown(subject)} (ON CONFLICT DO UPDATE)`)
      : quiet;
  },
};
