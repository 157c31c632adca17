import type {
  CreateFunctionStmt,
  CreatePolicyStmt,
  CreateStatsStmt,
  FunctionParameter,
  Node,
} from 'libpg-query';
import type { Refusal } from '../actions';
import { defElems, defTrue, textsOf, walk } from '../nodes';
import { isPlainType, showType, typeOf } from '../types';
import { numberRefusals } from './new-numbers';

/**
 * What servers refuse in a statement that they can read, whatever stands in the database: `before` and `from` are the majors that do.
 *
 * @param sql the statement's own text
 */
export function refusalsOf(node: Node, sql: string): readonly Refusal[] {
  return [...numberRefusals(node, sql), ...typeRefusals(node, sql), ...inStatement(node)];
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
    return [...misplaced(node.CreateStmt.tableElts), ...withOids(node.CreateStmt.options)];
  if ('AlterTableStmt' in node)
    return misplaced(
      (node.AlterTableStmt.cmds ?? []).flatMap((each) =>
        'AlterTableCmd' in each ? (each.AlterTableCmd.def ?? []) : [],
      ),
    );
  if ('CreateTableAsStmt' in node) return withOids(node.CreateTableAsStmt.into?.options);
  if ('InsertStmt' in node || 'UpdateStmt' in node || 'DeleteStmt' in node || 'MergeStmt' in node)
    return inReturning(node);
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

/** DEFERRABLE and its like at a column belong to the key in front of them, each once (transformConstraintAttrs). */
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
      }
    }
  }
  return [];
}

const withOids = (options: readonly Node[] | undefined): readonly Refusal[] =>
  options !== undefined && defTrue(defElems(options), 'oids')
    ? [{ from: 12, sqlstate: '0A000', message: 'tables declared WITH OIDS are not supported' }]
    : [];

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
function inRoutine({ parameters = [], returnType, is_procedure }: CreateFunctionStmt): readonly Refusal[] {
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

/** null for a type that another name may stand for. */
function shownType(type: FunctionParameter['argType']): string | null {
  const read = typeOf(type);
  if (read.name === 'record') return 'record';
  return read.schema === undefined && isPlainType(read) ? showType({ ...read, mods: [] }) : null;
}
