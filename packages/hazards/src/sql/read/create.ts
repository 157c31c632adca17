import { figuredName } from './figured-name';
import type {
  CreateStmt,
  CreateTableAsStmt,
  IndexStmt,
  Node,
  RangeVar,
  SelectStmt,
  ViewStmt,
} from 'libpg-query';
import type { Action, ColumnSpec, IndexPart, PartitionStrategy } from '../actions';
import { defElems, defTrue, kindOf, nameOf, rangeName, textsOf, walk } from '../nodes';
import { functionsIn } from './calls';
import { castsIn } from './casts';
import { demandsOf } from './demands';
import { sourcesOf } from './sources';
import { columnsIn } from './column-refs';
import { readColumn, readConstraint } from './columns';
import { readBound } from './partition-bound';
import type { Output } from './view-output';
import { outputOf } from './view-output';

// CREATE_TABLE_LIKE_INDEXES in parsenodes.h.
const LIKE_INDEXES = 1 << 6;
const LIKE_CONSTRAINTS = 1 << 2;
const LIKE_DEFAULTS = 1 << 3;
const LIKE_GENERATED = 1 << 4;
const LIKE_IDENTITY = 1 << 5;
const likes = (options: number | undefined, bit: number): boolean => ((options ?? 0) & bit) !== 0;

const strategies: Readonly<Record<string, PartitionStrategy>> = {
  PARTITION_STRATEGY_LIST: 'list',
  PARTITION_STRATEGY_RANGE: 'range',
  PARTITION_STRATEGY_HASH: 'hash',
};

const isTemporary = (range: RangeVar | undefined): boolean =>
  range?.relpersistence === 't' || range?.schemaname === 'pg_temp';

const fleeting = (atCommit: CreateStmt['oncommit']): { readonly fleeting?: boolean } =>
  atCommit === 'ONCOMMIT_DROP' ? { fleeting: true } : {};

export function readCreateTable(node: CreateStmt): Extract<Action, { kind: 'create-table' }> {
  const elements = node.tableElts ?? [];
  const parents = (node.inhRelations ?? []).flatMap((each) =>
    'RangeVar' in each ? [rangeName(each.RangeVar)] : [],
  );
  const partitionOf = node.partbound === undefined ? undefined : parents[0];
  const strategy = strategies[node.partspec?.strategy ?? ''];
  const columns = elements.flatMap((each): readonly ColumnSpec[] =>
    'ColumnDef' in each ? [readColumn(each.ColumnDef)] : [],
  );
  return {
    kind: 'create-table',
    table: rangeName(node.relation),
    ifNotExists: node.if_not_exists === true,
    temporary: isTemporary(node.relation),
    ...fleeting(node.oncommit),
    partitioned: node.partspec !== undefined,
    columns,
    constraints: [...elements, ...(node.constraints ?? [])].flatMap((each) =>
      'Constraint' in each ? (readConstraint(each.Constraint) ?? []) : [],
    ),
    inherits: partitionOf === undefined ? parents : [],
    ...(partitionOf === undefined ? {} : { partitionOf }),
    isDefaultPartition: node.partbound?.is_default === true,
    ...(node.partbound === undefined ? {} : { bound: readBound(node.partbound) }),
    ...(strategy === undefined ? {} : { strategy }),
    like: elements.flatMap((each) =>
      'TableLikeClause' in each
        ? [
            {
              table: rangeName(each.TableLikeClause.relation),
              indexes: likes(each.TableLikeClause.options, LIKE_INDEXES),
              constraints: likes(each.TableLikeClause.options, LIKE_CONSTRAINTS),
              defaults: likes(each.TableLikeClause.options, LIKE_DEFAULTS),
              generated: likes(each.TableLikeClause.options, LIKE_GENERATED),
              identity: likes(each.TableLikeClause.options, LIKE_IDENTITY),
            },
          ]
        : [],
    ),
    ...(node.ofTypename ? { ofType: nameOf(node.ofTypename.names) } : {}),
    unlogged: node.relation?.relpersistence === 'u',
    ...oidsIn(node.options),
    partitionKey: columnsIn(node.partspec),
    ...(hasPlainKey(node) ? { plainKey: true } : {}),
    ...(node.partspec === undefined ? {} : { partitionParts: partsOf(node.partspec.partParams ?? []) }),
    fromQuery: false,
  };
}

const hasPlainKey = ({ partspec }: CreateStmt): boolean =>
  partspec?.partParams?.every(
    (each) =>
      'PartitionElem' in each &&
      each.PartitionElem.name !== undefined &&
      each.PartitionElem.opclass === undefined &&
      each.PartitionElem.collation === undefined,
  ) === true;

/** The action of CREATE TABLE AS, SELECT INTO and CREATE MATERIALIZED VIEW. */
export function readCreateTableAs(node: CreateTableAsStmt): Action {
  const range = node.into?.rel;
  const ifNotExists = node.if_not_exists === true;
  if (node.query !== undefined && kindOf(node.query) === 'ExecuteStmt')
    return { kind: 'opaque-code', what: 'EXECUTE' };
  if (node.objtype === 'OBJECT_MATVIEW') {
    const populated = node.into?.skipData !== true;
    return {
      kind: 'create-view',
      view: rangeName(range),
      materialized: true,
      replace: false,
      ifNotExists,
      temporary: false,
      populated,
      ...viewParts(node.query),
      output: outputOf(node.query, node.into?.colNames),
    };
  }
  return {
    ...tableFromQuery(range, ifNotExists, outputOf(node.query, node.into?.colNames), node.into?.options),
    ...fleeting(node.into?.onCommit),
  };
}

const oidsIn = (options: readonly Node[] | undefined): { readonly oids?: boolean } => {
  const given = options === undefined ? [] : defElems(options);
  return given.some(({ defname }) => defname === 'oids') ? { oids: defTrue(given, 'oids') } : {};
};

export function tableFromQuery(
  range: RangeVar | undefined,
  ifNotExists: boolean,
  output: Output | undefined,
  options?: readonly Node[],
): Extract<Action, { kind: 'create-table' }> {
  return {
    kind: 'create-table',
    table: rangeName(range),
    ifNotExists,
    temporary: isTemporary(range),
    partitioned: false,
    columns: [],
    constraints: [],
    inherits: [],
    isDefaultPartition: false,
    like: [],
    unlogged: range?.relpersistence === 'u',
    ...oidsIn(options),
    partitionKey: [],
    fromQuery: true,
    ...(output === undefined ? {} : { output }),
  };
}

const viewParts = (query: Node | undefined) => ({
  sources: sourcesOf(query),
  demands: query === undefined ? [] : demandsOf(query),
  functions: functionsIn(query),
  casts: castsIn(query),
  ...(query !== undefined && 'SelectStmt' in query ? { grouping: groupingOf(query.SelectStmt) } : {}),
});

function groupingOf({ groupClause, targetList, havingClause }: SelectStmt): {
  readonly by: readonly string[];
  readonly bare: readonly string[];
} {
  const bare = [...walk([targetList, havingClause], ({ kind }) => kind === 'FuncCall')].flatMap(
    ({ kind, value }) => (kind === 'ColumnRef' ? columnsIn({ ColumnRef: value }) : []),
  );
  return { by: columnsIn(groupClause), bare };
}

export function readCreateView(node: ViewStmt): Action {
  return {
    kind: 'create-view',
    view: rangeName(node.view),
    materialized: false,
    replace: node.replace === true,
    ifNotExists: false,
    temporary: isTemporary(node.view),
    populated: false,
    ...viewParts(node.query),
    output: outputOf(node.query, node.aliases),
  };
}

export function readCreateIndex(node: IndexStmt): Action {
  return {
    kind: 'create-index',
    table: rangeName(node.relation),
    ...(node.idxname ? { index: node.idxname } : {}),
    unique: node.unique === true,
    concurrently: node.concurrent === true,
    ifNotExists: node.if_not_exists === true,
    only: node.relation?.inh !== true,
    columns: columnsIn([node.indexParams, node.indexIncludingParams, node.whereClause]),
    keys: [...(node.indexParams ?? []), ...(node.indexIncludingParams ?? [])].map(keyName),
    computed: columnsIn([expressions(node.indexParams), node.whereClause]),
    partial: node.whereClause !== undefined,
    functions: functionsIn([expressions(node.indexParams), node.whereClause]),
    shape: shapeOf(node),
    method: node.accessMethod ?? 'btree',
    plainOrder: elements(node).every(
      ({ ordering, nulls_ordering, collation, opclass }) =>
        isDefault(ordering) &&
        isDefault(nulls_ordering) &&
        collation === undefined &&
        !textsOf(opclass).some((each) => each.includes('pattern')),
    ),
    parts: partsOf(node.indexParams ?? []),
    ...(node.whereClause === undefined ? {} : { predicate: node.whereClause }),
    width: elements(node).length,
  };
}

const elements = (node: IndexStmt) =>
  (node.indexParams ?? []).flatMap((each) => ('IndexElem' in each ? [each.IndexElem] : []));

/** The keys of an index, and what a table is partitioned by. */
const partsOf = (nodes: readonly Node[]): readonly IndexPart[] =>
  nodes.flatMap((each) => {
    const element =
      'IndexElem' in each ? each.IndexElem : 'PartitionElem' in each ? each.PartitionElem : null;
    if (element === null) return [];
    const { name, expr, opclass } = element;
    return [
      {
        ...(name === undefined ? {} : { column: name }),
        ...(expr === undefined ? {} : { expression: expr }),
        ...(opclass === undefined ? {} : { class: nameOf(opclass) }),
      },
    ];
  });

const isDefault = (order: string | undefined): boolean => order === undefined || order.endsWith('_DEFAULT');

/** What CompareIndexInfo (index.c) asks of two indexes: neither their names nor the order of their keys. */
function shapeOf(node: IndexStmt): string {
  const { accessMethod = 'btree', unique, nulls_not_distinct, whereClause, indexIncludingParams } = node;
  const keys = elements(node).map(({ name, expr, opclass, collation }) =>
    opclass === undefined && collation === undefined && expr === undefined
      ? (name ?? '')
      : [name, withoutPositions(expr), withoutPositions(opclass), withoutPositions(collation)],
  );
  const flags = [unique === true ? 'unique' : '', nulls_not_distinct === true ? 'nulls' : ''].join('');
  const rest = [indexIncludingParams ?? '', whereClause ?? ''].map(withoutPositions);
  return [accessMethod, flags, JSON.stringify(keys), ...rest].join('|');
}

function withoutPositions(tree: unknown): string {
  try {
    return JSON.stringify(tree, (key, value: unknown) => (key === 'location' ? undefined : value)) ?? '';
  } catch {
    // Nested deeper than the stack: the parts in their order tell one tree from another as well.
    return walk(tree)
      .map(({ kind, value }) => {
        const own = Object.entries(value).filter(
          ([key, each]) => key !== 'location' && typeof each !== 'object',
        );
        return `${kind} ${JSON.stringify(own)}`;
      })
      .join();
  }
}

const expressions = (nodes: readonly Node[] | undefined): readonly (Node | undefined)[] =>
  (nodes ?? []).map((each) => ('IndexElem' in each ? each.IndexElem.expr : undefined));

/** What the server puts into an index's name for one of its parts (ChooseIndexColumnNames). */
const keyName = (node: Node): string =>
  'IndexElem' in node ? node.IndexElem.name || (figuredName(node.IndexElem.expr) ?? 'expr') : 'expr';
