import type { Catalog } from '../../catalog/catalog';
import type { Relation } from '../../catalog/model';
import type { Action } from '../../sql/actions';
import type { Conditions, PredictedError } from '../effect';
import { lacks } from './alter-table';
import { renameTypeError } from './named-types';
import { renamePartError } from './parts';
import { missingPublication } from './publications';
import { exists, noColumn, raise } from './raise';
import { isRelationWord, wrongKind } from './relation-kinds';
import { routineError } from './routines';
import { missingTable } from './absent';
import { isSystemColumn } from './system-names';
import { renameTriggerError } from './triggers';

/** RENAME of a relation, a type or a part of a relation. */
export function renameError(
  action: Extract<Action, { kind: 'rename' }>,
  catalog: Catalog,
  conditions: Conditions,
): PredictedError | null {
  if (action.object === 'publication') {
    const missing = missingPublication(action.name.name, catalog);
    const taken = catalog.publications.has(action.to) ? exists('42710', `publication "${action.to}"`) : null;
    return missing ?? taken;
  }
  if (action.object === 'function') return routineError(action.name, action.signature, catalog);
  const type = renameTypeError(action, catalog);
  if (type !== null) return type;
  const relation = catalog.find(action.name);
  if (relation === undefined) return renameMissing(action, catalog);
  if (!relation.known) return null;
  const wrong = wrongKind(relation, action.object === 'table' ? 'relation' : action.object);
  if (wrong !== null) return wrong;
  const gone = renamePartError(action, relation, catalog);
  if (gone !== null) return gone;
  if (action.object === 'trigger' && action.part !== undefined)
    return renameTriggerError(relation, action.part, action.to, conditions);
  if (action.object === 'column' && action.part !== undefined) {
    if (relation.ofType !== undefined) return raise('42809', 'cannot rename column of typed table');
    if (lacks(relation, action.part)) {
      return isSystemColumn(action.part)
        ? raise('0A000', `cannot rename system column "${action.part}"`)
        : noColumn(action.part);
    }
    if (isSystemColumn(action.to))
      return raise('42701', `column name "${action.to}" conflicts with a system column name`);
    if ([...relation.parents].some((parent) => parent.columns.has(action.part ?? '')))
      return raise('42P16', `cannot rename inherited column "${action.part}"`);
    return relation.columns.has(action.to)
      ? exists('42701', `column "${action.to}" of relation "${relation.name}"`)
      : null;
  }
  if (action.object === 'constraint' && action.part !== undefined)
    return renameConstraintError(relation, action.part, action.to, catalog);
  if (!isRelationWord(action.object)) return null;
  if (catalog.relationStands(relation.schema, action.to)) return exists('42P07', `relation "${action.to}"`);
  // Since PostgreSQL 14 a sequence has no type of its name.
  const typed = relation.kind !== 'sequence' || conditions.serverMajor < 14;
  return typed && catalog.types.has(`${relation.schema}.${action.to}`)
    ? exists('42710', `type "${action.to}"`)
    : null;
}

/** Names of relations are looked up before anything else; those of indexes are relations too. */
function renameMissing(action: Extract<Action, { kind: 'rename' }>, catalog: Catalog): PredictedError | null {
  const index = catalog.findIndex(action.name);
  // The columns of an index can be renamed.
  if (index !== undefined && action.object === 'column') return null;
  if (index !== undefined && (action.object === 'index' || action.object === 'table')) {
    if (catalog.relationStands(index.table.schema, action.to))
      return exists('42P07', `relation "${action.to}"`);
    return index.table.constraints.has(action.name.name) && index.table.constraints.has(action.to)
      ? exists('42710', `constraint "${action.to}" for relation "${index.table.name}"`)
      : null;
  }
  const named = [
    ...['table', 'view', 'matview', 'sequence', 'foreign-table', 'index', 'column', 'constraint'],
    ...['trigger', 'policy', 'rule'],
  ];
  return named.includes(action.object) && action.ifExists !== true
    ? missingTable(action.name, catalog)
    : null;
}

function renameConstraintError(
  table: Relation,
  from: string,
  to: string,
  catalog: Catalog,
): PredictedError | null {
  const constraint = table.constraints.get(from);
  // A key of a partition may be called otherwise than that of the whole.
  const handedOn = constraint?.kind === 'check' || constraint?.kind === 'not-null';
  if (handedOn && constraint.inherited) return raise('42P16', `cannot rename inherited constraint "${from}"`);
  if (table.indexes.has(from) && catalog.relationStands(table.schema, to))
    return exists('42P07', `relation "${to}"`);
  return table.constraints.has(to)
    ? exists('42710', `constraint "${to}" for relation "${table.name}"`)
    : null;
}
