import type {
  CommonTableExpr,
  DeleteStmt,
  InferClause,
  InsertStmt,
  MergeStmt,
  Node,
  RangeVar,
  SelectStmt,
  UpdateStmt,
} from 'libpg-query';
import type { Action, RowAction, WhereShape } from '../actions';
import { rangeName, textsOf, walk } from '../nodes';
import type { Met } from '../nodes';
import { readBatch } from './batch';
import type { Queries } from './batch';
import { demandsOf } from './demands';
import type { Source } from './sources';
import { conjuncts, equalColumn, listedColumn, nullTests } from './conditions';

/** Finds every change of rows in a statement, wherever it stands: at the top, in a WITH, below EXPLAIN ANALYZE or CREATE TABLE AS. */
export function readRowChanges(root: unknown): readonly Action[] {
  const changes: Met[] = [];
  const queries = new Map<string, SelectStmt>();
  for (const met of walk(root)) {
    if (rowChanges.has(met.kind)) changes.push(met);
    if (met.kind === 'CommonTableExpr') noteQuery(met.value as CommonTableExpr, queries);
  }
  return changes.flatMap((met) => rowChange(met, queries));
}

/** The columns that changes of rows write; which an INSERT writes without a list of them is not told here. */
export const writtenIn = (root: unknown): readonly Source[] =>
  readRowChanges(root).flatMap((each): readonly Source[] => {
    if (each.kind === 'insert') return [{ table: each.table, columns: each.into ?? [] }];
    if (each.kind === 'delete') return [{ table: each.table, columns: [] }];
    return each.kind === 'update' ? [{ table: each.table, columns: each.columns }] : [];
  });

const rowChanges = new Set(['InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt']);

function noteQuery({ ctename = '', ctequery }: CommonTableExpr, queries: Map<string, SelectStmt>): void {
  if (ctequery !== undefined && 'SelectStmt' in ctequery) queries.set(ctename, ctequery.SelectStmt);
}

function rowChange({ kind, value }: Met, queries: Queries): readonly Action[] {
  if (kind === 'InsertStmt') return [readInsert(value as InsertStmt)];
  if (kind === 'UpdateStmt') return [readUpdate(value as UpdateStmt, queries)];
  if (kind === 'DeleteStmt') return [readDelete(value as DeleteStmt)];
  return kind === 'MergeStmt' ? readMerge(value as MergeStmt) : [];
}

const targets = (nodes: readonly Node[] | undefined): readonly string[] =>
  (nodes ?? []).flatMap((node) => ('ResTarget' in node ? [node.ResTarget.name ?? ''] : []));

function readInsert(node: InsertStmt): RowAction {
  const action = node.onConflictClause?.action;
  const onConflict =
    action === 'ONCONFLICT_UPDATE' ? 'update' : action === 'ONCONFLICT_NOTHING' ? 'nothing' : 'none';
  const columns = onConflict === 'update' ? targets(node.onConflictClause?.targetList) : [];
  const into = targets(node.cols);
  const values =
    node.selectStmt && 'SelectStmt' in node.selectStmt ? node.selectStmt.SelectStmt.valuesLists : [];
  const first = values?.[0];
  const defaults = defaultsIn((values ?? []).slice(0, READ_ROWS));
  const arbiter = arbiterOf(node.onConflictClause?.infer);
  const overriding = overrides[node.override ?? ''];
  // A part of a column has a type of its own.
  const inPart = (node.cols ?? []).some(
    (each) => 'ResTarget' in each && each.ResTarget.indirection !== undefined,
  );
  const texts = inPart ? [] : (values ?? []).slice(0, READ_ROWS).flatMap(textsIn);
  const width = first && 'List' in first ? (first.List.items ?? []).length : 0;
  return {
    kind: 'insert',
    ...(values?.length === 1 && !inPart && first && 'List' in first
      ? { values: first.List.items ?? [] }
      : {}),
    table: rangeName(node.relation),
    onConflict,
    columns,
    ...(into.length === 0 ? {} : { into }),
    ...(width === 0 ? {} : { width }),
    ...(defaults.some.length === 0 ? {} : { defaults }),
    ...(arbiter === undefined ? {} : { arbiter }),
    ...(node.onConflictClause?.infer?.conname
      ? { arbiterConstraint: node.onConflictClause.infer.conname }
      : {}),
    ...(isNever(
      node.selectStmt && 'SelectStmt' in node.selectStmt ? node.selectStmt.SelectStmt.whereClause : undefined,
    )
      ? { never: true }
      : {}),
    ...(overriding === undefined ? {} : { overriding }),
    ...(texts.length === 0 ? {} : { texts }),
  };
}

const overrides: Readonly<Record<string, 'system' | 'user'>> = {
  OVERRIDING_SYSTEM_VALUE: 'system',
  OVERRIDING_USER_VALUE: 'user',
};

function defaultsIn(rows: readonly Node[]): {
  readonly some: readonly number[];
  readonly all: readonly number[];
} {
  const places = rows.map((row) =>
    'List' in row ? (row.List.items ?? []).flatMap((each, at) => ('SetToDefault' in each ? [at] : [])) : [],
  );
  const some = [...new Set(places.flat())];
  return { some, all: some.filter((at) => places.every((row) => row.includes(at))) };
}

/** The columns by which ON CONFLICT finds its index; undefined where it says more than columns, or nothing. */
function arbiterOf(infer: InferClause | undefined): readonly string[] | undefined {
  if (infer?.indexElems === undefined || infer.whereClause !== undefined) return undefined;
  const plain = infer.indexElems.flatMap((each) =>
    'IndexElem' in each &&
    each.IndexElem.name !== undefined &&
    each.IndexElem.opclass === undefined &&
    each.IndexElem.collation === undefined
      ? [each.IndexElem.name]
      : [],
  );
  return plain.length === infer.indexElems.length ? plain : undefined;
}

/** So many rows of an INSERT are looked at, one by one. */
const READ_ROWS = 100;

const isNever = (where: Node | undefined): boolean =>
  where !== undefined &&
  'A_Const' in where &&
  where.A_Const.boolval !== undefined &&
  where.A_Const.boolval.boolval !== true;

/** `SET a = a` and `SET a = NULL`. */
function isUntested(target: Node): boolean {
  if (!('ResTarget' in target) || target.ResTarget.val === undefined) return false;
  const { name, val } = target.ResTarget;
  if ('A_Const' in val) return val.A_Const.isnull === true;
  return 'ColumnRef' in val && textsOf(val.ColumnRef.fields).at(-1) === name;
}

/** `SET a = DEFAULT`, also as one of several: `SET (a, b) = (1, DEFAULT)`. */
function isDefault(target: Node): boolean {
  if (!('ResTarget' in target) || target.ResTarget.val === undefined) return false;
  const { val } = target.ResTarget;
  if (!('MultiAssignRef' in val)) return 'SetToDefault' in val;
  const { source, colno = 0 } = val.MultiAssignRef;
  const value = source !== undefined && 'RowExpr' in source ? source.RowExpr.args?.[colno - 1] : undefined;
  return value !== undefined && 'SetToDefault' in value;
}

const constantText = (node: Node | undefined): string | undefined =>
  node !== undefined && 'A_Const' in node && node.A_Const.sval !== undefined
    ? (node.A_Const.sval.sval ?? '')
    : undefined;

const textsIn = (row: Node): readonly { readonly at: number; readonly text: string }[] =>
  'List' in row
    ? (row.List.items ?? []).flatMap((each, at) => {
        const text = constantText(each);
        return text === undefined ? [] : [{ at, text }];
      })
    : [];

function readUpdate(node: UpdateStmt, queries: Queries): RowAction {
  const batch = readBatch(node, queries);
  const where = readWhere(node.whereClause, ownNames(node.relation), node.fromClause === undefined);
  return {
    kind: 'update',
    table: rangeName(node.relation),
    columns: targets(node.targetList),
    untested: targets((node.targetList ?? []).filter(isUntested)),
    assigned: targets((node.targetList ?? []).filter((each) => !isDefault(each))),
    texts: (node.targetList ?? []).flatMap((each) => {
      const text =
        'ResTarget' in each && each.ResTarget.indirection === undefined
          ? constantText(each.ResTarget.val)
          : undefined;
      return text === undefined || !('ResTarget' in each)
        ? []
        : [{ column: each.ResTarget.name ?? '', text }];
    }),
    given: (node.targetList ?? []).flatMap((each) =>
      'ResTarget' in each &&
      each.ResTarget.val !== undefined &&
      each.ResTarget.indirection === undefined &&
      node.fromClause === undefined
        ? givenValue(each.ResTarget.name ?? '', each.ResTarget.val)
        : [],
    ),
    where: batch === null ? where : { ...where, batch },
    only: node.relation?.inh !== true,
    demands: demandsOf({ UpdateStmt: node }),
  };
}

// Texts are looked at by themselves.
const givenValue = (
  column: string,
  value: Node,
): readonly { readonly column: string; readonly value: Node }[] =>
  ('A_Const' in value && (value.A_Const.sval !== undefined || value.A_Const.isnull === true)) ||
  'SetToDefault' in value ||
  'MultiAssignRef' in value
    ? []
    : [{ column, value }];

// A column may be written with the table's name or alias; another qualifier is another table's column.
const ownNames = (range: RangeVar | undefined): readonly string[] => [
  range?.alias?.aliasname ?? range?.relname ?? '',
];

function readDelete(node: DeleteStmt): RowAction {
  return {
    kind: 'delete',
    table: rangeName(node.relation),
    where: readWhere(node.whereClause, ownNames(node.relation), node.usingClause === undefined),
    only: node.relation?.inh !== true,
    demands: demandsOf({ DeleteStmt: node }),
  };
}

function readMerge(node: MergeStmt): readonly Action[] {
  const table = rangeName(node.relation);
  const only = node.relation?.inh !== true;
  const where: WhereShape = { filters: true, nullTests: [], onlyNullTests: false, equals: [] };
  const changes = (node.mergeWhenClauses ?? []).flatMap((each): readonly RowAction[] => {
    if (!('MergeWhenClause' in each)) return [];
    const clause = each.MergeWhenClause;
    if (clause.commandType === 'CMD_DELETE') return [{ kind: 'delete', table, where, only }];
    if (clause.commandType === 'CMD_UPDATE')
      return [{ kind: 'update', table, columns: targets(clause.targetList), where, only }];
    if (clause.commandType === 'CMD_INSERT') {
      const into = targets(clause.targetList);
      const width = clause.values?.length ?? 0;
      return [
        {
          kind: 'insert',
          table,
          onConflict: 'none',
          columns: [],
          ...(into.length === 0 ? {} : { into }),
          ...(width === 0 ? {} : { width }),
        },
      ];
    }
    return [];
  });
  // DO NOTHING locks the table as the others do.
  return changes.length > 0
    ? changes
    : [{ kind: 'read-tables', sources: [{ table, columns: null, only }], planOnly: 'changes' }];
}

/** A WHERE filters when it looks at a column at all: `WHERE true` and `WHERE 1 = 1` do not. */
function readWhere(where: Node | undefined, own: readonly string[], alone: boolean): WhereShape {
  if (where === undefined) return { filters: false, nullTests: [], onlyNullTests: false, equals: [] };
  const looksAtColumn = [...walk(where)].some(
    ({ kind }) => kind === 'ColumnRef' || kind === 'SubLink' || kind === 'CurrentOfExpr',
  );
  const tests = nullTests(where, own);
  const listed = conjuncts(where).flatMap((demand) => listedColumn(demand) ?? []);
  return {
    filters: looksAtColumn,
    ...(isNever(where) ? { never: true } : {}),
    ...(alone ? { condition: { expression: where, own } } : {}),
    nullTests: tests,
    onlyNullTests: tests.length > 0 && tests.length === conjuncts(where).length,
    equals: conjuncts(where).flatMap((demand) => equalColumn(demand) ?? []),
    ...(listed.length === 0 ? {} : { listed }),
  };
}
