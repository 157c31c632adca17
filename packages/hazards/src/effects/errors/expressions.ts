import type { A_Const, ColumnRef, FuncCall, Node, TypeCast } from 'libpg-query';
import type { Catalog } from '../../catalog/catalog';
import type { Kind } from '../../catalog/typing/kinds';
import { kindOf, pathOf, showKind } from '../../catalog/typing/kinds';
import type { SqlType } from '../../sql/types';
import { typeOf } from '../../sql/types';
import { nameOf, textsOf, walk } from '../../sql/nodes';
import type { Conditions, PredictedError } from '../effect';
import { isNoFunction } from './functions';
import { noColumn, raise } from './raise';
import { systemColumns } from './system-names';
import { typesTell } from './typed';
import { textError } from './values';

/** What an expression of a table's definition is for, as the server calls it. */
export type Use =
  | 'DEFAULT expression'
  | 'transform expression'
  | 'policy expression'
  | 'check constraint'
  | 'column generation expression'
  | 'index expression'
  | 'index predicate'
  | 'partition key expression'
  | 'publication WHERE';

export interface Scope {
  readonly table: string;
  /** The columns with their types; null where they are not known. */
  readonly columns: ReadonlyMap<string, SqlType | null> | null;
  /** Those that are computed from others. Asked for, because few columns are. */
  readonly generated?: () => ReadonlySet<string>;
  /** A default is computed now, and not only when a row comes. */
  readonly evaluates?: boolean;
}

/** What is asked of the type that an expression gives. */
export type Taker = (kind: Kind) => PredictedError | null;

/** An expression whose value a column gets: there has to be a cast that is made by itself. */
export const givenTo =
  (
    type: SqlType | null | undefined,
    catalog: Catalog,
    { serverMajor }: Conditions,
    refused: (to: string, from: string) => string,
  ): Taker =>
  (from) => {
    const { kind: to } = kindOf(type, catalog);
    if (from === null || from === 'unknown' || to === null) return null;
    // Somebody may have made a cast for an enum.
    if (!catalog.complete && (from.schema ?? to.schema) !== undefined) return null;
    return pathOf(from, to, 'assignment', serverMajor) === 'none'
      ? raise('42804', refused(showKind(to), showKind(from)))
      : null;
  };

export const columnTaker = (
  name: string,
  type: SqlType | null | undefined,
  catalog: Catalog,
  conditions: Conditions,
): Taker =>
  givenTo(
    type,
    catalog,
    conditions,
    (to, from) => `column "${name}" is of type ${to} but expression is of type ${from}`,
  );

// Aggregates and functions with several rows that are met in expressions; both are refused.
const aggregates = new Set(
  'array_agg avg bit_and bit_or bool_and bool_or count every json_agg json_object_agg jsonb_agg jsonb_object_agg max min string_agg sum stddev variance xmlagg'.split(
    ' ',
  ),
);
const sets = new Set(
  'generate_series generate_subscripts unnest json_array_elements json_each jsonb_array_elements jsonb_each regexp_split_to_table regexp_matches json_object_keys jsonb_object_keys string_to_table'.split(
    ' ',
  ),
);

// Never immutable, whatever the arguments.
const changing = new Set(
  `now random clock_timestamp statement_timestamp transaction_timestamp timeofday gen_random_uuid uuidv4 uuidv7 nextval currval lastval
   txid_current pg_backend_pid current_database current_schema to_char to_date to_number random_normal concat concat_ws format
   array_to_string row_to_json to_json to_jsonb array_to_json json_build_object jsonb_build_object json_build_array jsonb_build_array`.match(
    /\S+/g,
  ),
);

/** Functions that look at the session's settings when they are called with so many arguments, or with this type as the last one. */
const settled = (call: FuncCall, name: string, { columns }: Scope): boolean => {
  const { args = [] } = call;
  if (name === 'to_tsvector' || name === 'to_tsquery' || name === 'plainto_tsquery') return args.length !== 1;
  if (name === 'to_timestamp') return args.length !== 2;
  if (name === 'date') return typeOfColumn(args[0], columns) !== 'timestamptz';
  if (name !== 'date_trunc' && name !== 'date_part' && name !== 'extract') return true;
  return typeOfColumn(args[1], columns) !== 'timestamptz';
};

const typeOfColumn = (node: Node | undefined, columns: Scope['columns']): string | undefined =>
  node !== undefined && 'ColumnRef' in node
    ? columns?.get(textsOf(node.ColumnRef.fields).at(-1) ?? '')?.name
    : undefined;

const texts = new Set(['text', 'varchar', 'bpchar']);
const times = new Set(['date', 'time', 'timetz', 'timestamp', 'timestamptz', 'interval']);

// What a point in time is called depends on TimeZone, its text on DateStyle, and that of a label on the enum.
function castsBySettings(cast: TypeCast, scope: Scope, catalog: Catalog): boolean {
  const { columns } = scope;
  const from = typeOfColumn(cast.arg, columns);
  const to = typeOf(cast.typeName).name;
  const isText = texts.has(to);
  const parts = cast.arg && 'ColumnRef' in cast.arg ? textsOf(cast.arg.ColumnRef.fields) : [];
  // The text of a row is made of the texts of its columns.
  if (isText && isWholeRow(parts, scope)) return true;
  if (from !== undefined && texts.has(from)) return times.has(to);
  if (isText && isEnum(cast.arg, columns, catalog)) return true;
  if (from === 'timestamptz') return isText || ['date', 'timestamp', 'time', 'timetz'].includes(to);
  return (from === 'timestamp' || from === 'date') && (isText || to === 'timestamptz');
}

function isEnum(node: Node | undefined, columns: Scope['columns'], catalog: Catalog): boolean {
  const name =
    node !== undefined && 'ColumnRef' in node ? (textsOf(node.ColumnRef.fields).at(-1) ?? '') : undefined;
  const type = name === undefined ? undefined : columns?.get(name);
  return type !== undefined && type !== null && !type.array && catalog.findType(type)?.kind === 'enum';
}

const immutableOnly: ReadonlySet<Use> = new Set<Use>([
  'column generation expression',
  'index expression',
  'index predicate',
  'partition key expression',
  'publication WHERE',
]);

/** SQLSTATE 55P04: a text beside a column of an enum is taken for one of its labels, and this one the transaction has only just added. */
function unsafeLabel(
  { sval }: A_Const,
  { columns }: Scope,
  catalog: Catalog,
  conditions: Conditions,
): PredictedError | null {
  if (sval === undefined || catalog.unfinished.labels.size === 0) return null;
  for (const type of columns?.values() ?? []) {
    const problem = type === null ? null : textError(sval.sval ?? '', type, catalog, conditions);
    if (problem?.sqlstate === '55P04') return problem;
  }
  return null;
}

/** The error of an expression in the definition of a table or an index: what it must not hold and what it names that is not there. */
export function expressionError(
  expression: Node | undefined,
  use: Use,
  scope: Scope,
  catalog: Catalog,
  conditions: Conditions,
  taker?: Taker,
): PredictedError | null {
  if (expression === undefined) return null;
  let impure: PredictedError | null = null;
  for (const { kind, value } of walk(expression)) {
    if (kind === 'SubLink') return raise('0A000', `cannot use subquery in ${use}`);
    if (kind === 'ColumnRef') {
      const problem = columnError(textsOf((value as ColumnRef).fields), use, scope, conditions);
      if (problem !== null) return problem;
    }
    if (kind === 'A_Const') {
      const problem = unsafeLabel(value as A_Const, scope, catalog, conditions);
      if (problem !== null) return problem;
    }
    if (kind === 'SQLValueFunction' && immutableOnly.has(use)) impure ??= mutable(use);
    if (kind === 'TypeCast' && immutableOnly.has(use) && castsBySettings(value as TypeCast, scope, catalog))
      impure ??= mutable(use);
    if (kind !== 'FuncCall') continue;
    const call = value as FuncCall;
    const problem = callError(call, use, scope, catalog, conditions);
    if (problem !== null) return problem;
    const { schema, name } = nameOf(call.funcname);
    const own = schema === undefined || schema === 'pg_catalog';
    if (
      immutableOnly.has(use) &&
      own &&
      (changing.has(name) || !settled(call, name, scope)) &&
      catalog.findFunction({ name }) === undefined
    )
      impure ??= mutable(use);
  }
  const told = typesTell(expression, columnIn(scope), catalog, conditions, conditionOf(use));
  if (told.error !== null) return told.error;
  const changes = immutableOnly.has(use) ? (told.changes ?? impure !== null) : false;
  if (changes) return mutable(use);
  return taker?.(told.kind) ?? null;
}

const conditionOf = (use: Use): string | undefined =>
  use === 'check constraint'
    ? 'CHECK'
    : use === 'index predicate'
      ? 'WHERE'
      : use === 'policy expression'
        ? 'POLICY'
        : use === 'publication WHERE'
          ? 'PUBLICATION WHERE'
          : undefined;

const columnIn =
  ({ table, columns }: Scope) =>
  (name: string, of: string | null): SqlType | null =>
    of === null || of === table ? (columns?.get(name) ?? null) : null;

const mutable = (use: Use): PredictedError =>
  use === 'column generation expression'
    ? raise('42P17', 'generation expression is not immutable')
    : use === 'publication WHERE'
      ? raise('0A000', 'invalid publication WHERE expression')
      : raise('42P17', `functions in ${use} must be marked IMMUTABLE`);

// The name of the table stands for its row, unless it is that of a column, too.
const isWholeRow = (parts: readonly string[], { table, columns }: Scope): boolean =>
  parts[0] === table &&
  (parts.length === 1 ? columns?.has(table) === false : parts.length === 2 && parts[1] === '');

function columnError(
  parts: readonly string[],
  use: Use,
  { table, columns }: Scope,
  { serverMajor }: Conditions,
): PredictedError | null {
  const column = parts.at(-1) ?? '';
  if (use === 'DEFAULT expression' && serverMajor >= 12)
    return raise('0A000', 'cannot use column reference in DEFAULT expression');
  const own = parts.length === 1 || (parts.length === 2 && parts[0] === table);
  if (!own && parts.length === 2 && use !== 'policy expression' && columns?.has(parts[0] ?? '') === false)
    return raise('42P01', `missing FROM-clause entry for table "${parts[0] ?? ''}"`);
  if (
    own &&
    use === 'check constraint' &&
    systemColumns.has(column) &&
    column !== 'tableoid' &&
    column !== 'oid'
  )
    return columns?.has(column) === true
      ? null
      : raise('42P10', `system column "${column}" reference in check constraint is invalid`);
  if (isWholeRow(parts, { table, columns }))
    return use === 'column generation expression'
      ? raise('42P17', 'cannot use whole-row variable in column generation expression')
      : null;
  if (!own || columns === null || column === '' || column === table || systemColumns.has(column)) return null;
  if (!columns.has(column)) return noColumn(column);
  return use === 'DEFAULT expression'
    ? raise('42P10', 'cannot use column references in default expression')
    : null;
}

function callError(
  call: FuncCall,
  use: Use,
  { columns }: Scope,
  catalog: Catalog,
  { serverMajor }: Conditions,
): PredictedError | null {
  const called = nameOf(call.funcname);
  const projections = new Set(columns === null ? [called.name] : columns.keys());
  if (isNoFunction(called, catalog, serverMajor, projections))
    return raise('42883', `function ${called.name}() does not exist`);
  if (call.over !== undefined) return raise('42P20', `window functions are not allowed in ${use}s`);
  const own = called.schema === undefined || called.schema === 'pg_catalog';
  if (!own || catalog.findFunction(called) !== undefined) return null;
  if (aggregates.has(called.name)) return raise('42803', `aggregate functions are not allowed in ${use}s`);
  return sets.has(called.name) ? raise('0A000', `set-returning functions are not allowed in ${use}s`) : null;
}
