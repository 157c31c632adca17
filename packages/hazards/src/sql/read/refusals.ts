import type {
  Constraint,
  CopyStmt,
  CreateFunctionStmt,
  CreatePolicyStmt,
  CreateStatsStmt,
  CreateStmt,
  CreateTrigStmt,
  FunctionParameter,
  Node,
} from 'libpg-query';
import type { Refusal } from '../actions';
import { defElems, defText, defTrue, kindOf, textOf, textsOf, walk } from '../nodes';
import { isPlainType, isSerial, showType, typeOf } from '../types';
import { atomicBody } from './atomic-body';
import { numberRefusals } from './new-numbers';
import { rowLockRefusals } from './row-lock-refusals';
import { storageRefusals } from './storage-options';
import { isOn, isPublishList } from './publications';
import { inSubscription } from './subscriptions';

/**
 * What servers refuse in a statement that they can read, whatever stands in the database: `before` and `from` are the majors that do.
 *
 * @param sql the statement's own text
 */
export function refusalsOf(node: Node, sql: string): readonly Refusal[] {
  return [
    ...numberRefusals(node, sql),
    ...typeRefusals(node, sql),
    ...inStatement(node),
    ...storageRefusals(node),
    ...rowLockRefusals(node, sql),
  ];
}

/** Types that came later, where they are written in casts and as arguments; those of columns are looked up with the others. */
const laterTypes: readonly (readonly [type: RegExp, major: number])[] = [
  [/^(int4|int8|num|ts|tstz|date)multirange$/, 14],
  [/^(xid8|pg_snapshot|regcollation)$/, 13],
  [/^jsonpath$/, 12],
];
const mayBeLater = /multirange|xid8|pg_snapshot|regcollation|jsonpath/i;

function typeRefusals(node: Node, sql: string): readonly Refusal[] {
  if (!mayBeLater.test(sql)) return [];
  const written = walk(node).flatMap(({ kind, value }) =>
    kind === 'TypeCast' ? [value['typeName']] : kind === 'FunctionParameter' ? [value['argType']] : [],
  );
  const result = 'CreateFunctionStmt' in node ? [node.CreateFunctionStmt.returnType] : [];
  return [...written, ...result].flatMap((each) => {
    const { schema, name } = typeOf(each as FunctionParameter['argType']);
    const major = laterTypes.find(([type]) => type.test(name))?.[1];
    return major === undefined || (schema !== undefined && schema !== 'pg_catalog')
      ? []
      : [{ before: major, sqlstate: '42704', message: `type "${name}" does not exist` }];
  });
}

function inStatement(node: Node): readonly Refusal[] {
  if ('CreateStatsStmt' in node) return inStatistics(node.CreateStatsStmt);
  if ('CreatePolicyStmt' in node) return inPolicy(node.CreatePolicyStmt);
  if ('CreateFunctionStmt' in node) return inRoutine(node.CreateFunctionStmt);
  if ('CreateStmt' in node)
    return [
      ...misplaced(node.CreateStmt.tableElts),
      ...withOids(node.CreateStmt.options),
      ...inElements(node.CreateStmt.tableElts),
      ...inPartitionKey(node.CreateStmt),
    ];
  if ('AlterTableStmt' in node) {
    const parts = (node.AlterTableStmt.cmds ?? []).flatMap((each) =>
      'AlterTableCmd' in each ? (each.AlterTableCmd.def ?? []) : [],
    );
    return [...misplaced(parts), ...inElements(parts)];
  }
  if ('CreatePublicationStmt' in node) return inPublication(node.CreatePublicationStmt.options);
  if ('AlterPublicationStmt' in node) return inPublication(node.AlterPublicationStmt.options);
  if ('CreateSubscriptionStmt' in node) return inSubscription(node.CreateSubscriptionStmt);
  if ('CreateDomainStmt' in node) return inDomain(node.CreateDomainStmt.constraints);
  if ('CreateTrigStmt' in node) return inTrigger(node.CreateTrigStmt);
  if ('CreateSchemaStmt' in node)
    return /^pg_/.test(node.CreateSchemaStmt.schemaname ?? '')
      ? [
          {
            sqlstate: '42939',
            message: `unacceptable schema name "${node.CreateSchemaStmt.schemaname ?? ''}"`,
          },
        ]
      : [];
  if ('CopyStmt' in node) return inCopy(node.CopyStmt);
  if ('CreateSeqStmt' in node) return inSequence(node.CreateSeqStmt.options, true);
  if ('AlterSeqStmt' in node) return inSequence(node.AlterSeqStmt.options, false);
  if ('CreateTableAsStmt' in node) return withOids(node.CreateTableAsStmt.into?.options);
  if ('InsertStmt' in node || 'UpdateStmt' in node || 'DeleteStmt' in node || 'MergeStmt' in node)
    return [...givenTwice(node), ...inConflict(node), ...inReturning(node)];
  return 'SelectStmt' in node && node.SelectStmt.withClause !== undefined
    ? inReturning({ ...node.SelectStmt.withClause })
    : [];
}

/** USING picks rows that stand, WITH CHECK those that come: not every command has both. */
function inPolicy({ cmd_name, qual, with_check }: CreatePolicyStmt): readonly Refusal[] {
  if (with_check !== undefined && (cmd_name === 'select' || cmd_name === 'delete'))
    return [{ sqlstate: '42601', message: 'WITH CHECK cannot be applied to SELECT or DELETE' }];
  return qual !== undefined && cmd_name === 'insert'
    ? [{ sqlstate: '42601', message: 'only WITH CHECK expression allowed for INSERT' }]
    : [];
}

const puttable: ReadonlySet<string> = new Set(
  ['PRIMARY', 'UNIQUE', 'EXCLUSION', 'FOREIGN'].map((kind) => `CONSTR_${kind}`),
);

const enforceable: ReadonlySet<string> = new Set(['CONSTR_CHECK', 'CONSTR_FOREIGN']);

/** DEFERRABLE, ENFORCED and their like at a column belong to the constraint in front of them, each once (transformConstraintAttrs). */
function misplaced(elements: readonly Node[] | undefined): readonly Refusal[] {
  for (const each of elements ?? []) {
    if (!('ColumnDef' in each)) continue;
    let owner = '';
    let said = new Set<string>();
    for (const constraint of each.ColumnDef.constraints ?? []) {
      const kind = 'Constraint' in constraint ? (constraint.Constraint.contype ?? '') : '';
      if (!kind.startsWith('CONSTR_ATTR_')) {
        owner = kind;
        said = new Set();
      } else if (kind.includes('DEFER') || kind.includes('IMMEDIATE')) {
        const what = kind.slice('CONSTR_ATTR_'.length).replaceAll('_', ' ');
        const about = what.includes('DEFERRABLE') ? 'DEFERRABLE' : 'INITIALLY';
        const contradicts =
          (what === 'NOT DEFERRABLE' && said.has('DEFERRED')) ||
          (what === 'DEFERRED' && said.has('NOT DEFERRABLE'));
        if (!puttable.has(owner) || said.has(about) || contradicts)
          return [{ sqlstate: '42601', message: `misplaced ${what} clause` }];
        said.add(about).add(what);
      } else if (kind.includes('ENFORCED')) {
        if (!enforceable.has(owner)) return [{ sqlstate: '42601', message: 'misplaced ENFORCED clause' }];
        if (said.has('ENFORCED'))
          return [{ sqlstate: '42601', message: 'multiple ENFORCED/NOT ENFORCED clauses not allowed' }];
        said.add('ENFORCED');
      }
    }
  }
  return [];
}

const CONFLICTING = 'multiple values specified';

/** What a column says twice, or says and takes back (transformColumnDefinition). */
function inColumn(name: string, constraints: readonly Node[] = []): readonly Refusal[] {
  const kinds = constraints.flatMap((each) => ('Constraint' in each ? [each.Constraint.contype ?? ''] : []));
  const has = (kind: string): boolean => kinds.includes(`CONSTR_${kind}`);
  const refuse = (message: string): readonly Refusal[] => [{ sqlstate: '42601', message }];
  if (has('NULL') && has('NOTNULL')) return refuse(`conflicting NULL/NOT NULL declarations for "${name}"`);
  if (has('IDENTITY') && has('GENERATED'))
    return refuse(`both identity and generation expression specified for column "${name}"`);
  if (has('IDENTITY') && has('DEFAULT'))
    return refuse(`both default and identity specified for column "${name}"`);
  const twice = ['DEFAULT', 'IDENTITY', 'GENERATED'].find(
    (kind) => kinds.filter((each) => each === `CONSTR_${kind}`).length > 1,
  );
  return twice === undefined ? [] : refuse(`${CONFLICTING} for column "${name}"`);
}

function inDomain(constraints: readonly Node[] = []): readonly Refusal[] {
  const enforces = constraints.some(
    (each) => 'Constraint' in each && each.Constraint.contype?.endsWith('ENFORCED') === true,
  );
  return [
    ...inColumn('domain', constraints),
    ...(enforces
      ? [
          { sqlstate: '42601', message: 'syntax error: PostgreSQL 18 and later can read this', before: 18 },
          {
            sqlstate: '42P17',
            message: 'specifying constraint enforceability not supported for domains',
            from: 18,
          },
        ]
      : []),
  ];
}

/** Columns, and the constraints beside them, of CREATE TABLE and ALTER TABLE. */
function inElements(elements: readonly Node[] | undefined): readonly Refusal[] {
  for (const each of elements ?? []) {
    if ('ColumnDef' in each) {
      const { colname = '', constraints = [], typeName } = each.ColumnDef;
      const refused = inColumn(colname, constraints);
      if (refused.length > 0) return refused;
      const given = constraints.some(
        (one) => 'Constraint' in one && one.Constraint.contype === 'CONSTR_DEFAULT',
      );
      if (given && isSerial(typeOf(typeName)))
        return [{ sqlstate: '42601', message: `${CONFLICTING} for column "${colname}"` }];
    }
    if ('Constraint' in each) {
      const refused = inConstraint(each.Constraint);
      if (refused.length > 0) return refused;
    }
  }
  return [];
}

function inConstraint(node: Constraint): readonly Refusal[] {
  const { contype, keys = [], fk_attrs = [], pk_attrs = [], fk_del_set_cols = [] } = node;
  const twice = textsOf(keys).find((key, at) => textsOf(keys).indexOf(key) !== at);
  if (twice !== undefined && (contype === 'CONSTR_PRIMARY' || contype === 'CONSTR_UNIQUE'))
    return [{ sqlstate: '42701', message: `column "${twice}" appears twice in a key` }];
  const actions = [node.fk_del_action ?? 'a', node.fk_upd_action ?? 'a'];
  if (node.fk_with_period === true && actions.some((each) => each !== 'a'))
    return [
      { from: 18, sqlstate: '0A000', message: 'unsupported action for foreign key constraint using PERIOD' },
    ];
  if (node.without_overlaps === true && keys.length < 2)
    return [
      {
        from: 18,
        sqlstate: '42601',
        message: 'constraint using WITHOUT OVERLAPS needs at least two columns',
      },
    ];
  if (contype !== 'CONSTR_FOREIGN') return [];
  if (pk_attrs.length > 0 && fk_attrs.length > 0 && pk_attrs.length !== fk_attrs.length)
    return [
      {
        sqlstate: '42830',
        message: 'number of referencing and referenced columns for foreign key disagree',
      },
    ];
  const stranger = textsOf(fk_del_set_cols).find((column) => !textsOf(fk_attrs).includes(column));
  return stranger === undefined
    ? []
    : [
        {
          from: 15,
          sqlstate: '42P10',
          message: `column "${stranger}" referenced in ON DELETE SET action must be part of foreign key`,
        },
      ];
}

/** A list is of one column, and a key that is computed takes no UNIQUE. */
function inPartitionKey({ partspec, tableElts = [] }: CreateStmt): readonly Refusal[] {
  const parts = partspec?.partParams ?? [];
  if (partspec?.strategy === 'PARTITION_STRATEGY_LIST' && parts.length > 1)
    return [{ sqlstate: '42P17', message: 'cannot use "list" partition strategy with more than one column' }];
  const computed = parts.some((each) => 'PartitionElem' in each && each.PartitionElem.expr !== undefined);
  const unique = walk(tableElts).some(
    ({ value }) => value['contype'] === 'CONSTR_PRIMARY' || value['contype'] === 'CONSTR_UNIQUE',
  );
  return computed && unique
    ? [
        {
          sqlstate: '0A000',
          message: 'unsupported PRIMARY KEY or UNIQUE constraint with a partition key of expressions',
        },
      ]
    : [];
}

// Bits of pg_trigger.tgtype (pg_trigger.h).
const [BEFORE, INSERT, DELETE, TRUNCATE, INSTEAD] = [1 << 1, 1 << 2, 1 << 3, 1 << 5, 1 << 6] as const;

/** What no trigger can be, whatever table it is put on (CreateTriggerFiringOn). */
function inTrigger(node: CreateTrigStmt): readonly Refusal[] {
  const { events = 0, timing = 0, row, columns = [], transitionRels = [], whenClause } = node;
  const refuse = (sqlstate: string, message: string): readonly Refusal[] => [{ sqlstate, message }];
  if ((events & TRUNCATE) !== 0 && row === true)
    return refuse('0A000', 'TRUNCATE FOR EACH ROW triggers are not supported');
  if (timing === INSTEAD && row !== true) return refuse('0A000', 'INSTEAD OF triggers must be FOR EACH ROW');
  if (timing === INSTEAD && whenClause !== undefined)
    return refuse('0A000', 'INSTEAD OF triggers cannot have WHEN conditions');
  if (timing === INSTEAD && columns.length > 0)
    return refuse('0A000', 'INSTEAD OF triggers cannot have column lists');
  if (transitionRels.length > 0) {
    if (timing === BEFORE || timing === INSTEAD)
      return refuse('42P17', 'transition table name can only be specified for an AFTER trigger');
    if ((events & TRUNCATE) !== 0) return refuse('42P17', 'TRUNCATE triggers with transition tables');
    if (columns.length > 0)
      return refuse('0A000', 'transition tables cannot be specified for triggers with column lists');
    // One bit: one event.
    if ((events & (events - 1)) !== 0)
      return refuse('0A000', 'transition tables cannot be specified for triggers with more than one event');
  }
  for (const { kind, value } of whenClause === undefined ? [] : walk(whenClause)) {
    if (kind === 'SubLink') return refuse('0A000', 'cannot use subquery in trigger WHEN condition');
    if (kind !== 'ColumnRef') continue;
    const [of] = textsOf(value['fields'] as readonly Node[]);
    if (of !== 'old' && of !== 'new') continue;
    if (row !== true)
      return refuse('42P17', `statement trigger's WHEN condition cannot reference column values`);
    if (of === 'old' && (events & INSERT) !== 0)
      return refuse('42P17', `INSERT trigger's WHEN condition cannot reference OLD values`);
    if (of === 'new' && (events & DELETE) !== 0)
      return refuse('42P17', `DELETE trigger's WHEN condition cannot reference NEW values`);
  }
  return [];
}

const widest: Readonly<Record<string, bigint>> = {
  int2: 32_767n,
  int4: 2_147_483_647n,
  int8: 2n ** 63n - 1n,
};
const isWhole = (text: string | undefined): text is string => text !== undefined && /^-?\d+$/.test(text);

/** Numbers that a sequence cannot have (init_params in sequence.c). Of one that is altered the rest is not known. */
function inSequence(nodes: readonly Node[] | undefined, isNew: boolean): readonly Refusal[] {
  const options = defElems(nodes);
  const refuse = (message: string): readonly Refusal[] => [{ sqlstate: '22023', message }];
  const as = options.find(({ defname }) => defname === 'as')?.arg;
  const type = as !== undefined && 'TypeName' in as ? typeOf(as.TypeName) : undefined;
  const most =
    type === undefined ? widest['int8'] : type.schema === undefined ? widest[type.name] : undefined;
  if (most === undefined) return refuse('sequence type must be smallint, integer, or bigint');
  const number = (name: string): bigint | undefined => {
    const text = defText(
      options.filter(({ arg }) => arg !== undefined),
      name,
    );
    return isWhole(text) ? BigInt(text) : undefined;
  };
  if (number('increment') === 0n) return refuse('INCREMENT must not be zero');
  const cache = number('cache');
  if (cache !== undefined && cache <= 0n) return refuse('CACHE must be greater than zero');
  if (!isNew) {
    const [low, high] = [number('minvalue'), number('maxvalue')];
    return low !== undefined && high !== undefined && low >= high
      ? refuse('MINVALUE must be less than MAXVALUE')
      : [];
  }
  const down = (number('increment') ?? 1n) < 0n;
  const max = number('maxvalue') ?? (down ? -1n : most);
  const min = number('minvalue') ?? (down ? -most - 1n : 1n);
  if (max > most || max < -most - 1n) return refuse('MAXVALUE is out of range for sequence data type');
  if (min > most || min < -most - 1n) return refuse('MINVALUE is out of range for sequence data type');
  if (min >= max) return refuse('MINVALUE must be less than MAXVALUE');
  const start = number('start');
  return start !== undefined && (start < min || start > max)
    ? refuse('START value is beyond MINVALUE and MAXVALUE')
    : [];
}

function inCopy({ query }: CopyStmt): readonly Refusal[] {
  if (query === undefined) return [];
  const changes = ['InsertStmt', 'UpdateStmt', 'DeleteStmt'].some((kind) => kind in query);
  const gives = walk(query).some(({ kind }) => kind === 'returningClause' || kind === 'returningList');
  return changes && !gives ? [{ sqlstate: '0A000', message: 'COPY query must have a RETURNING clause' }] : [];
}

/** ON CONFLICT DO UPDATE has to say which conflict, and sets a column once. */
function inConflict(node: Node): readonly Refusal[] {
  const clause = 'InsertStmt' in node ? node.InsertStmt.onConflictClause : undefined;
  if (clause?.action !== 'ONCONFLICT_UPDATE') return [];
  if (clause.infer === undefined)
    return [
      {
        sqlstate: '42601',
        message: 'ON CONFLICT DO UPDATE requires inference specification or constraint name',
      },
    ];
  return givenTwice({ UpdateStmt: { targetList: clause.targetList ?? [] } });
}

/** A column that gets two values. */
function givenTwice(node: Node): readonly Refusal[] {
  const list =
    'UpdateStmt' in node
      ? node.UpdateStmt.targetList
      : 'InsertStmt' in node
        ? node.InsertStmt.cols
        : undefined;
  const seen = new Set<string>();
  for (const each of list ?? []) {
    if (!('ResTarget' in each) || each.ResTarget.indirection !== undefined) continue;
    const { name = '', val } = each.ResTarget;
    if (seen.has(name))
      return 'UpdateStmt' in node
        ? [{ sqlstate: '42601', message: `multiple assignments to same column "${name}"` }]
        : [{ sqlstate: '42701', message: `column "${name}" specified more than once` }];
    seen.add(name);
    if (val === undefined || !('MultiAssignRef' in val)) continue;
    const { source, ncolumns = 0 } = val.MultiAssignRef;
    const given = source === undefined ? null : widthOf(source);
    if (given !== null && given !== ncolumns)
      return [{ sqlstate: '42601', message: 'number of columns does not match number of values' }];
  }
  return [];
}

/** How many values a row or a subquery gives; null where a star leaves it open. */
function widthOf(source: Node): number | null {
  if ('RowExpr' in source) return source.RowExpr.args?.length ?? 0;
  const query = 'SubLink' in source ? source.SubLink.subselect : undefined;
  if (query === undefined || !('SelectStmt' in query)) return null;
  const targets = query.SelectStmt.targetList;
  if (targets === undefined) return null;
  return walk(targets, ({ kind }) => kind === 'FuncCall').some(({ kind }) => kind === 'A_Star')
    ? null
    : targets.length;
}

const withOids = (options: readonly Node[] | undefined): readonly Refusal[] =>
  options !== undefined && defTrue(defElems(options), 'oids')
    ? [{ from: 12, sqlstate: '0A000', message: 'tables declared WITH OIDS are not supported' }]
    : [];

const publicationOptions: Readonly<Record<string, number>> = {
  publish: 0,
  publish_via_partition_root: 13,
  publish_generated_columns: 18,
};

/** Options of publications and their values (parse_publication_options). */
function inPublication(options: readonly Node[] | undefined): readonly Refusal[] {
  const given = defElems(options);
  const names = given.map(({ defname = '' }) => defname);
  const refused = (message: string, before?: number): Refusal => ({
    sqlstate: '42601',
    message,
    ...(before === undefined ? {} : { before }),
  });
  return given.flatMap(({ defname = '', arg }, at): readonly Refusal[] => {
    const since = publicationOptions[defname];
    if (since === undefined) return [refused(`unrecognized publication parameter: "${defname}"`)];
    const value = arg === undefined ? undefined : textOf(arg);
    const fits =
      names.indexOf(defname) === at &&
      (defname === 'publish'
        ? value !== undefined && isPublishList(value)
        : defname === 'publish_via_partition_root'
          ? isOn(value ?? 'true') !== undefined
          : value !== undefined && /^(none|stored)$/i.test(value));
    return fits
      ? [refused(`unrecognized publication parameter: "${defname}"`, since)]
      : [refused(`invalid value for publication parameter "${defname}"`)];
  });
}

/** RETURNING knows `old` and `new` from 18 on; before, they are tables that nobody named. */
function inReturning(statement: unknown): readonly Refusal[] {
  const met = walk(statement);
  const clauses = met.filter(({ kind }) => kind === 'returningClause');
  if (clauses.length === 0) return [];
  if (clauses.some(({ value }) => Array.isArray(value['options'])))
    return [{ before: 18, sqlstate: '42601', message: 'syntax error at or near "("' }];
  const named = (name: string): boolean =>
    met.some(
      ({ value }) => value['relname'] === name || value['aliasname'] === name || value['ctename'] === name,
    );
  for (const { kind, value } of walk(clauses.map((each) => each.value))) {
    if (kind !== 'ColumnRef') continue;
    const [table, column] = textsOf(value['fields'] as readonly Node[]);
    if (column === undefined || (table !== 'old' && table !== 'new') || named(table)) continue;
    return [{ before: 18, sqlstate: '42P01', message: `missing FROM-clause entry for table "${table}"` }];
  }
  return [];
}

/** Two columns at least, or one expression, which 14 brought. */
function inStatistics({ exprs = [], stat_types = [] }: CreateStatsStmt): readonly Refusal[] {
  const parts = exprs.flatMap((each) => ('StatsElem' in each ? [each.StatsElem] : []));
  const computed = parts.filter(({ expr }) => expr !== undefined && !('ColumnRef' in expr));
  const refusals: Refusal[] = [];
  if (computed.length > 0) {
    const message = 'only simple column references are allowed in CREATE STATISTICS';
    refusals.push({ before: 14, sqlstate: '0A000', message });
  }
  if (parts.length !== 1) return refusals;
  if (computed.length === 0)
    refusals.push({ sqlstate: '42P17', message: 'extended statistics require at least 2 columns' });
  else if (stat_types.length > 0)
    refusals.push({
      sqlstate: '0A000',
      message: 'when building statistics on a single expression, statistics kinds may not be specified',
    });
  return refusals;
}

const RESULTS: ReadonlySet<string> = new Set(['FUNC_PARAM_OUT', 'FUNC_PARAM_INOUT']);

/** OUT parameters are the result: RETURNS can only say the same. */
function inRoutine(node: CreateFunctionStmt): readonly Refusal[] {
  const { parameters = [], returnType, is_procedure } = node;
  const language = defText(defElems(node.options), 'language')?.toLowerCase() ?? 'sql';
  if (node.sql_body !== undefined && language !== 'sql')
    return [{ sqlstate: '42P13', message: 'inline SQL function body only valid for language SQL' }];
  if (atomicBody(node).some((each) => !queries.has(kindOf(each))))
    return [{ sqlstate: '0A000', message: 'not yet supported in unquoted SQL function body' }];
  const all = parameters.flatMap((each) => ('FunctionParameter' in each ? [each.FunctionParameter] : []));
  if (is_procedure === true)
    return all.some(({ mode }) => mode === 'FUNC_PARAM_OUT')
      ? [{ before: 14, sqlstate: '0A000', message: 'procedures cannot have OUT arguments' }]
      : [];
  const results = all.filter(({ mode }) => RESULTS.has(mode ?? ''));
  const [first, second] = results;
  if (first === undefined || returnType === undefined) return [];
  const said = shownType(returnType);
  const wanted = second === undefined ? shownType(first.argType) : 'record';
  return said === null || wanted === null || said === wanted
    ? []
    : [{ sqlstate: '42P13', message: `function result type must be ${wanted} because of OUT parameters` }];
}

const queries: ReadonlySet<string> = new Set(
  ['Select', 'Insert', 'Update', 'Delete', 'Merge', 'Call'].map((kind) => `${kind}Stmt`),
);

/** null for a type that another name may stand for. */
function shownType(type: FunctionParameter['argType']): string | null {
  const read = typeOf(type);
  if (read.name === 'record') return 'record';
  return read.schema === undefined && isPlainType(read) ? showType({ ...read, mods: [] }) : null;
}
