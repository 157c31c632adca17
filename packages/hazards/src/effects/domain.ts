import type { Catalog } from '../catalog/catalog';
import { usersOf } from '../catalog/family';
import type { Action } from '../sql/actions';
import type { Effect } from './effect';
import { doing, lockAll, nothing, scan, together } from './effect';

type AlterDomain = Extract<Action, { kind: 'alter-domain' }>;

/** Whether the change is tested on the values that exist. */
export const testsValues = ({ change, notValid }: AlterDomain): boolean =>
  change === 'not-null' || change === 'validate' || (change === 'constraint' && !notValid);

/** A domain's new constraint is tested on every table that uses it, under ShareLock: there is no online way. */
export function alterDomain(action: AlterDomain, catalog: Catalog): Effect {
  const domain = catalog.findType(action.type);
  if (domain === undefined || !testsValues(action)) return nothing;
  const tables = usersOf(catalog, domain, ({ array }) => !array).filter(
    ({ kind }) => kind === 'table' || kind === 'matview',
  );
  return together(
    lockAll(tables, 'ShareLock'),
    doing(...tables.map((each) => scan(each, `values of domain ${domain.name} are tested`))),
  );
}
