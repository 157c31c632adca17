import type { Catalog } from '../../catalog/catalog';
import type { Relation } from '../../catalog/model';
import { publicationsOf, replicaIdentity } from '../../catalog/publications';
import type { RowAction } from '../../sql/actions';
import type { Conditions, PredictedError } from '../effect';
import { raise } from './raise';

/**
 * SQLSTATE 55000 and 42P10: the rows of a published table are told apart by its replica identity, and what is no part of that can be
 * neither filtered by nor, being a part, left out (CheckCmdReplicaIdentity).
 */
export function publishedRowsError(
  { kind }: Extract<RowAction, { kind: 'update' | 'delete' }>,
  table: Relation,
  catalog: Catalog,
  { serverMajor }: Conditions,
): PredictedError | null {
  if (catalog.publications.size === 0 || table.kind !== 'table') return null;
  if (!table.known || !table.indexesKnown || !table.constraintsKnown) return null;
  const used = publicationsOf(table, catalog).filter(({ publication }) =>
    publication.publishes.includes(kind),
  );
  if (used.length === 0) return null;
  const identity = replicaIdentity(table);
  if (identity === null)
    return raise(
      '55000',
      `cannot ${kind} "${table.name}" because it does not have a replica identity and publishes ${kind}s`,
    );
  const unfit = used.some(({ as }) => {
    if (as === undefined || as.table !== table) return false;
    const { columns, filtered = [] } = as;
    if (identity === 'all') return columns !== undefined;
    return (
      filtered.some((each) => !identity.includes(each)) ||
      identity.some((each) => columns?.includes(each) === false)
    );
  });
  return unfit && serverMajor >= 15
    ? raise('42P10', `cannot ${kind} "${table.name}": what is published of it is not its replica identity`)
    : null;
}
