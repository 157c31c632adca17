import type { Catalog } from '../../catalog/catalog';
import type { Hook, Relation } from '../../catalog/model';
import type { Action } from '../../sql/actions';
import type { PredictedError } from '../effect';
import { raise } from './raise';
import { triggersOf } from './triggers';

/** A partition has the row triggers of the tables above it. */
const hasHook = (table: Relation, kind: Hook['kind'], name: string): boolean =>
  (kind === 'trigger' ? triggersOf(table) : table.hooks.filter((hook) => hook.kind === kind)).some(
    (hook) => hook.name === name,
  );

/** SQLSTATE 42704 for a trigger, a rule, a policy or a constraint that the table does not have. */
export function missingPart(
  table: Relation | undefined,
  kind: 'trigger' | 'rule' | 'policy' | 'constraint',
  name: string,
  catalog: Catalog,
): PredictedError | null {
  if (table === undefined || !table.known || !catalog.complete) return null;
  const missing =
    kind === 'constraint'
      ? table.constraintsKnown && !table.constraints.has(name) && !isNotNull(table, name)
      : !hasHook(table, kind, name);
  return missing ? raise('42704', `${kind} "${name}" for table "${table.name}" does not exist`) : null;
}

// From PostgreSQL 18 on NOT NULL has a name: it is not kept for every column.
const isNotNull = (table: Relation, name: string): boolean =>
  [...table.columns.values()].some(
    (column) => column.notNullName === name || (name.includes('not_null') && name.includes(column.name)),
  );

/** The error of renaming a part of a table that is not there. */
export function renamePartError(
  action: Extract<Action, { kind: 'rename' }>,
  table: Relation | undefined,
  catalog: Catalog,
): PredictedError | null {
  const { object, part, to } = action;
  if (table !== undefined && (object === 'policy' || object === 'rule') && part !== to) {
    const gone = part === undefined ? null : missingPart(table, object, part, catalog);
    return gone === null && hasHook(table, object, to)
      ? raise('42710', `${object} "${to}" for table "${table.name}" already exists`)
      : gone;
  }
  return part !== undefined &&
    (object === 'trigger' || object === 'rule' || object === 'policy' || object === 'constraint')
    ? missingPart(table, object, part, catalog)
    : null;
}
