import type { Node } from 'libpg-query';
import type { Catalog } from '../catalog/catalog';
import { storesOf } from '../catalog/family';
import type { Relation } from '../catalog/model';
import type { ColumnSpec, TableAction } from '../sql/actions';
import { functionsIn, sequencesIn } from '../sql/read/calls';
import { isSerial } from '../sql/types';
import { addConstraint } from './add-constraint';
import type { Conditions, Effect } from './effect';
import { doing, lockAll, rewrite, scan, together } from './effect';
import { volatilityOf } from './volatility';

type AddColumn = Extract<TableAction, { kind: 'add-column' }>;

/** ALTER TABLE ... ADD COLUMN: free unless the server has to compute or test a value for every row. */
export function addColumn(
  table: Relation,
  action: AddColumn,
  catalog: Catalog,
  conditions: Conditions,
): Effect {
  const { column } = action;
  const locks = lockAll(gaining(table, column.name, action.only), 'AccessExclusiveLock');
  const why = rewriteReason(column, catalog, conditions);
  // A virtual column is computed for every row to see that it is not NULL.
  const unstored = !fills(column) && givenBy(column, catalog) === undefined;
  const required = column.notNull && (unstored || column.generated === 'virtual');
  const stores = storesOf(table, action.only);
  const work =
    why !== null
      ? stores.map((each) => rewrite(each, why))
      : required
        ? stores.map((each) => scan(each, `looks for NULL in "${column.name}"`))
        : [];
  const constraints = column.constraints.map((constraint) => {
    const added = addConstraint(table, constraint, catalog, conditions, {
      only: action.only,
      newColumn: true,
    });
    // A foreign key over a column that is NULL everywhere has nothing to look up.
    if (constraint.kind !== 'foreign' || fills(column)) return added;
    // Before PostgreSQL 12 those of a partitioned table were read all the same.
    const read = conditions.serverMajor < 12 && table.kind === 'partitioned' ? stores : [];
    return {
      ...added,
      work: added.work.filter(({ relation }) => read.includes(relation)),
      indexLocks: added.indexLocks.filter(({ relation }) => read.includes(relation)),
    };
  });
  const sequences = why === null ? [] : sequencesIn(givenBy(column, catalog));
  const drawn = lockAll(
    sequences.map((name) => catalog.find(name)),
    'RowExclusiveLock',
  );
  return together(locks, doing(...work), ...constraints, drawn);
}

// A child that has such a column already keeps it, and so do those below it.
function gaining(table: Relation, column: string, only: boolean): readonly Relation[] {
  if (only) return [table];
  const children = [...table.children].flatMap((child) =>
    child.columns.has(column) ? [child] : gaining(child, column, false),
  );
  return [table, ...children];
}

const fills = (column: ColumnSpec): boolean =>
  column.defaultExpression !== undefined ||
  column.identity ||
  column.generated !== null ||
  isSerial(column.type);

// A column without a default of its own has that of its domain.
const givenBy = (column: ColumnSpec, catalog: Catalog): Node | undefined =>
  column.defaultExpression ??
  (column.type.array || column.generated !== null
    ? undefined
    : catalog.findType(column.type)?.defaultExpression);

function rewriteReason(column: ColumnSpec, catalog: Catalog, conditions: Conditions): string | null {
  if (isSerial(column.type)) return 'a serial column calls nextval() for every row';
  if (column.identity) return 'an identity column calls nextval() for every row';
  if (column.generated === 'stored') return 'a stored generated column is computed for every row';
  if (column.generated === null && catalog.mayBeConstrained(column.type))
    return `the type of "${column.name}" is, or may be, a domain with a constraint`;
  // Before PostgreSQL 13 no row is written for the default of a domain, volatile or not.
  const expression = conditions.serverMajor < 13 ? column.defaultExpression : givenBy(column, catalog);
  if (expression === undefined) return null;
  if (conditions.serverMajor < 11) return 'before PostgreSQL 11 a default is written into every row';
  if (functionsIn(expression).length === 0) return null;
  const volatility = volatilityOf(expression, catalog);
  if (volatility === 'settled') return null;
  return volatility === 'volatile'
    ? 'a volatile default is computed for every row'
    : 'the default calls a function that may be volatile';
}
