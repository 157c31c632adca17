import type { Rule } from './rule';
import { dangerous, quiet } from './rule';

/** An extension that stood before is dropped. */
export const dropExtension: Rule = {
  id: 'drop-extension',
  title: 'An extension that stood before is dropped',
  axis: 'data',
  on: ['drop'],
  why: 'Types and columns that come from the extension may go with it.',
  safeWay: 'Leave the extension installed.',
  check(subject) {
    const { action, catalog } = subject;
    if (action.kind !== 'drop' || action.object !== 'extension') return quiet;
    return catalog.madeHere('extension', action.name.name)
      ? quiet
      : dangerous(`drops extension ${action.name.name}`);
  },
};
