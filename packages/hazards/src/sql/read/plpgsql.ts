import type { DoStmt, Node } from 'libpg-query';
import type { Action } from '../actions';
import { defElems, textOf, walk } from '../nodes';
import { parsePlpgsql, parseText } from '../parser';

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
  if (tree === null) return [opaque('a DO block that cannot be parsed')];
  return [...walk(tree)].flatMap(({ kind, value }): readonly Action[] => {
    const verb = transactionVerbs[kind];
    if (verb !== undefined) return [{ kind: 'transaction', verb }];
    if (dynamicStatements.includes(kind)) return readDynamic(value['query'], read);
    if ('dynquery' in value) return readDynamic(value['dynquery'], read);
    return kind === 'PLpgSQL_expr' ? readExpression(value, read) : [];
  });
}

const opaque = (what: string): Action => ({ kind: 'opaque-code', what });

interface Expression {
  readonly query?: string;
  readonly parseMode?: number;
}

type Reader = (node: Node, sql: string) => readonly Action[];

function readText(text: string, read: Reader): readonly Action[] {
  const outcome = parseText(text);
  if (!outcome.ok) return [opaque(`PL/pgSQL code that cannot be parsed: ${text.slice(0, 60)}`)];
  return outcome.statements.flatMap((statement) => read(statement.node, statement.sql));
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
  const constant = target && 'ResTarget' in target ? target.ResTarget.val : undefined;
  if (constant && 'A_Const' in constant && constant.A_Const.sval) return readText(textOf(constant), read);
  return [opaque('dynamic SQL (EXECUTE)')];
}
