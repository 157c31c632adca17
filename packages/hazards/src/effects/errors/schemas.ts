import type { Catalog } from '../../catalog/catalog';
import type { Action } from '../../sql/actions';
import type { Name } from '../../sql/names';
import type { PredictedError } from '../effect';
import { raise } from './raise';
import { isSystemSchema } from './system-names';

/** SQLSTATE 3F000 for a name in a schema that nobody made. */
export const noSchema = ({ schema }: Name, catalog: Catalog): PredictedError | null =>
  schema === undefined || !catalog.complete || isSystemSchema(schema) || catalog.hasSchema(schema)
    ? null
    : raise('3F000', `schema "${schema}" does not exist`);

/** SQLSTATE 3F000: a name is looked up, or made, in a schema that is not there. */
export function schemaError(action: Action, catalog: Catalog): PredictedError | null {
  if (!catalog.complete) return null;
  for (const name of namesIn(action)) {
    const absent = noSchema(name, catalog);
    if (absent !== null) return absent;
  }
  return null;
}

/** The names that an action cannot do without. Queries are not among them: to them the table is what is missing (42P01). */
function namesIn(action: Action): readonly Name[] {
  switch (action.kind) {
    case 'drop':
      return action.ifExists || action.object === 'schema' || action.object === 'other'
        ? []
        : [action.onTable ?? action.name];
    case 'create-table':
      return [
        ...action.inherits,
        ...action.like.map(({ table }) => table),
        ...action.columns.map(({ type }) => type),
      ];
    case 'add-column':
      return action.ifExists ? [] : [action.table, action.column.type];
    case 'set-type':
      return action.ifExists ? [] : [action.table, action.type];
    case 'add-constraint':
      return action.ifExists ? [] : [action.table, ...parentOf(action.constraint)];
    case 'rename':
    case 'set-schema':
    case 'change-owner':
      return ['schema', 'database', 'role'].includes(action.object) || mayMiss(action) ? [] : [action.name];
    case 'create-object':
      return [action.name, ...(action.onTable === undefined ? [] : [action.onTable])];
    case 'create-type':
    case 'create-domain':
    case 'alter-domain':
    case 'alter-attribute':
    case 'add-enum-value':
      return [action.type];
    case 'alter-sequence':
      return action.ifExists || action.byFunction ? [] : [action.sequence];
    case 'grant':
    case 'analyze':
    case 'vacuum':
      return action.tables;
    case 'create-view':
      return action.temporary ? [] : [action.view];
    case 'refresh-matview':
      return [action.view];
    case 'reindex':
      return action.scope === 'table' || action.scope === 'index' ? [action.name] : [];
    case 'comment':
    case 'alter-policy':
      return action.onTable === undefined ? [] : [action.onTable];
    case 'insert':
    case 'update':
    case 'delete':
      return [];
    default:
      return 'table' in action && action.table !== undefined && !mayMiss(action) ? [action.table] : [];
  }
}

const mayMiss = (action: Action): boolean => 'ifExists' in action && action.ifExists === true;

const parentOf = ({ foreign }: { readonly foreign?: { readonly parent: Name } }): readonly Name[] =>
  foreign === undefined ? [] : [foreign.parent];
