import type { Catalog } from '../../catalog/catalog';
import type { Action } from '../../sql/actions';
import type { Name } from '../../sql/names';
import type { Conditions } from '../effect';
import { predictError } from './index';

// What the server says of a relation, a type, a function or a schema that is not there.
const missing = new Set(['42P01', '42704', '42883', '3F000']);

/** Whether IF EXISTS makes the server pass an action over with a NOTICE: without it, it would end with the error that the thing is not there. */
export function isPassedOver(action: Action, catalog: Catalog, conditions: Conditions): boolean {
  if (!('ifExists' in action) || !action.ifExists) return false;
  // A table that stands is locked, whatever it lacks.
  const table = tableOf(action);
  if (table !== undefined && catalog.find(table) !== undefined) return false;
  if (predictError(action, catalog, conditions) !== null) return false;
  const strict: Action = { ...action, ifExists: false };
  return missing.has(predictError(strict, catalog, conditions)?.sqlstate ?? '');
}

const tableOf = (action: Action): Name | undefined =>
  'onTable' in action ? action.onTable : 'table' in action ? action.table : undefined;
