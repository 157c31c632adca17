import type { DoStmt, Node } from 'libpg-query';
import type { Action } from '../actions';
import type { Met } from '../nodes';
import { defElems, textOf, walk } from '../nodes';
import { parsePlpgsql, parseText } from '../parser';
import { constantText } from './constant-text';
import { codeProblem } from './plpgsql-problem';

const dynamicStatements = ['PLpgSQL_stmt_dynexecute', 'PLpgSQL_stmt_dynfors'];
const transactionVerbs: Readonly<Record<string, string>> = {
  PLpgSQL_stmt_commit: 'COMMIT',
  PLpgSQL_stmt_rollback: 'ROLLBACK',
};

/**
 * Reads a DO block by its PL/pgSQL body: every inner statement, whatever branch it stands in, is read as if it ran. Dynamic SQL with
 * a constant text is read too; anything else is opaque code.
 *
 * @param sql the whole DO statement
 * @param read reads one inner statement
 */
export function readDo(
  node: DoStmt,
  sql: string,
  read: (node: Node, sql: string) => readonly Action[],
): readonly Action[] {
  const parts = defElems(node.args);
  const language = textOf(parts.find(({ defname }) => defname === 'language')?.arg);
  if (language !== '' && language.toLowerCase() !== 'plpgsql') return [opaque(`a DO block in ${language}`)];
  // The grammar takes a DO without code; the parser of PL/pgSQL is aborted by it, and with it the whole WASM instance.
  if (!parts.some(({ defname }) => defname === 'as')) return [opaque('a DO without code')];
  const tree = parsePlpgsql(sql);
  if (tree === null) {
    const problem = codeProblem(sql);
    return [{ ...opaque('a DO block that cannot be parsed'), ...(problem && { refusals: [problem] }) }];
  }
  return [...readNodes(tree, read, []).map(withinCode), ...raisedBy(tree)];
}

// Code runs inside a statement: what cannot run in a transaction block cannot run there.
function withinCode(action: Action): Action {
  if (action.kind !== 'create-index' || !action.concurrently) return action;
  const message = 'CREATE INDEX CONCURRENTLY cannot be executed from a function';
  return { ...action, refusals: [{ sqlstate: '25001', message }, ...(action.refusals ?? [])] };
}

const ERROR = 21;

interface Block {
  readonly body?: readonly Record<string, unknown>[];
  readonly exceptions?: unknown;
}

/** RAISE EXCEPTION that the code comes to whatever it finds: nothing stands around it, and nothing catches it. */
function raisedBy(tree: unknown): readonly Action[] {
  const met = walk(tree).find(({ kind }) => kind === 'PLpgSQL_stmt_block');
  const { body = [], exceptions } = (met?.value ?? {}) as Block;
  if (exceptions !== undefined) return [];
  for (const each of body) {
    if ('PLpgSQL_stmt_return' in each) return [];
    if (!('PLpgSQL_stmt_raise' in each)) continue;
    const raise = each['PLpgSQL_stmt_raise'] as Record<string, unknown>;
    if (raise['elog_level'] !== ERROR) continue;
    const condition = String(raise['condname'] ?? '');
    const sqlstate =
      condition === '' ? 'P0001' : /^[0-9A-Z]{5}$/.test(condition) ? condition : sqlstates[condition];
    // ERRCODE is an expression.
    if (sqlstate === undefined || 'options' in raise) return [];
    return [{ kind: 'query', refusals: [{ sqlstate, message: String(raise['message'] ?? condition) }] }];
  }
  return [];
}

/** Reads the body of a CREATE FUNCTION in PL/pgSQL; null where it cannot be parsed. */
export function readPlpgsql(sql: string, read: Reader): readonly Action[] | null {
  const tree = parsePlpgsql(sql);
  return tree === null ? null : readNodes(tree, read, []);
}

/** Blocks and branches in one another; nobody writes as many, and a stack has an end. What lies deeper may fail or not be come to. */
const DEEPEST = 100;

/** @param around the SQLSTATEs that the blocks around catch */
function readNodes(root: unknown, read: Reader, around: readonly string[], depth = 0): readonly Action[] {
  const caught = depth < DEEPEST ? around : ['*'];
  const within = (part: unknown, states: readonly string[]) => readNodes(part, read, states, depth + 1);
  const catches = ({ kind, value }: Met): boolean => kind === 'PLpgSQL_stmt_block' && 'exceptions' in value;
  const parts = (met: Met): boolean => depth < DEEPEST && (catches(met) || branches.has(met.kind));
  return [...walk(root, parts)].flatMap((met): readonly Action[] => {
    const { kind, value } = met;
    // What would fail in a branch is not come to: that is what the branch is for.
    if (parts(met) && branches.has(kind))
      return [
        ...(kind === 'PLpgSQL_stmt_dynfors' ? readDynamic(value['query'], read) : []),
        ...Object.entries(value).flatMap(([key, each]) =>
          kind === 'PLpgSQL_stmt_dynfors' && key === 'query'
            ? []
            : within(each, inBranch.has(key) ? ['*'] : caught),
        ),
      ];
    if (parts(met))
      return [
        ...within(value['body'], [...caught, ...conditionsIn(value['exceptions'])]),
        ...within(value['exceptions'], caught),
      ];
    const actions = readNode(kind, value, read);
    return caught.length === 0 ? actions : actions.map((action) => ({ ...action, caught }));
  });
}

const branches: ReadonlySet<string> = new Set(
  ['if', 'case', 'loop', 'while', 'fori', 'fors', 'forc', 'foreach_a', 'dynfors'].map(
    (kind) => `PLpgSQL_stmt_${kind}`,
  ),
);

/** The parts of IF, CASE and loops that may not be come to. */
const inBranch: ReadonlySet<string> = new Set([
  'then_body',
  'elsif_list',
  'else_body',
  'else_stmts',
  'case_when_list',
  'body',
]);

function readNode(kind: string, value: Record<string, unknown>, read: Reader): readonly Action[] {
  const verb = transactionVerbs[kind];
  if (verb !== undefined) return [{ kind: 'transaction', verb, inCode: true }];
  if (dynamicStatements.includes(kind)) return readDynamic(value['query'], read);
  if ('dynquery' in value) return readDynamic(value['dynquery'], read);
  return kind === 'PLpgSQL_expr' ? readExpression(value, read) : [];
}

// The conditions that a schema causes (errcodes.txt); any other name, and a class of them, may catch whatever is raised.
const sqlstates: Readonly<Record<string, string>> = {
  duplicate_object: '42710',
  duplicate_table: '42P07',
  duplicate_column: '42701',
  duplicate_schema: '42P06',
  duplicate_function: '42723',
  undefined_table: '42P01',
  undefined_column: '42703',
  undefined_object: '42704',
  undefined_function: '42883',
  invalid_schema_name: '3F000',
  dependent_objects_still_exist: '2BP01',
  unique_violation: '23505',
  check_violation: '23514',
  not_null_violation: '23502',
  foreign_key_violation: '23503',
};

/** A handler that ends in a bare RAISE hands the error on. */
function handsOn(handler: Record<string, unknown>): boolean {
  const last = ((handler['action'] ?? []) as readonly Record<string, unknown>[]).at(-1)?.[
    'PLpgSQL_stmt_raise'
  ];
  return last !== undefined && !['condname', 'message', 'options'].some((part) => part in (last as object));
}

const conditionsIn = (exceptions: unknown): readonly string[] =>
  [...walk(exceptions, ({ kind, value }) => kind === 'PLpgSQL_exception' && handsOn(value))].flatMap(
    ({ kind, value }) => {
      if (kind !== 'PLpgSQL_condition') return [];
      const name = String(value['condname'] ?? '');
      return [/^[0-9A-Z]{5}$/.test(name) ? name : (sqlstates[name] ?? '*')];
    },
  );

const opaque = (what: string): Action => ({ kind: 'opaque-code', what });

interface Expression {
  readonly query?: string;
  readonly parseMode?: number;
}

type Reader = (node: Node, sql: string) => readonly Action[];

// What looks like a column may be a variable.
const withoutDemands = (action: Action): Action =>
  'demands' in action || action.query !== undefined ? asInCode(action) : action;

// Names may be those of variables.
const asInCode = ({ query: _, ...action }: Action): Action =>
  'demands' in action ? { ...action, demands: [] } : action;

function readText(text: string, read: Reader): readonly Action[] {
  const outcome = parseText(text);
  if (!outcome.ok) return [opaque(`PL/pgSQL code that cannot be parsed: ${text.slice(0, 60)}`)];
  return outcome.statements.flatMap((statement) => read(statement.node, statement.sql)).map(withoutDemands);
}

// parseMode 0 is a statement, 2 an expression, 3 to 5 an assignment (`target := expression`).
function readExpression(value: Record<string, unknown>, read: Reader): readonly Action[] {
  const { query = '', parseMode = 0 } = value as Expression;
  if (parseMode === 0) return readText(query, read);
  const expression = parseMode >= 3 ? query.replace(/^[^=]*?:?=/, '') : query;
  return readText(`SELECT ${expression}`, read).filter(({ kind }) => kind !== 'query');
}

function readDynamic(expression: unknown, read: Reader): readonly Action[] {
  const wrapped = expression as { readonly PLpgSQL_expr?: Expression } | undefined;
  const outcome = parseText(`SELECT ${wrapped?.PLpgSQL_expr?.query ?? ''}`);
  const select = outcome.ok ? outcome.statements[0]?.node : undefined;
  const target = select && 'SelectStmt' in select ? select.SelectStmt.targetList?.[0] : undefined;
  const text = target && 'ResTarget' in target ? constantText(target.ResTarget.val) : null;
  return text === null ? [opaque('dynamic SQL (EXECUTE)')] : readText(text, read);
}
