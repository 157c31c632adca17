import type { Catalog } from '../../catalog/catalog';
import type { Relation } from '../../catalog/model';
import type { Action } from '../../sql/actions';
import type { Conditions, PredictedError } from '../effect';
import { alterTableError } from './alter-table';
import { inheritanceError } from './inheritance';
import { maintenanceError } from './maintenance';
import { objectError } from './objects';
import { partitionError } from './partitions';
import { raise } from './raise';
import { knowsAll } from './types';
import { schemaError } from './schemas';
import { settingError } from './settings';
import { unfinishedError } from './unfinished';

const reindexed = (
  { scope, name }: Extract<Action, { kind: 'reindex' }>,
  catalog: Catalog,
): Relation | undefined => (scope === 'index' ? catalog.findIndex(name)?.table : catalog.find(name));

// Which index a table was clustered by before is not known: without one the server stops earlier.
const isClusteredTree = ({ table, index }: Extract<Action, { kind: 'cluster' }>, catalog: Catalog): boolean =>
  table !== undefined && index !== undefined && catalog.find(table)?.kind === 'partitioned';

/** SQLSTATE 25001, active_sql_transaction, for what the server refuses inside a transaction block. */
function outsideOnly(action: Action, { serverMajor }: Conditions, catalog: Catalog): string | null {
  switch (action.kind) {
    case 'create-index':
      return action.concurrently ? 'CREATE INDEX CONCURRENTLY' : null;
    case 'drop':
      if (action.object === 'database') return 'DROP DATABASE';
      return action.concurrently ? 'DROP INDEX CONCURRENTLY' : null;
    case 'reindex':
      if (action.concurrently) return 'REINDEX CONCURRENTLY';
      if (!['table', 'index'].includes(action.scope)) return `REINDEX ${action.scope.toUpperCase()}`;
      return serverMajor >= 14 && reindexed(action, catalog)?.kind === 'partitioned'
        ? `REINDEX ${action.scope.toUpperCase()}`
        : null;
    case 'vacuum':
      return 'VACUUM';
    case 'cluster':
      return action.table === undefined || (serverMajor >= 15 && isClusteredTree(action, catalog))
        ? 'CLUSTER'
        : null;
    case 'add-enum-value': {
      const type = catalog.findType(action.type);
      const isEnum = type === undefined ? !knowsAll(catalog) : type.kind === 'enum';
      return serverMajor < 12 && isEnum && type?.origin !== 'here' ? 'ALTER TYPE ... ADD' : null;
    }
    case 'detach-partition':
      return action.concurrently ? 'ALTER TABLE ... DETACH CONCURRENTLY' : null;
    case 'discard':
      return action.what === 'all' ? 'DISCARD ALL' : null;
    case 'outside-transaction':
      return action.what;
    default:
      return null;
  }
}

/** The error that an action ends with on this schema, as far as the model can tell; errors that rows cause are not predicted. */
export function predictError(
  action: Action,
  catalog: Catalog,
  conditions: Conditions,
): PredictedError | null {
  if (action.needs !== undefined && conditions.serverMajor < action.needs)
    return { sqlstate: '42601', message: `syntax error: PostgreSQL ${action.needs} and later can read this` };
  const refused = action.refusals?.find(
    ({ from = 0, before = Infinity }) => conditions.serverMajor >= from && conditions.serverMajor < before,
  );
  if (refused !== undefined) return raise(refused.sqlstate, refused.message);
  if (action.kind === 'transaction' && action.inCode === true && conditions.inTransaction)
    return raise('2D000', 'invalid transaction termination');
  const outside = conditions.inTransaction ? outsideOnly(action, conditions, catalog) : null;
  if (outside !== null)
    return { sqlstate: '25001', message: `${outside} cannot run inside a transaction block` };
  if (action.kind === 'reindex' && action.scope === 'index' && conditions.serverMajor < 14)
    if (reindexed(action, catalog)?.kind === 'partitioned')
      return { sqlstate: '0A000', message: 'REINDEX is not yet implemented for partitioned indexes' };
  const nowhere = schemaError(action, catalog) ?? settingError(action, conditions);
  if (nowhere !== null) return nowhere;
  const unfinished = unfinishedError(action, catalog);
  if (unfinished !== null) return unfinished;
  const tidy = maintenanceError(action, catalog, conditions);
  if (tidy !== null) return tidy;
  const inTree = partitionError(action, catalog, conditions) ?? inheritanceError(action, catalog, conditions);
  if (inTree !== null) return inTree;
  const onTable = 'ifExists' in action && 'table' in action;
  return onTable ? alterTableError(action, catalog, conditions) : objectError(action, catalog, conditions);
}
