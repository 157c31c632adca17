import type { A_Const, ColumnRef, FuncCall, Node, TypeCast } from 'libpg-query';
import type { Catalog } from '../../catalog/catalog';
import type { Kind } from '../../catalog/typing/kinds';
import { kindOf, pathOf, showKind } from '../../catalog/typing/kinds';
import type { SqlType } from '../../sql/types';
import { showType, storedType, typeOf } from '../../sql/types';
import { nameOf, textsOf, walk } from '../../sql/nodes';
import type { Conditions, PredictedError } from '../effect';
import { missingFunction } from './absent';
import { callsMutable, declaredOf } from './own-functions';
import { noColumn, raise } from './raise';
import { isSystemColumn } from './system-names';
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
    if (from === null || from === 'unknown') return null;
    // Ranges and composite types of the user's are born without casts.
    if (to === null)
      return type && hasNoCasts(type, catalog)
        ? raise('42804', refused(showType(type), showKind(from)))
        : null;
    // Somebody may have made a cast for an enum.
    if (!catalog.complete && (from.schema ?? to.schema) !== undefined) return null;
    return pathOf(from, to, 'assignment', serverMajor) === 'none'
      ? raise('42804', refused(showKind(to), showKind(from)))
      : null;
  };

function hasNoCasts(type: SqlType, catalog: Catalog): boolean {
  const base = catalog.baseType(storedType(type));
  const kind = base.array ? undefined : catalog.findType(base)?.kind;
  return kind === 'range' || kind === 'composite';
}

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
  let impure = false;
  let unsafe: PredictedError | null = null;
  for (const { kind, value } of walk(expression)) {
    if (kind === 'SubLink') return raise('0A000', `cannot use subquery in ${use}`);
    if (kind === 'ColumnRef') {
      const problem = columnError(textsOf((value as ColumnRef).fields), use, scope, conditions);
      if (problem !== null) return problem;
    }
    if (kind === 'A_Const') unsafe ??= unsafeLabel(value as A_Const, scope, catalog, conditions);
    if (kind === 'TypeCast' && isTextOfRow(value as TypeCast, scope)) impure = true;
    if (kind !== 'FuncCall') continue;
    const call = value as FuncCall;
    const problem = callError(call, use, scope, catalog, conditions);
    if (problem !== null) return problem;
    const { schema, name } = nameOf(call.funcname);
    const own = schema === undefined || schema === 'pg_catalog';
    if (immutableOnly.has(use) && own && changing.has(name) && catalog.findFunction({ name }) === undefined)
      impure = true;
  }
  const told = typesTell(expression, columnIn(scope), catalog, conditions, conditionOf(use));
  const wrong = told.error ?? (told.changes === undefined ? unsafe : null);
  if (wrong !== null) return wrong;
  if (immutableOnly.has(use) && (told.changes ?? impure)) return mutable(use);
  if (immutableOnly.has(use) && use !== 'publication WHERE' && callsMutable(expression, catalog))
    return mutable(use);
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

// It is made of the texts of its columns.
function isTextOfRow({ arg, typeName }: TypeCast, scope: Scope): boolean {
  const parts = arg !== undefined && 'ColumnRef' in arg ? textsOf(arg.ColumnRef.fields) : [];
  return isWholeRow(parts, scope) && ['text', 'varchar', 'bpchar'].includes(typeOf(typeName).name);
}

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
  const [of] = parts;
  if (!own && parts.length === 2 && of !== undefined && columns !== null)
    return raise('42P01', `missing FROM-clause entry for table "${of}"`);
  const stored = use === 'check constraint' || use === 'column generation expression';
  // Until PostgreSQL 11 a table might have had an oid.
  const system =
    isSystemColumn(column) || (column === 'oid' && serverMajor < 12 && use === 'check constraint');
  if (own && stored && system && column !== 'tableoid')
    return columns?.has(column) === true
      ? null
      : raise('42P10', `system column "${column}" reference in ${use} is invalid`);
  if (isWholeRow(parts, { table, columns })) {
    if (use === 'column generation expression')
      return raise('42P17', 'cannot use whole-row variable in column generation expression');
    return use === 'DEFAULT expression'
      ? raise('42P10', 'cannot use column references in default expression')
      : null;
  }
  if (!own || columns === null || system) return null;
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
  const absent = missingFunction(called, catalog, serverMajor, projections);
  if (absent !== null) return absent;
  if (call.over !== undefined) return raise('42P20', `window functions are not allowed in ${use}s`);
  const declared = declaredOf(call, catalog);
  if (declared?.procedure === true) return raise('42809', `${called.name}() is a procedure`);
  if (declared?.givesRows === true) return rowsNotAllowed(use);
  const own = called.schema === undefined || called.schema === 'pg_catalog';
  if (!own || catalog.findFunction(called) !== undefined) return null;
  if (aggregates.has(called.name)) return raise('42803', `aggregate functions are not allowed in ${use}s`);
  return sets.has(called.name) ? rowsNotAllowed(use) : null;
}

const rowsNotAllowed = (use: Use): PredictedError =>
  raise('0A000', `set-returning functions are not allowed in ${use}s`);
