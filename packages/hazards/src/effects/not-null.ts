import { storesOf } from '../catalog/family';
import type { Relation } from '../catalog/model';
import type { Conditions, Work } from './effect';
import { scan } from './effect';

/** Whether a valid CHECK proves the column to hold no NULL. */
export const isProvenNotNull = (relation: Relation, column: string): boolean =>
  [...relation.constraints.values()].some(
    ({ kind, valid, provesNotNull }) => kind === 'check' && valid && provesNotNull.includes(column),
  );

/** The scans of SET NOT NULL: none where the column is NOT NULL already or, since PostgreSQL 12, where a CHECK proves it. */
export function notNullScans(
  table: Relation,
  column: string,
  { serverMajor }: Conditions,
  only: boolean,
): readonly Work[] {
  return storesOf(table, only)
    .filter((each) => each.columns.get(column)?.notNull !== true)
    .filter((each) => serverMajor < 12 || !isProvenNotNull(each, column))
    .map((each) => scan(each, `looks for NULL in "${column}"`));
}
