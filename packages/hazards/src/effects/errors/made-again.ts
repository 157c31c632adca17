import type { Node } from 'libpg-query';
import type { Catalog } from '../../catalog/catalog';
import type { Relation } from '../../catalog/model';
import { columnsOf, settledExpression } from '../../catalog/typing/settled';
import type { Action, IndexPart, TableAction } from '../../sql/actions';
import type { SqlType } from '../../sql/types';
import type { Conditions, PredictedError } from '../effect';
import { kindOf, type Kind } from '../../catalog/typing/kinds';
import { retypedKeyError } from './foreign-types';
import { classError, isDefaultClass } from './operator-classes';
import { raise } from './raise';
import { typesTell } from './typed';

interface Again {
  readonly kind: Kind;
  readonly error: PredictedError | null;
  readonly changes: boolean;
}

const nothing: Again = { kind: null, error: null, changes: false };

type SetType = Extract<TableAction, { kind: 'set-type' }>;

/**
 * A CHECK and an index that speak of the column are taken away and made again from their text (ATPostAlterTypeCleanup), in which every
 * conversion for the old type is written out. What fitted the old type may not fit the new one.
 */
export function madeAgainError(
  table: Relation,
  action: SetType,
  catalog: Catalog,
  conditions: Conditions,
): PredictedError | null {
  const { alongside = [action], serverMajor } = conditions;
  const types = typesAfter(table, alongside);
  const column = columnsOf({
    name: table.name,
    columns: new Map([...table.columns].map(([name, { type }]) => [name, { type: types.get(name) ?? type }])),
  });
  const again = (expression: Node | undefined, condition?: string): Again => {
    const kept = settledExpression(expression, table, catalog, serverMajor);
    if (kept === undefined) return nothing;
    const { error, changes, kind } = typesTell(kept, column, catalog, conditions, condition);
    return { kind, error, changes: changes === true };
  };
  // All indexes are read first; then they are made, and after them the constraints.
  const indexes = [...table.indexes.values()].filter(
    ({ name, columns }) => columns.includes(action.column) && !isDropped(name, alongside),
  );
  const read = indexes.flatMap(
    ({ keys, computed, parts = plainParts(keys, computed), predicate, method = 'btree' }) => [
      ...parts.map((part) => {
        const found =
          part.expression === undefined
            ? { ...nothing, kind: kindOf(column(part.column ?? '', null), catalog).kind }
            : again(part.expression);
        const named = isDefaultClass(part.class, method, serverMajor) ? undefined : part.class;
        return { ...found, unfit: () => classError(found.kind, named, method, catalog, conditions) };
      }),
      { ...again(predicate, 'WHERE'), unfit: () => null },
    ],
  );
  const unread = read.find(({ error }) => error !== null)?.error ?? null;
  if (unread !== null) return unread;
  for (const { changes, unfit } of read) {
    const problem = changes ? raise('42P17', 'functions in index must be marked IMMUTABLE') : unfit();
    if (problem !== null) return problem;
  }
  for (const { name, expression, columns } of table.constraints.values()) {
    if (expression === undefined || !columns.includes(action.column) || isDropped(name, alongside)) continue;
    const { error } = again(expression, 'CHECK');
    if (error !== null) return error;
  }
  return retypedKeyError(
    table,
    action.column,
    catalog,
    (name) => column(name, null),
    (name) => isDropped(name, alongside),
  );
}

// Of an index that was only read by its columns it is not known what it is beside a plain one.
const plainParts = (keys: readonly string[], computed: readonly string[]): readonly IndexPart[] =>
  computed.length === 0 ? keys.map((column) => ({ column })) : [];

/** Whatever their place in the statement, types are changed together, and what is dropped is gone before. */
const typesAfter = (table: Relation, alongside: readonly Action[]): ReadonlyMap<string, SqlType> =>
  new Map(
    alongside.flatMap((each) =>
      each.kind === 'set-type' && each.table.name === table.name ? [[each.column, each.type] as const] : [],
    ),
  );

const isDropped = (name: string, alongside: readonly Action[]): boolean =>
  alongside.some((each) => each.kind === 'drop-constraint' && each.name === name);
