import type { Relation } from '../catalog/model';
import { isNew, qualified } from '../catalog/model';
import { namedTables, replicaIdentity as identityOf, schemasNamed } from '../catalog/publications';
import type { Action } from '../sql/actions';
import type { Rule, Subject } from './rule';
import { quiet, risky, shown, touchesOld } from './rule';

/** Rows of a table can no longer be told apart by logical replication. */
export const replicaIdentity: Rule = {
  id: 'replica-identity',
  title: 'Rows of a table cannot be told apart by logical replication',
  axis: 'operation',
  on: ['replica-identity', 'publish'],
  why: 'Without a replica identity every UPDATE and DELETE on a published table fails.',
  safeWay:
    'Give the table a primary key first, or ALTER TABLE ... REPLICA IDENTITY USING INDEX, or FULL where it is small.',
  check(subject) {
    const { action } = subject;
    if (action.kind === 'publish') return published(action, subject);
    const off = action.kind === 'replica-identity' && action.nothing;
    return off && touchesOld(subject) ? risky(`takes the replica identity from ${shown(subject)}`) : quiet;
  },
};

function published(action: Extract<Action, { kind: 'publish' }>, { catalog }: Subject) {
  const { change, all, name } = action;
  const before = catalog.publications.get(name);
  const events = action.publishes ?? before?.publishes ?? ['update', 'delete'];
  if (change === 'drop' || !events.some((each) => each === 'update' || each === 'delete')) return quiet;
  const everywhere = all || (change === 'options' && before?.all === true);
  const schemas = [
    ...schemasNamed(action, catalog),
    ...(change === 'options' ? (before?.schemas ?? []) : []),
  ];
  const within = [...catalog.relations.values()].filter(
    ({ kind, schema }) => kind === 'table' && (everywhere || schemas.includes(schema)),
  );
  const own = [...namedTables(action, catalog), ...(change === 'options' ? (before?.tables ?? []) : [])];
  const tables = new Set([...own.map(({ table }) => table), ...within]);
  const without = [...tables].filter((table) => !isNew(table) && lacksIdentity(table));
  const [first] = without;
  if (first !== undefined)
    return risky(
      `publishes changes of ${qualified(first)}${without.length > 1 ? ` and ${without.length - 1} more` : ''}, whose rows have no replica identity`,
    );
  return (everywhere || schemas.length > 0) && !catalog.complete
    ? risky('publishes changes of tables that may have no replica identity')
    : quiet;
}

/** A table of which nothing is known may lack one. */
const lacksIdentity = (table: Relation): boolean =>
  table.kind === 'table' &&
  table.unlogged !== true &&
  (!table.known || !table.constraintsKnown || identityOf(table) === null);
