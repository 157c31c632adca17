import type { Catalog } from '../../catalog/catalog';
import type { ColumnName } from '../../sql/actions';
import type { PredictedError } from '../effect';
import { lacks } from './alter-table';
import { noColumn, noTable, raise } from './raise';

/** OWNED BY names a column that is there. */
export function ownerError(
  owner: ColumnName | undefined,
  schema: string,
  catalog: Catalog,
): PredictedError | null {
  if (owner === undefined) return null;
  const table = catalog.find(owner.table);
  if (table === undefined) return catalog.lacks(owner.table) ? noTable(owner.table.name) : null;
  if (table.known && table.schema !== schema)
    return raise('55000', 'sequence must be in same schema as table it is linked to');
  return lacks(table, owner.column) ? noColumn(owner.column) : null;
}
