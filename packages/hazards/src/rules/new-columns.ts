import type { ColumnSpec } from '../sql/actions';
import type { SqlType } from '../sql/types';
import type { Step } from './rule';

/** The columns that an action makes. */
export const newColumns = ({ action }: Step): readonly ColumnSpec[] =>
  action.kind === 'create-table' ? action.columns : action.kind === 'add-column' ? [action.column] : [];

/** The types of PostgreSQL's own that an action gives to columns: of new ones, and by ALTER COLUMN ... TYPE. */
export function newTypes(step: Step): readonly { readonly column: string; readonly type: SqlType }[] {
  const { action } = step;
  const all =
    action.kind === 'set-type'
      ? [{ column: action.column, type: action.type }]
      : newColumns(step).map(({ name, type }) => ({ column: name, type }));
  return all.filter(({ type }) => type.schema === undefined);
}
