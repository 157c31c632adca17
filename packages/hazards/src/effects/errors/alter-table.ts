import type { Catalog } from '../../catalog/catalog';
import { droppedBy } from '../../catalog/dropped';
import { fallOf, storesRowsOf } from '../../catalog/falls';
import { familyOf } from '../../catalog/family';
import { referencesInto } from '../../catalog/key-trees';
import { requiredBy } from '../../catalog/not-null-proof';
import type { Column, Constraint, Relation } from '../../catalog/model';
import type { TableAction } from '../../sql/actions';
import { unknownParameter } from '../../sql/read/storage-options';
import type { SqlType } from '../../sql/types';
import { isPlainType, isSerial } from '../../sql/types';
import type { Conditions, PredictedError } from '../effect';
import { heldError } from '../falling';
import { addConstraintError, declaredError, dropConstraintError, uniqueOnPartitioned } from './constraints';
import { alteredKindError } from './altered-kinds';
import { columnSpecError, generationError, identityTypeError } from './column-spec';
import type { Scope } from './expressions';
import { columnTaker, expressionError } from './expressions';
import { replicaIdentityError } from './indexes';
import { missingPart } from './parts';
import { exists, noColumn, noTable, depended, raise } from './raise';
import { wrongKind } from './relation-kinds';
import { setTypeError } from './set-type';
import { switchError } from './triggers';
import { constantError } from './values';

/** The error of one ALTER TABLE subcommand on this schema. Rows may cause others. */
export function alterTableError(
  action: TableAction,
  catalog: Catalog,
  conditions: Conditions,
): PredictedError | null {
  const table = catalog.find(action.table);
  if (table === undefined) {
    // ALTER TABLE takes indexes, too, for some of what it does.
    const missing =
      catalog.lacks(action.table) && !action.ifExists && catalog.findIndex(action.table) === undefined;
    return missing ? noTable(action.table.name) : null;
  }
  if (!table.known) return null;
  const otherwise = action.calledA === undefined ? null : wrongKind(table, action.calledA);
  if (otherwise !== null) return otherwise;
  const unfit = alteredKindError(table, action) ?? typedError(table, action);
  if (unfit !== null) return unfit;

  switch (action.kind) {
    case 'add-column':
      return (
        addColumnError(table, action, catalog, conditions) ??
        (fillsRows(action) ? rowTypeError(table, catalog) : null)
      );
    case 'drop-column':
      return dropColumnError(table, action, catalog, conditions);
    case 'set-default':
      return setDefaultError(table, action, catalog, conditions);
    case 'replica-identity':
      return action.index === undefined ? null : replicaIdentityError(table, action.index, catalog);
    case 'drop-expression':
      if (isInherited(table, action.column))
        return raise('42P16', 'cannot drop generation expression from inherited column');
      if (table.columns.get(action.column)?.virtual === true)
        return raise('0A000', 'DROP EXPRESSION is not supported for virtual generated columns');
      if (lacks(table, action.column)) return noColumn(action.column);
      return isPlain(table.columns.get(action.column)) && !action.missingOk
        ? raise('55000', `column "${action.column}" of relation "${table.name}" is not a generated column`)
        : null;
    case 'set-expression':
      return table.columns.get(action.column)?.generated === false
        ? raise('55000', `column "${action.column}" of relation "${table.name}" is not a generated column`)
        : lacks(table, action.column)
          ? noColumn(action.column)
          : (uncheckedError(table, action.column) ??
            generationError(
              action.column,
              action.expression,
              scopeOf(table),
              catalog,
              conditions,
              columnTaker(action.column, table.columns.get(action.column)?.type, catalog, conditions),
            ) ??
            (table.columns.get(action.column)?.virtual === true ? null : rowTypeError(table, catalog)));
    case 'set-not-null':
      return lacks(table, action.column) ? noColumn(action.column) : null;
    case 'drop-not-null': {
      if (lacks(table, action.column)) return noColumn(action.column);
      if (table.columns.get(action.column)?.identity === true)
        return raise('42601', `column "${action.column}" of relation "${table.name}" is an identity column`);
      const primary = [...table.constraints.values()].find(({ kind }) => kind === 'primary');
      return primary?.columns.includes(action.column) === true
        ? raise('42P16', `column "${action.column}" is in a primary key`)
        : null;
    }
    case 'trigger-state':
      return action.name === undefined
        ? switchError(table, action, conditions)
        : missingPart(table, action.of, action.name, catalog);
    case 'identity': {
      const standing = table.columns.get(action.column);
      if (lacks(table, action.column)) return noColumn(action.column);
      if (
        standing !== undefined &&
        action.change !== 'add' &&
        !action.missingOk &&
        standing.identity === false
      )
        return raise(
          '55000',
          `column "${action.column}" of relation "${table.name}" is not an identity column`,
        );
      if (action.change === 'add' && standing?.identity === true)
        return raise(
          '55000',
          `column "${action.column}" of relation "${table.name}" is already an identity column`,
        );
      const unfit = action.change === 'add' ? identityTypeError(standing?.type, catalog) : null;
      if (unfit !== null) return unfit;
      if (action.change === 'add' && standing?.notNull === false)
        return raise(
          '55000',
          `column "${action.column}" of relation "${table.name}" must be declared NOT NULL before identity can be added`,
        );
      // Whatever its place in the statement, DROP DEFAULT comes first.
      const freed = (conditions.alongside ?? []).some(
        (each) => each.kind === 'set-default' && each.column === action.column,
      );
      if (action.change === 'add' && standing?.generated === true)
        return raise('55000', `column "${action.column}" of relation "${table.name}" is a generated column`);
      return action.change === 'add' && holdsDefault(standing) && !freed
        ? raise('55000', `column "${action.column}" of relation "${table.name}" already has a default value`)
        : null;
    }
    case 'set-type':
      return setTypeError(table, action, catalog, conditions) ?? rowTypeError(table, catalog);
    case 'add-constraint':
      return addConstraintError(table, action.constraint, catalog, conditions, action.only);
    case 'drop-constraint':
      return dropConstraintError(table, action, catalog, conditions);
    case 'validate-constraint':
    case 'alter-constraint': {
      const found = table.constraints.get(action.name);
      if (found === undefined) {
        const required = conditions.serverMajor >= 18 && requiredBy(table, action.name) !== undefined;
        return table.constraintsKnown && !required
          ? raise('42704', `constraint "${action.name}" of relation "${table.name}" does not exist`)
          : null;
      }
      if (action.kind === 'validate-constraint') return validateError(table, found, action.only, conditions);
      if (action.inheritability === true) return inheritabilityError(table, found);
      if (action.deferrability !== undefined && found.kind === 'foreign' && found.inherited)
        return raise(
          conditions.serverMajor < 18 ? 'XX000' : '55000',
          `cannot alter constraint "${found.name}" on relation "${table.name}"`,
        );
      const ofKeys = action.deferrability !== undefined || action.enforceability;
      return ofKeys && found.kind !== 'foreign'
        ? raise('42809', `constraint "${action.name}" of relation "${table.name}" is not a foreign key`)
        : null;
    }
    case 'set-persistence': {
      // It is so already.
      if (table.unlogged === !action.logged) return null;
      const published = [...catalog.publications.values()].some(({ tables }) =>
        tables.some((each) => each.table === table),
      );
      if (!action.logged && published)
        return raise('55000', `cannot change table "${table.name}" to unlogged because it is published`);
      return persistenceError(table, action.logged, catalog) ?? rowTypeError(table, catalog);
    }
    case 'harmless-alter':
      return columnSettingError(table, action, catalog, conditions.serverMajor);
    case 'table-option': {
      if (table.kind === 'partitioned')
        return raise('42809', 'cannot specify storage parameters for a partitioned table');
      const unknown = unknownParameter(action.options, conditions.serverMajor);
      if (unknown !== undefined && table.kind !== 'foreign')
        return raise('22023', `unrecognized parameter "${unknown}"`);
      const factor = action.option === 'fillfactor' ? Number(action.value) : 100;
      return factor < 10 || factor > 100
        ? raise('22023', `value ${action.value} out of bounds for option "fillfactor"`)
        : null;
    }
    case 'detach-partition': {
      const partition = catalog.find(action.partition);
      if (partition !== undefined && table.childrenKnown && !table.children.has(partition))
        return raise('42P01', `relation "${partition.name}" is not a partition of relation "${table.name}"`);
      const refused = action.concurrently && typeof table.defaultPartition === 'string';
      return refused
        ? raise('55000', 'cannot detach partitions concurrently when a default partition exists')
        : null;
    }
    default:
      return null;
  }
}

/** A logged table does not refer to one that is not. */
function persistenceError(table: Relation, logged: boolean, catalog: Catalog): PredictedError | null {
  const others = logged
    ? [...table.constraints.values()].flatMap(({ parent }) => parent ?? [])
    : referencesInto(catalog.relations.values(), table).map(({ child }) => child);
  if (!others.some((other) => other !== table && other.unlogged === logged)) return null;
  const what = logged
    ? 'logged because it references an unlogged table'
    : 'unlogged because logged tables refer to it';
  return raise('42P16', `could not change table "${table.name}" to ${what}`);
}

/** What cannot be proved, or not by itself. */
function validateError(
  table: Relation,
  { kind, name, enforced, noInherit, valid }: Constraint,
  only: boolean,
  { serverMajor }: Conditions,
): PredictedError | null {
  if (['primary', 'unique', 'exclude'].includes(kind) || (kind === 'not-null' && serverMajor < 18))
    return raise('42809', `constraint "${name}" of relation "${table.name}" cannot be validated`);
  if (enforced === false) return raise('55000', 'cannot validate NOT ENFORCED constraint');
  const handedOn = (kind === 'check' || kind === 'not-null') && !noInherit && table.children.size > 0;
  return only && handedOn && !valid
    ? raise('42P16', 'constraint must be validated on child tables too')
    : null;
}

/** What a CHECK would say of other values of a virtual column is not looked at. */
const uncheckedError = (table: Relation, column: string): PredictedError | null =>
  table.columns.get(column)?.virtual === true &&
  [...table.constraints.values()].some(({ kind }) => kind === 'check')
    ? raise('0A000', 'SET EXPRESSION is not supported for virtual generated columns in tables with a CHECK')
    : null;

/** INHERIT and NO INHERIT are of NOT NULL, and of the table that it was declared on. */
function inheritabilityError(table: Relation, { kind, name, inherited }: Constraint): PredictedError | null {
  if (kind !== 'not-null')
    return raise('42809', `constraint "${name}" of relation "${table.name}" is not a not-null constraint`);
  return inherited
    ? raise('55000', `cannot alter inherited constraint "${name}" on relation "${table.name}"`)
    : null;
}

/** The columns of a typed table are those of its type. */
function typedError({ ofType }: Relation, action: TableAction): PredictedError | null {
  if (ofType === undefined) return null;
  switch (action.kind) {
    case 'add-column':
      return raise('42809', 'cannot add column to typed table');
    case 'drop-column':
      return raise('42809', 'cannot drop column from typed table');
    case 'set-type':
      return raise('42809', 'cannot alter column type of typed table');
    default:
      return null;
  }
}

// Types of one length are never stored elsewhere, nor compressed.
const fixed = new Set(
  'bool int2 int4 int8 float4 float8 uuid date time timetz timestamp timestamptz interval money oid char name point macaddr macaddr8'.split(
    ' ',
  ),
);
const storages = new Set(['plain', 'external', 'extended', 'main', 'default']);

/** Settings of a column. */
function columnSettingError(
  table: Relation,
  { what, column, value }: Extract<TableAction, { kind: 'harmless-alter' }>,
  catalog: Catalog,
  serverMajor: number,
): PredictedError | null {
  if (column === undefined || value === undefined) return null;
  const storage = what === 'SET STORAGE' ? value.toLowerCase() : undefined;
  const odd =
    storage !== undefined && !storages.has(storage)
      ? raise('22023', `invalid storage type "${value}"`)
      : null;
  // Since PostgreSQL 16 the column is looked for first.
  if (odd !== null && serverMajor < 16) return odd;
  if (lacks(table, column)) return noColumn(column);
  if (odd !== null) return odd;
  if (what === 'SET STATISTICS' && table.columns.get(column)?.virtual === true)
    return raise('0A000', `cannot alter statistics on virtual generated column "${column}"`);
  const type = table.columns.get(column)?.type;
  const base = type ? catalog.baseType(type) : undefined;
  const isFixed =
    base !== undefined &&
    !base.array &&
    (fixed.has(base.name) ? base.schema === undefined : catalog.findType(base)?.kind === 'enum');
  if (storage !== undefined && isFixed && storage !== 'plain' && storage !== 'default')
    return raise('0A000', `column data type ${base.name} can only have storage PLAIN`);
  if (what === 'SET COMPRESSION') {
    if (isFixed) return raise('0A000', `column data type ${base.name} does not support compression`);
    if (!['pglz', 'lz4', 'default'].includes(value.toLowerCase()))
      return raise('22023', `invalid compression method "${value}"`);
  }
  return what === 'SET STATISTICS' && Number(value) < -1
    ? raise('22023', 'statistics target is too low')
    : null;
}

// Of a column with a default that was not seen it may not be known that it is computed.
const isPlain = (column: Column | undefined): boolean =>
  column?.generated === false && (column.hasDefault !== true || column.defaultExpression !== undefined);

const fillsRows = ({ column }: Extract<TableAction, { kind: 'add-column' }>): boolean =>
  column.defaultExpression !== undefined ||
  column.identity ||
  column.generated === 'stored' ||
  isSerial(column.type);

/** Rows of the table that are stored in a column of another one would keep the old shape (find_composite_type_dependencies). */
function rowTypeError(table: Relation, catalog: Catalog): PredictedError | null {
  const user = storesRowsOf(table, catalog);
  return user === null
    ? null
    : raise(
        '0A000',
        `cannot alter table "${table.name}" because a column of "${user.name}" uses its row type`,
      );
}

/** Whether the table's columns are known and this is none of them. */
export const lacks = (table: Relation, column: string): boolean =>
  table.known && table.columns.size > 0 && !table.columns.has(column);

/** Whether a partition or child has the column from its parent. */
export const isInherited = (table: Relation, column: string): boolean =>
  [...table.parents].some((parent) => parent.columns.has(column));

function addColumnError(
  table: Relation,
  action: Extract<TableAction, { kind: 'add-column' }>,
  catalog: Catalog,
  conditions: Conditions,
): PredictedError | null {
  const { name } = action.column;
  if (table.isPartition) return raise('42809', 'cannot add column to a partition');
  if (table.columns.has(name))
    return action.ifNotExists ? null : exists('42701', `column "${name}" of relation "${table.name}"`);
  if (action.only && table.children.size > 0)
    return raise('42P16', 'column must be added to child tables too');
  if (
    action.column.identity &&
    table.children.size > 0 &&
    (table.kind === 'table' || conditions.serverMajor < 17)
  )
    return raise('42P16', 'cannot recursively add identity column to table that has child tables');
  const keys = action.column.constraints.filter(({ kind }) => kind === 'primary');
  const unique = action.column.constraints.filter(({ kind }) => kind === 'primary' || kind === 'unique');
  const partitioned = unique
    .map(() => uniqueOnPartitioned(table, true, [name]))
    .find((each) => each !== null);
  if (partitioned) return partitioned;
  const wrong =
    columnSpecError(
      action.column,
      { ...scopeOf(table, [action.column]), evaluates: true },
      catalog,
      conditions,
    ) ?? (memberOfItself(table, action.column.type, catalog) ? noMember(table) : null);
  if (wrong !== null) return wrong;
  for (const spec of action.column.constraints) {
    const taken = spec.kind === 'foreign' ? null : declaredError(table, spec, catalog);
    if (taken !== null) return taken;
    if (spec.kind !== 'foreign') continue;
    const problem = addConstraintError(table, spec, catalog, conditions, false, [action.column.type]);
    if (problem !== null) return problem;
  }
  const second = keys.length > 0 && [...table.constraints.values()].some(({ kind }) => kind === 'primary');
  return second ? raise('42P16', `multiple primary keys for table "${table.name}" are not allowed`) : null;
}

const memberOfItself = (table: Relation, type: SqlType, catalog: Catalog): boolean =>
  !isPlainType(type) && catalog.findType(type) === undefined && catalog.find(type) === table;
const noMember = (table: Relation): PredictedError =>
  raise('42P16', `composite type ${table.name} cannot be made a member of itself`);

/** The columns that an expression of the table may name. */
/** The names of the columns that are computed from others. */
export const generatedOf = (columns: Relation['columns'] | undefined): ReadonlySet<string> =>
  new Set([...(columns?.values() ?? [])].flatMap(({ name, generated }) => (generated ? [name] : [])));

export const scopeOf = (
  table: Pick<Relation, 'name' | 'columns'>,
  more: readonly { readonly name: string; readonly type: SqlType }[] = [],
): Scope => ({
  table: table.name,
  generated: () => generatedOf(table.columns),
  columns:
    table.columns.size === 0
      ? null
      : new Map([
          ...[...table.columns.values()].map(({ name, type }): [string, SqlType | null] => [name, type]),
          ...more.map(({ name, type }): [string, SqlType] => [name, type]),
        ]),
});

function setDefaultError(
  table: Relation,
  action: Extract<TableAction, { kind: 'set-default' }>,
  catalog: Catalog,
  conditions: Conditions,
): PredictedError | null {
  const column = table.columns.get(action.column);
  if (lacks(table, action.column)) return noColumn(action.column);
  if (column?.generated === true)
    return raise('42601', `column "${action.column}" of relation "${table.name}" is a generated column`);
  // Whatever its place in the statement, DROP DEFAULT comes before ADD GENERATED.
  const before = (conditions.alongside ?? []).some(
    (each) => each.kind === 'identity' && each.change === 'add' && each.column === action.column,
  );
  if (column?.identity === true && !(before && action.expression === null))
    return raise('42601', `column "${action.column}" of relation "${table.name}" is an identity column`);
  const expression = action.expression ?? undefined;
  return (
    expressionError(
      expression,
      'DEFAULT expression',
      scopeOf(table),
      catalog,
      conditions,
      columnTaker(action.column, column?.type, catalog, conditions),
    ) ?? constantError(expression, column?.type ?? null, catalog, conditions)
  );
}

function dropColumnError(
  table: Relation,
  action: Extract<TableAction, { kind: 'drop-column' }>,
  catalog: Catalog,
  { serverMajor }: Conditions,
): PredictedError | null {
  const { column } = action;
  if (lacks(table, column)) return action.missingOk ? null : noColumn(column);
  if (isInherited(table, column)) return raise('42P16', `cannot drop inherited column "${column}"`);
  if (familyOf(table, action.only).some(({ partitionKey }) => partitionKey.includes(column)))
    return raise('42P16', `cannot drop column "${column}" because it is part of the partition key`);
  if (action.cascade) return null;
  const generated =
    serverMajor >= 15 &&
    [...table.columns.values()].some(({ generatedFrom }) => generatedFrom.includes(column));
  const what = `column ${column} of table ${table.name}`;
  return generated ? depended(what) : heldError(fallOf(droppedBy(action, catalog), false, catalog), what);
}

const holdsDefault = (column: Column | undefined): boolean =>
  column?.serial !== undefined || column?.defaultExpression !== undefined;
