import { isNew, qualified } from '../catalog/model';
import type { Rule } from './rule';
import { advice, quiet } from './rule';

/** A table or view is filled by a query while the transaction waits for it. */
export const fillsFromQuery: Rule = {
  id: 'fills-from-query',
  title: 'A table or view is filled by a query while the transaction waits for it',
  axis: 'operation',
  on: ['create-view'],
  why: 'How long it takes depends on the query; until it is through the transaction stays open, with every lock that it holds and every dead row that VACUUM must keep.',
  safeWay:
    'CREATE ... WITH NO DATA, and fill it afterwards: REFRESH MATERIALIZED VIEW, or INSERT in batches.',
  check({ action, catalog }) {
    const fills = action.kind === 'create-view' && action.materialized && action.populated;
    if (!fills) return quiet;
    const old = action.sources.map(({ table }) => catalog.spokenOf(table)).filter((each) => !isNew(each));
    const [first] = old;
    return first === undefined
      ? quiet
      : advice(`fills ${action.view.name} from ${[...new Set(old.map(qualified))].join(', ')}`);
  },
};
