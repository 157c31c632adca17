import type { CommentStmt, DefineStmt, DiscardStmt, Node } from 'libpg-query';
import type { Action, ObjectKind } from '../actions';
import { defElems, defText, defTrue, kindOf, nameOf, objectName, rangeName, textOf, textsOf } from '../nodes';
import type { Name } from '../names';
import { showName } from '../names';
import { readColumn } from './columns';
import { policyChange, readCreatePolicy, readCreateRule, readCreateTrigger } from './hooks';
import { demandsOf } from './demands';
import { sourcesOf } from './sources';
import { readAlterTable } from './alter-table';
import { functionsIn, readCalls } from './calls';
import {
  readCreateIndex,
  readCreateTable,
  readCreateTableAs,
  readCreateView,
  tableFromQuery,
} from './create';
import { readElements } from './create-schema';
import { objectKind, readDrop, readRename } from './drop';
import {
  ownedBy,
  readAlterDomain,
  readAlterFunction,
  readAlterSequence,
  readCopy,
  readCreateDomain,
  readCreateFunction,
  readGrant,
  readReindex,
  readSetting,
  readVacuum,
  signatureIn,
  signatureOf,
} from './objects';
import { makesNoRelation } from './makes-no-relation';
import { neededMajor } from './needed-major';
import { readDo } from './plpgsql';
import { makesSlot } from './subscriptions';
import { readAlterPublication, readCreatePublication } from './publications';
import { refusalsOf } from './refusals';
import { readRowChanges } from './rows';
import { outputOf } from './view-output';

const create = (
  object: ObjectKind,
  name: Name,
  more: Partial<Extract<Action, { kind: 'create-object' }>> = {},
): Action => ({
  kind: 'create-object',
  object,
  name,
  replace: false,
  ifNotExists: false,
  ...more,
});

// parsenodes.h
const CURSOR_OPT_HOLD = 0x20;

/** What runs when the statement's expressions run: changes of rows in any nesting, and calls. */
function running(node: Node): readonly Action[] {
  const changes = readRowChanges(node);
  const targets = new Set(
    changes.flatMap((change) =>
      'table' in change && change.table !== undefined ? [showName(change.table)] : [],
    ),
  );
  const sources = sourcesOf(node).filter(({ table }) => !targets.has(showName(table)));
  const reads: readonly Action[] =
    sources.length === 0 ? [] : [{ kind: 'read-tables', sources, demands: demandsOf(node) }];
  const all = [...changes, ...reads, ...readCalls(node)];
  const [first] = all;
  const judged = first !== undefined && followed.has(first.kind) && isFollowed(node);
  return judged ? [{ ...first, query: node }, ...all.slice(1)] : all;
}

const followed: ReadonlySet<Action['kind']> = new Set(['insert', 'update', 'delete', 'read-tables']);

/** Statements whose names and types are followed. */
const isFollowed = (node: Node): boolean =>
  'SelectStmt' in node ||
  'InsertStmt' in node ||
  'UpdateStmt' in node ||
  'DeleteStmt' in node ||
  'MergeStmt' in node;

/** What is locked to plan a statement that does not run: its tables, and those that it would change. */
function planned(node: Node, unplanned = false): readonly Action[] {
  return running(node).flatMap((action): readonly Action[] => {
    if (action.kind === 'read-tables') return [{ ...action, planOnly: 'reads', unplanned }];
    if (action.kind !== 'insert' && action.kind !== 'update' && action.kind !== 'delete') return [];
    const sources = [{ table: action.table, columns: null, only: action.kind !== 'insert' && action.only }];
    return [{ kind: 'read-tables', sources, planOnly: 'changes', unplanned }];
  });
}

/** What is locked to learn which columns a query has. */
const named = (node: Node): readonly Action[] =>
  planned(node, true).map((action) =>
    action.kind === 'read-tables' ? { ...action, asNamed: true } : action,
  );

/**
 * Translates one parsed statement into actions, in the order in which they act. What is not translated is `unknown`, so that a
 * statement of a kind nobody thought of is never taken for a harmless one.
 *
 * @param sql the statement's own text (a DO block is parsed a second time, by the PL/pgSQL parser)
 */
export function readStatement(node: Node, sql: string): readonly Action[] {
  const actions = readInRule(node, sql);
  const refusals = refusalsOf(node, sql);
  return refusals.length === 0
    ? actions
    : actions.map((action, at) => (at === 0 ? { ...action, refusals } : action));
}

/** In a rule, `old` and `new` always meant something. */
function readInRule(node: Node, sql: string): readonly Action[] {
  const actions = readActions(node, sql);
  const needs = neededMajor(node);
  return needs === 0 ? actions : actions.map((action, at) => (at === 0 ? { ...action, needs } : action));
}

function readActions(node: Node, sql: string): readonly Action[] {
  if ('SelectStmt' in node) {
    const into = node.SelectStmt.intoClause?.rel;
    const first: Action =
      into === undefined ? { kind: 'query' } : tableFromQuery(into, false, outputOf(node));
    const all = running(node);
    // A query that reads no table has names and types, too.
    const alone = first.kind === 'query' && all.every(({ query }) => query === undefined);
    return [alone ? { ...first, query: node } : first, ...all];
  }
  if ('InsertStmt' in node || 'UpdateStmt' in node || 'DeleteStmt' in node || 'MergeStmt' in node)
    return running(node);
  if ('CreateTableAsStmt' in node) {
    const empty = node.CreateTableAsStmt.into?.skipData === true;
    const { query } = node.CreateTableAsStmt;
    const followed = query === undefined || !isFollowed(query) ? {} : { query };
    return [
      { ...readCreateTableAs(node.CreateTableAsStmt), ...followed },
      ...(empty ? named(node) : running(node)),
    ];
  }
  if ('ExplainStmt' in node) {
    const query = node.ExplainStmt.query;
    const runs = defTrue(defElems(node.ExplainStmt.options), 'analyze');
    if (query === undefined) return [{ kind: 'query' }];
    return runs ? readStatement(query, sql) : [{ kind: 'query' }, ...planned(query)];
  }
  if ('PrepareStmt' in node) {
    const { query } = node.PrepareStmt;
    return [
      { kind: 'unknown', what: 'PREPARE', makes: 'nothing' },
      ...(query === undefined ? [] : planned(query, true)),
    ];
  }
  if ('DeclareCursorStmt' in node) {
    const { query, options = 0 } = node.DeclareCursorStmt;
    const held = (options & CURSOR_OPT_HOLD) !== 0;
    return [
      { kind: 'query', ...(held ? {} : { blockOnly: 'DECLARE CURSOR' }) },
      ...(query === undefined ? [] : planned(query)),
    ];
  }
  if ('DoStmt' in node) return readDo(node.DoStmt, sql, readStatement);
  if ('CopyStmt' in node) return [readCopy(node.CopyStmt), ...running(node)];
  if ('CallStmt' in node)
    return [
      {
        kind: 'opaque-code',
        what: `CALL ${nameOf(node.CallStmt.funccall?.funcname).name}()`,
        functions: functionsIn({ FuncCall: node.CallStmt.funccall }),
      },
    ];
  if ('ExecuteStmt' in node) return [{ kind: 'opaque-code', what: 'EXECUTE of a prepared statement' }];
  return readTableStatement(node) ?? readObjectStatement(node, sql) ?? readOtherStatement(node);
}

function readTableStatement(node: Node): readonly Action[] | null {
  if ('CreateStmt' in node) return [readCreateTable(node.CreateStmt)];
  if ('CreateForeignTableStmt' in node)
    return [{ ...readCreateTable(node.CreateForeignTableStmt.base ?? {}), foreign: true }];
  if ('AlterTableStmt' in node) return readAlterTable(node.AlterTableStmt);
  if ('IndexStmt' in node) return [readCreateIndex(node.IndexStmt)];
  if ('ViewStmt' in node) {
    const { query } = node.ViewStmt;
    return [{ ...readCreateView(node.ViewStmt), ...(query === undefined ? {} : { query }) }];
  }
  if ('DropStmt' in node) return readDrop(node.DropStmt);
  if ('RenameStmt' in node) return [readRename(node.RenameStmt)];
  if ('TruncateStmt' in node) {
    const cascade = node.TruncateStmt.behavior === 'DROP_CASCADE';
    return (node.TruncateStmt.relations ?? []).flatMap((each): readonly Action[] =>
      'RangeVar' in each
        ? [
            {
              kind: 'truncate',
              table: rangeName(each.RangeVar),
              cascade,
              only: each.RangeVar.inh !== true,
              restartIdentity: node.TruncateStmt.restart_seqs === true,
            },
          ]
        : [],
    );
  }
  if ('LockStmt' in node) {
    const mode = node.LockStmt.mode ?? 0;
    return (node.LockStmt.relations ?? []).flatMap((each): readonly Action[] =>
      'RangeVar' in each
        ? [{ kind: 'lock-table', table: rangeName(each.RangeVar), mode, only: each.RangeVar.inh !== true }]
        : [],
    );
  }
  if ('VacuumStmt' in node) return [readVacuum(node.VacuumStmt)];
  if ('ReindexStmt' in node) return [readReindex(node.ReindexStmt)];
  if ('ClusterStmt' in node) {
    const { relation, indexname } = node.ClusterStmt;
    const index = indexname ? { index: indexname } : {};
    return [
      relation === undefined
        ? { kind: 'cluster' }
        : { kind: 'cluster', table: rangeName(relation), ...index },
    ];
  }
  if ('RefreshMatViewStmt' in node) {
    const { relation, concurrent, skipData } = node.RefreshMatViewStmt;
    return [
      {
        kind: 'refresh-matview',
        view: rangeName(relation),
        concurrently: concurrent === true,
        populated: skipData !== true,
      },
    ];
  }
  return null;
}

function readObjectStatement(node: Node, sql: string): readonly Action[] | null {
  if ('CreateSchemaStmt' in node) {
    const { schemaname = '', if_not_exists } = node.CreateSchemaStmt;
    return [
      create('schema', { name: schemaname }, { ifNotExists: if_not_exists === true }),
      ...readElements(node.CreateSchemaStmt, (element) => readStatement(element, sql)),
    ];
  }
  if ('CreateEnumStmt' in node)
    return [
      {
        kind: 'create-type',
        type: nameOf(node.CreateEnumStmt.typeName),
        flavour: 'enum',
        labels: textsOf(node.CreateEnumStmt.vals),
      },
    ];
  if ('CompositeTypeStmt' in node)
    return [
      {
        kind: 'create-type',
        type: rangeName(node.CompositeTypeStmt.typevar),
        flavour: 'composite',
        attributes: (node.CompositeTypeStmt.coldeflist ?? []).flatMap((each) =>
          'ColumnDef' in each ? [readColumn(each.ColumnDef)] : [],
        ),
      },
    ];
  if ('CreateRangeStmt' in node)
    return [{ kind: 'create-type', type: nameOf(node.CreateRangeStmt.typeName), flavour: 'range' }];
  if ('CreateDomainStmt' in node) return [readCreateDomain(node.CreateDomainStmt)];
  if ('AlterEnumStmt' in node) {
    const { typeName, newVal = '', oldVal, skipIfNewValExists, newValNeighbor } = node.AlterEnumStmt;
    const type = nameOf(typeName);
    if (oldVal !== undefined)
      return [{ kind: 'rename', object: 'enum-value', name: type, part: oldVal, to: newVal }];
    const beside = newValNeighbor ? { beside: newValNeighbor } : {};
    return [
      { kind: 'add-enum-value', type, value: newVal, ifNotExists: skipIfNewValExists === true, ...beside },
    ];
  }
  if ('AlterDomainStmt' in node) return [readAlterDomain(node.AlterDomainStmt)];
  if ('CreateSeqStmt' in node)
    return [
      create('sequence', rangeName(node.CreateSeqStmt.sequence), {
        ifNotExists: node.CreateSeqStmt.if_not_exists === true,
        ...ownedBy(defElems(node.CreateSeqStmt.options)),
      }),
    ];
  if ('AlterSeqStmt' in node) return [readAlterSequence(node.AlterSeqStmt)];
  if ('CreateFunctionStmt' in node) return [readCreateFunction(node.CreateFunctionStmt, sql)];
  if ('CreateTrigStmt' in node) return [readCreateTrigger(node.CreateTrigStmt)];
  if ('CreatePolicyStmt' in node) return [readCreatePolicy(node.CreatePolicyStmt)];
  if ('RuleStmt' in node) return [readCreateRule(node.RuleStmt, (each) => readInRule(each, sql))];
  if ('CreateExtensionStmt' in node) {
    const { extname = '', if_not_exists, options } = node.CreateExtensionStmt;
    const inSchema = defText(defElems(options), 'schema');
    return [
      create(
        'extension',
        { name: extname },
        { ifNotExists: if_not_exists === true, ...(inSchema === undefined ? {} : { inSchema }) },
      ),
    ];
  }
  if ('CreateStatsStmt' in node)
    return [
      create('statistics', nameOf(node.CreateStatsStmt.defnames), {
        ...onFirst(node.CreateStatsStmt.relations),
        columns: (node.CreateStatsStmt.exprs ?? []).flatMap((each) =>
          'StatsElem' in each ? (each.StatsElem.name ?? []) : [],
        ),
        ifNotExists: node.CreateStatsStmt.if_not_exists === true,
      }),
    ];
  if ('AlterObjectSchemaStmt' in node) {
    const { objectType, relation, object, newschema = '', missing_ok } = node.AlterObjectSchemaStmt;
    const name = relation ? rangeName(relation) : object ? objectName(object) : { name: '' };
    const ifExists = missing_ok === true;
    return [{ kind: 'set-schema', object: objectKind(objectType), name, schema: newschema, ifExists }];
  }
  if ('AlterOwnerStmt' in node) {
    const { objectType, relation, object } = node.AlterOwnerStmt;
    const name = relation ? rangeName(relation) : object ? objectName(object) : { name: '' };
    const kind = objectKind(objectType);
    const which = kind === 'function' && object !== undefined ? signatureOf(object) : {};
    return [{ kind: 'change-owner', object: kind, name, ...which }];
  }
  if ('DropdbStmt' in node)
    return [dropped('database', node.DropdbStmt.dbname ?? '', node.DropdbStmt.missing_ok)];
  if ('DropOwnedStmt' in node) return [dropped('owned', '', false)];
  if ('DropRoleStmt' in node)
    return (node.DropRoleStmt.roles ?? []).map((role) =>
      dropped('role', 'RoleSpec' in role ? (role.RoleSpec.rolename ?? '') : '', false),
    );
  return null;
}

function readComment(node: CommentStmt): Action {
  const parts = node.object && 'List' in node.object ? (node.object.List.items ?? []) : [];
  const last = textsOf(parts).at(-1) ?? '';
  const object = objectKind(node.objtype);
  switch (object) {
    case 'table':
    case 'view':
    case 'matview':
    case 'foreign-table':
    case 'sequence':
      return { kind: 'comment', onTable: nameOf(parts), object };
    case 'column':
      return { kind: 'comment', onTable: nameOf(parts.slice(0, -1)), column: last };
    case 'trigger':
    case 'rule':
    case 'policy':
    case 'constraint':
      return node.objtype === 'OBJECT_DOMCONSTRAINT'
        ? { kind: 'comment' }
        : { kind: 'comment', onTable: nameOf(parts.slice(0, -1)), part: { object, name: last } };
    default: {
      if (node.object === undefined) return { kind: 'comment' };
      const name = objectName(node.object);
      return { kind: 'comment', named: { object, name, ...signatureOf(node.object) } };
    }
  }
}

const onFirst = (relations: readonly Node[] | undefined): { onTable?: Name } => {
  const first = relations?.[0];
  return first && 'RangeVar' in first ? { onTable: rangeName(first.RangeVar) } : {};
};

const dropped = (object: ObjectKind, name: string, ifExists: boolean | undefined): Action => ({
  kind: 'drop',
  object,
  name: { name },
  cascade: false,
  ifExists: ifExists === true,
  concurrently: false,
});

const outside = ['CreatedbStmt', 'AlterSystemStmt', 'CreateTableSpaceStmt', 'DropTableSpaceStmt'];

function readOtherStatement(node: Node): readonly Action[] {
  if ('TransactionStmt' in node)
    return [
      {
        kind: 'transaction',
        verb: (node.TransactionStmt.kind ?? '').replace('TRANS_STMT_', '').replaceAll('_', ' '),
        ...(node.TransactionStmt.savepoint_name ? { savepoint: node.TransactionStmt.savepoint_name } : {}),
      },
    ];
  if ('VariableSetStmt' in node) return [readSetting(node.VariableSetStmt)];
  if ('ConstraintsSetStmt' in node) {
    const { constraints = [], deferred } = node.ConstraintsSetStmt;
    const named = constraints.flatMap((each) => ('RangeVar' in each ? [rangeName(each.RangeVar)] : []));
    const names = named.map(({ name }) => name);
    return [{ kind: 'set-constraints', names, named, deferred: deferred === true }];
  }
  if ('VariableShowStmt' in node) return [{ kind: 'query' }];
  if ('CommentStmt' in node) return [readComment(node.CommentStmt)];
  if ('AlterPolicyStmt' in node)
    return [
      {
        kind: 'alter-policy',
        onTable: rangeName(node.AlterPolicyStmt.table),
        name: node.AlterPolicyStmt.policy_name ?? '',
        ...policyChange(node.AlterPolicyStmt),
      },
    ];
  if ('GrantStmt' in node) return [readGrant(node.GrantStmt)];
  if ('GrantRoleStmt' in node)
    return [{ kind: 'grant', grants: true, tables: [], on: 'role', privileges: [] }];
  if ('AlterDefaultPrivilegesStmt' in node) {
    const inside = defElems(node.AlterDefaultPrivilegesStmt.options).find(
      ({ defname }) => defname === 'schemas',
    )?.arg;
    const schemas = inside !== undefined && 'List' in inside ? textsOf(inside.List.items) : [];
    return [{ kind: 'grant', grants: true, tables: [], schemas, on: 'default', privileges: [] }];
  }
  if ('CreatePublicationStmt' in node) return [readCreatePublication(node.CreatePublicationStmt)];
  if ('AlterPublicationStmt' in node) return [readAlterPublication(node.AlterPublicationStmt)];
  if ('DiscardStmt' in node) return readDiscard(node.DiscardStmt);
  const kind = kindOf(node);
  if ('CreateSubscriptionStmt' in node && makesSlot(node.CreateSubscriptionStmt))
    return [{ kind: 'outside-transaction', what: words(kind) }];
  if (outside.includes(kind)) return [{ kind: 'outside-transaction', what: words(kind) }];
  return [readUntranslated(node, kind)];
}

function readDiscard({ target }: DiscardStmt): readonly Action[] {
  if (target === 'DISCARD_ALL')
    return [
      { kind: 'discard', what: 'all' },
      { kind: 'setting', name: 'all', value: null, values: [], local: false },
    ];
  const what = target === 'DISCARD_TEMP' ? 'temp' : target === 'DISCARD_PLANS' ? 'plans' : 'sequences';
  return [{ kind: 'discard', what }];
}

function readUntranslated(node: Node, kind: string): Action {
  const what = words(kind);
  if ('DefineStmt' in node && node.DefineStmt.kind === 'OBJECT_TYPE')
    return { kind: 'create-type', type: nameOf(node.DefineStmt.defnames), flavour: 'base' };
  if ('DefineStmt' in node) return readDefinition(node.DefineStmt, what);
  if ('AlterFunctionStmt' in node) return readAlterFunction(node.AlterFunctionStmt, what);
  if (makesOperators.has(kind)) return { kind: 'unknown', what, makes: 'operators' };
  return makesNoRelation.has(kind) ? { kind: 'unknown', what, makes: 'nothing' } : { kind: 'unknown', what };
}

// What decides which conversions and operators there are for types.
const makesOperators = new Set(
  'CreateCastStmt CreateOpClassStmt CreateOpFamilyStmt AlterOpFamilyStmt'.split(' '),
);

// The parts of text search are none of what is looked up here.
function readDefinition({ kind, defnames, args, if_not_exists }: DefineStmt, what: string): Action {
  if (kind === 'OBJECT_COLLATION')
    return create('collation', nameOf(defnames), { ifNotExists: if_not_exists === true });
  if (kind === 'OBJECT_OPERATOR') return { kind: 'unknown', what, makes: 'operators' };
  if (kind !== 'OBJECT_AGGREGATE') return { kind: 'unknown', what, makes: 'nothing' };
  const [list] = args ?? [];
  const parameters = list !== undefined && 'List' in list ? (list.List.items ?? []) : undefined;
  return parameters === undefined
    ? { kind: 'unknown', what, makes: 'routines' }
    : create('function', nameOf(defnames), { volatility: 'settled', signature: signatureIn(parameters) });
}

/** `AlterEventTrigStmt` as a reader would write it: `ALTER EVENT TRIG`. */
const words = (kind: string): string => {
  const text = kind.replace(/Stmt$/, '').replaceAll(/([a-z])([A-Z])/g, '$1 $2');
  return text === '' ? textOf(undefined) || 'unknown' : text.toUpperCase();
};
