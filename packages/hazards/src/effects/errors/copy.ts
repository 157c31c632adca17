import type { Catalog } from '../../catalog/catalog';
import type { Action } from '../../sql/actions';
import type { Conditions, PredictedError } from '../effect';
import { lacks } from './alter-table';
import { raise } from './raise';
import { missingTable } from './absent';

/** COPY goes straight to what is stored: out of tables, and into views only through a trigger. */
export function copyError(
  { table, columns = [], from }: Extract<Action, { kind: 'copy' }>,
  catalog: Catalog,
  { serverMajor }: Conditions,
): PredictedError | null {
  if (table === undefined) return null;
  const relation = catalog.find(table);
  if (relation === undefined) return missingTable(table, catalog);
  if (!relation.known) return null;
  const missing = columns.find((column) => lacks(relation, column));
  const { kind, name } = relation;
  const instead = relation.hooks.some((hook) => hook.kind === 'trigger' && hook.fires?.instead === true);
  const closed = from
    ? kind === 'matview' || kind === 'sequence' || (kind === 'view' && !instead)
    : kind === 'view' ||
      kind === 'sequence' ||
      kind === 'partitioned' ||
      (kind === 'matview' && serverMajor < 18);
  if (missing !== undefined)
    return raise('42703', `column "${missing}" of relation "${name}" does not exist`);
  return closed ? raise('42809', `cannot copy ${from ? 'to' : 'from'} ${kind} "${name}"`) : null;
}
