import type { ColumnSpec, ConstraintSpec, ForeignKey } from '../sql/actions';
import type { SqlType } from '../sql/types';
import { storedType } from '../sql/types';
import type { Step } from './rule';

/** A foreign key that an action makes, with the types of its columns where they are known. */
export interface NewForeignKey {
  readonly spec: ConstraintSpec;
  readonly foreign: ForeignKey;
  readonly types: readonly (SqlType | null)[];
}

/** The foreign keys that an action makes: of a new table, at a new column, or added by themselves. */
export function newForeignKeys({ action, relation }: Step): readonly NewForeignKey[] {
  if (action.kind === 'add-constraint') {
    return withTypes([action.constraint], (column) => relation?.columns.get(column)?.type ?? null);
  }
  if (action.kind === 'add-column') return ofColumns([action.column], []);
  return action.kind === 'create-table' ? ofColumns(action.columns, action.constraints) : [];
}

function ofColumns(
  columns: readonly ColumnSpec[],
  constraints: readonly ConstraintSpec[],
): readonly NewForeignKey[] {
  const types = new Map(columns.map(({ name, type }) => [name, storedType(type)]));
  return withTypes(
    [...columns.flatMap((column) => column.constraints), ...constraints],
    (column) => types.get(column) ?? null,
  );
}

const withTypes = (
  specs: readonly ConstraintSpec[],
  typeOf: (column: string) => SqlType | null,
): readonly NewForeignKey[] =>
  specs.flatMap((spec) =>
    spec.kind !== 'foreign' || spec.foreign === undefined
      ? []
      : [{ spec, foreign: spec.foreign, types: spec.columns.map(typeOf) }],
  );
