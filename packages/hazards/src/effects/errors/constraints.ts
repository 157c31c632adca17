import type { Catalog } from '../../catalog/catalog';
import { fallOf } from '../../catalog/falls';
import { requiredBy } from '../../catalog/not-null-proof';
import type { Index, Relation } from '../../catalog/model';
import type { ConstraintSpec, TableAction } from '../../sql/actions';
import type { Conditions, PredictedError } from '../effect';
import { heldError } from '../falling';
import type { SqlType } from '../../sql/types';
import { kindOf } from '../../catalog/typing/kinds';
import { lacks, scopeOf } from './alter-table';
import { expressionError } from './expressions';
import { foreignTypesError, primaryOf } from './foreign-types';
import { gistError, noKey } from './indexes';
import { exists, noColumn, noTable, raise } from './raise';
import { noSchema } from './schemas';

/** The errors of ADD CONSTRAINT that the schema alone causes. */
export function addConstraintError(
  table: Relation,
  spec: ConstraintSpec,
  catalog: Catalog,
  conditions: Conditions,
  only = false,
  types?: readonly SqlType[],
): PredictedError | null {
  const handedOn = (spec.kind === 'check' || spec.kind === 'not-null') && !spec.noInherit;
  if (handedOn && only && table.children.size > 0)
    return raise('42P16', 'constraint must be added to child tables too');
  const indexed = isIndexed(spec);
  const absent = spec.kind === 'primary' ? spec.columns.find((column) => lacks(table, column)) : undefined;
  if (absent !== undefined) return noColumn(absent);
  if (spec.kind === 'primary' && [...table.constraints.values()].some(({ kind }) => kind === 'primary'))
    return raise('42P16', `multiple primary keys for table "${table.name}" are not allowed`);
  if (indexed && table.kind === 'foreign')
    return conditions.serverMajor < 13
      ? raise('42809', `"${table.name}" is not a table`)
      : raise('0A000', 'keys on foreign tables are not supported');
  const unfit = declaredError(table, spec, catalog);
  if (unfit !== null) return unfit;
  if (spec.kind === 'foreign') return foreignKeyError(table, spec, catalog, conditions, only, types);
  const [required] = spec.kind === 'not-null' ? spec.columns : [];
  if (required !== undefined && spec.name !== undefined && table.columns.get(required)?.notNull === true)
    if (requiredBy(table, spec.name) !== required)
      return raise(
        '55000',
        `cannot create not-null constraint "${spec.name}" on column "${required}": it has one`,
      );
  const missing = spec.columns.find((column) => lacks(table, column));
  if (missing !== undefined && spec.kind !== 'check') return indexed ? noKey(missing) : noColumn(missing);
  if (indexed && spec.columns.some((column) => table.columns.get(column)?.virtual === true))
    return raise('0A000', 'keys on virtual generated columns are not supported');
  const untimed = timeError(spec, (column) => table.columns.get(column)?.type, catalog);
  if (untimed !== null) return untimed;
  const incomparable = gistError(
    spec.byGist ?? [],
    (column) => table.columns.get(column)?.type,
    catalog,
    conditions,
  );
  if (incomparable !== null) return incomparable;
  if (spec.kind === 'check') {
    const wrong = expressionError(spec.expression, 'check constraint', scopeOf(table), catalog, conditions);
    if (wrong !== null) return wrong;
  }
  const heir =
    spec.kind === 'primary' && only && conditions.serverMajor >= (table.kind === 'partitioned' ? 12 : 18)
      ? [...table.children].find((child) =>
          spec.columns.some((column) => child.columns.get(column)?.notNull === false),
        )
      : undefined;
  if (heir !== undefined)
    return conditions.serverMajor < 18
      ? raise('42P16', 'constraint must be added to child tables too')
      : raise('XX000', `a column of the primary key is not marked NOT NULL in table "${heir.name}"`);
  const unproven =
    spec.kind === 'primary' && spec.columns.find((column) => hasUnprovenNotNull(table, column));
  if (typeof unproven === 'string')
    return raise('55000', `cannot create primary key on column "${unproven}": its NOT NULL is not valid`);
  if (spec.usingIndex !== undefined)
    return (
      usingIndexError(table, spec.usingIndex, catalog) ??
      (table.kind === 'partitioned'
        ? raise('0A000', 'ADD CONSTRAINT USING INDEX is not supported on partitioned tables')
        : null)
    );
  if (spec.kind === 'exclude' && table.kind === 'partitioned' && conditions.serverMajor < 17)
    return raise('0A000', 'exclusion constraints are not supported on partitioned tables');
  return uniqueOnPartitioned(only ? { ...table, children: [] } : table, indexed, spec.columns);
}

const isIndexed = ({ kind }: ConstraintSpec): boolean =>
  kind === 'primary' || kind === 'unique' || kind === 'exclude';

/** A new constraint cannot be on such a table, or its name is that of another, or, where it is one of an index, that of a relation. */
export function declaredError(
  table: Relation,
  spec: ConstraintSpec,
  catalog: Catalog,
): PredictedError | null {
  const { name, usingIndex, kind } = spec;
  if (spec.noInherit && table.kind === 'partitioned')
    return kind === 'check'
      ? raise('42P16', `cannot add NO INHERIT constraint to partitioned table "${table.name}"`)
      : raise('0A000', 'not-null constraints on partitioned tables cannot be NO INHERIT');
  if (name === undefined) return null;
  if (isIndexed(spec) && name !== usingIndex && catalog.relationStands(table.schema, name))
    return exists('42P07', `relation "${name}"`);
  return table.constraints.has(name)
    ? exists('42710', `constraint "${name}" for relation "${table.name}"`)
    : null;
}

// PostgreSQL 18: a NOT NULL that is NOT VALID stands in the way of a primary key.
const hasUnprovenNotNull = (table: Relation, column: string): boolean =>
  [...table.constraints.values()].some(
    ({ kind, valid, columns }) => kind === 'not-null' && !valid && columns.includes(column),
  );

/** A unique index of a partitioned table must hold the whole partition key. */
export function uniqueOnPartitioned(
  table: Pick<Relation, 'kind' | 'partitionKey'> & { readonly children: Iterable<Relation> },
  unique: boolean,
  columns: readonly string[],
): PredictedError | null {
  if (!unique || table.kind !== 'partitioned') return null;
  if (table.partitionKey.every((column) => columns.includes(column))) {
    // Each partition gets it, too, and may be partitioned by something else.
    for (const child of table.children) {
      const below = uniqueOnPartitioned(child, unique, columns);
      if (below !== null) return below;
    }
    return null;
  }
  return raise('0A000', 'unique constraint on partitioned table must include all partitioning columns');
}

function foreignKeyError(
  table: Relation,
  spec: ConstraintSpec,
  catalog: Catalog,
  { serverMajor }: Conditions,
  only: boolean,
  types?: readonly SqlType[],
): PredictedError | null {
  const parent = spec.foreign === undefined ? undefined : catalog.find(spec.foreign.parent);
  if (parent === undefined) {
    const { parent: name } = spec.foreign ?? { parent: { name: '' } };
    return noSchema(name, catalog) ?? (catalog.lacks(name) ? noTable(name.name) : null);
  }
  if (spec.columns.some((column) => table.columns.get(column)?.virtual === true))
    return raise('0A000', 'foreign key constraints on virtual generated columns are not supported');
  if (table.schema === 'pg_temp' && parent.known && parent.schema !== 'pg_temp')
    return raise('42P16', 'constraints on temporary tables may reference only temporary tables');
  if (table.schema !== 'pg_temp' && parent.schema === 'pg_temp')
    return raise('42P16', 'constraints on permanent tables may reference only permanent tables');
  if (table.kind === 'partitioned' && only)
    return raise(
      '42809',
      `cannot use ONLY for foreign key on partitioned table "${table.name}" referencing relation "${parent.name}"`,
    );
  if (table.kind === 'partitioned' && spec.notValid && serverMajor < 18)
    return raise('42809', `cannot add NOT VALID foreign key on partitioned table "${table.name}"`);
  const missing = types === undefined && spec.columns.find((column) => lacks(table, column));
  if (typeof missing === 'string') return noColumn(missing);
  if (types === undefined && spec.columns.some((column) => table.columns.get(column)?.virtual === true))
    return raise('0A000', 'foreign keys on virtual generated columns are not supported');
  const own = types ?? spec.columns.map((column) => table.columns.get(column)?.type);
  return parentError(parent, spec, own, catalog, serverMajor);
}

/** What a foreign key refers to is not unique, or is of another type. */
export function parentError(
  parent: Relation,
  spec: ConstraintSpec,
  types: readonly (SqlType | null | undefined)[],
  catalog: Catalog,
  serverMajor: number,
): PredictedError | null {
  const referred = spec.foreign?.columns ?? [];
  if (parent.kind === 'partitioned' && serverMajor < 12)
    return raise('42809', `cannot reference partitioned table "${parent.name}"`);
  if (parent.known && parent.kind !== 'table' && parent.kind !== 'partitioned')
    return raise('42809', `referenced relation "${parent.name}" is not a table`);
  const missing = referred.find((column) => lacks(parent, column));
  if (missing !== undefined) return noColumn(missing);
  if (referred.length === 0 && parent.known && parent.constraintsKnown && primaryOf(parent).length === 0)
    return raise('42704', `there is no primary key for referenced table "${parent.name}"`);
  const primary = [...parent.constraints.values()].find(({ kind }) => kind === 'primary');
  if (referred.length === 0 && primary !== undefined && primary.columns.length !== spec.columns.length)
    return raise('42830', 'number of referencing and referenced columns for foreign key disagree');
  if (referred.length === 0 && primary?.temporal === true && spec.foreign?.period !== true)
    return raise('42830', 'foreign key must use PERIOD when referencing a primary key WITHOUT OVERLAPS');
  if (referred.length === 0 && primary?.deferrable === true)
    return raise('55000', `cannot use a deferrable primary key for referenced table "${parent.name}"`);
  return (
    (spec.foreign?.period === true ? null : notUnique(parent, referred)) ??
    foreignTypesError(spec.name ?? `on ${parent.name}`, types, parent, referred, catalog)
  );
}

/** A foreign key refers to columns that are unique together. */
export function notUnique(parent: Relation, referred: readonly string[]): PredictedError | null {
  if (referred.length === 0 || !parent.known || !parent.indexesKnown) return null;
  const unique = uniqueOver(parent, referred);
  if (unique.length === 0)
    return raise(
      '42830',
      `there is no unique constraint matching given keys for referenced table "${parent.name}"`,
    );
  return unique.every(({ name }) => parent.constraints.get(name)?.deferrable === true)
    ? raise('55000', `cannot use a deferrable unique constraint for referenced table "${parent.name}"`)
    : null;
}

/** The indexes that keep just these columns unique together, in every row. */
export const uniqueOver = (table: Relation, columns: readonly string[]): readonly Index[] =>
  [...table.indexes.values()].filter(
    (index) =>
      index.unique &&
      !index.partial &&
      index.computed.length === 0 &&
      table.constraints.get(index.name)?.temporal !== true &&
      [...index.keys.slice(0, index.width)].sort().join() === [...columns].sort().join(),
  );

function usingIndexError(table: Relation, name: string, catalog: Catalog): PredictedError | null {
  const index = table.indexes.get(name);
  if (index === undefined) {
    if (!table.indexesKnown) return null;
    return catalog.relations.ownerOfIndex(table.schema, name) === undefined
      ? raise('42704', `index "${name}" does not exist`)
      : raise('55000', `index "${name}" does not belong to table "${table.name}"`);
  }
  if (table.constraints.has(name))
    return raise('55000', `index "${name}" is already associated with a constraint`);
  if (!index.valid) return raise('55000', `index "${name}" is not valid`);
  if (!index.unique) return raise('42809', `"${name}" is not a unique index`);
  if (index.partial) return raise('42809', `"${name}" is a partial index`);
  if (index.computed.length > 0) return raise('42809', `index "${name}" contains expressions`);
  return index.plainOrder === false
    ? raise('42809', `index "${name}" does not have default sorting behavior`)
    : null;
}

export function dropConstraintError(
  table: Relation,
  action: Extract<TableAction, { kind: 'drop-constraint' }>,
  catalog: Catalog,
  { serverMajor }: Conditions,
): PredictedError | null {
  const constraint = table.constraints.get(action.name);
  const column = serverMajor < 18 ? undefined : requiredBy(table, action.name);
  if (column !== undefined) {
    const primary = [...table.constraints.values()].find(({ kind }) => kind === 'primary');
    if (primary?.columns.includes(column) === true)
      return raise('42P16', `column "${column}" is in a primary key`);
    if (constraint === undefined) return null;
  }
  if (constraint === undefined) {
    return action.missingOk || !table.constraintsKnown
      ? null
      : raise('42704', `constraint "${action.name}" of relation "${table.name}" does not exist`);
  }
  if (constraint.inherited)
    return raise('42P16', `cannot drop inherited constraint "${action.name}" of relation "${table.name}"`);
  return action.cascade
    ? null
    : heldError(
        fallOf([{ kind: 'constraint', it: constraint, of: table }], false, catalog),
        `constraint ${action.name} on table ${table.name}`,
      );
}

/** SQLSTATE 42804: the time of WITHOUT OVERLAPS is a range. */
export function timeError(
  { temporal, columns }: ConstraintSpec,
  typeIn: (column: string) => SqlType | null | undefined,
  catalog: Catalog,
): PredictedError | null {
  const column = columns.at(-1);
  if (temporal !== true || column === undefined) return null;
  const { kind } = kindOf(typeIn(column), catalog);
  return kind === null || (!kind.array && /range$/.test(kind.name))
    ? null
    : raise('42804', `column "${column}" in WITHOUT OVERLAPS is not a range or multirange type`);
}
