import { plpgsqlProblem } from '../parser';

/** What the server says of code in PL/pgSQL when it compiles it. */
export interface CodeProblem {
  readonly sqlstate: string;
  readonly message: string;
  /** From this major on. */
  readonly from?: number;
}

// An operator and what cannot begin a value: the operator stands behind its own.
const behindItsValue =
  /([~!@#&|`?+\-*/%<>=^]+)(?=\s*(?:[;,)\]]|$|(?:and|as|asc|at|between|by|collate|cross|desc|else|elsif|end|except|fetch|for|from|full|group|having|ilike|in|inner|intersect|into|is|isnull|join|left|like|limit|loop|natural|notnull|offset|on|or|order|over|returning|right|similar|then|to|union|using|when|where|window|with)\b))/gi;
const neverBehind = /^(?:[-+*/%^<>=]|[<>]=|<>|!=|=>)[-+]*$/;

/** Before PostgreSQL 14 operators might stand behind what they work on, which the newest grammar cannot read. */
export const sinceRead = (code: string): { readonly from?: number } =>
  [...code.replace(/--.*|\/\*[^]*?\*\//g, ' ').matchAll(behindItsValue)].some(
    ([, operator = '']) => !neverBehind.test(operator),
  )
    ? { from: 14 }
    : {};

// What rests on types and tables is not told: the parser knows none of them. A name with a dot may be a column of a variable.
const told: readonly (readonly [RegExp, string])[] = [
  [/trailing junk after|item at or near "result_oid"/i, ''],
  [/ at or near "|^syntax error at end of input|^missing ".*" at end of SQL expression/, '42601'],
  [/^(missing expression|incomplete|unexpected end of function definition)/, '42601'],
  [/^"[^".]+" is not a known variable$/, '42601'],
  [/^(EXIT|CONTINUE) cannot be used outside a loop/, '42601'],
  [/^too (few|many) parameters specified for RAISE$/, '42601'],
  [/^there is no label ".*" attached to any block or loop/, '42601'],
  [/^(end label ".*" (differs|specified)|block label ".*" cannot be used in CONTINUE)/, '42601'],
  [/^cursor ".*" has (no )?arguments$/, '42601'],
  [/^unrecognized exception condition /, '42704'],
  [/^variable ".*" is declared CONSTANT$/, '22005'],
  [/^variable ".*" must have a default value, since it's declared NOT NULL$/, '22004'],
  [/^RETURN cannot have a parameter in function (returning (void|set)|with OUT parameters)$/, '42804'],
  [/^cannot use RETURN (NEXT|QUERY) in a non-SETOF function$/, '42804'],
];

/**
 * What is wrong with the code in a DO or a CREATE FUNCTION in PL/pgSQL, whatever the schema; null where that is nothing that is known.
 *
 * @param statement the whole statement, which has code
 */
export function codeProblem(statement: string): CodeProblem | null {
  const message = plpgsqlProblem(statement);
  if (message === null) return null;
  const sqlstate = told.find(([form]) => form.test(message))?.[1] ?? '';
  return sqlstate === '' ? null : { sqlstate, message, ...sinceRead(statement) };
}
