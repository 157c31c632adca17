import type { CreateFunctionStmt } from 'libpg-query';
import type { Routine } from '../catalog/model';
import type { Action } from '../sql/actions';
import { defElems, defText, textsOf } from '../sql/nodes';
import { parseText } from '../sql/parser';
import { atomicBody } from '../sql/read/atomic-body';
import type { CodeProblem } from '../sql/read/plpgsql-problem';
import { codeProblem, sinceRead } from '../sql/read/plpgsql-problem';
import { readPlpgsql } from '../sql/read/plpgsql';
import { readStatement } from '../sql/read/statement';

/** Reads each text once. */
function once<T>(find: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const found = find(text);
    known.set(text, found);
    return found;
  };
}

const bodyIn = once((text) => readBody(text));

/** What a function does when it is called, statement by statement; null where that cannot be read. */
export const bodyOf = ({ text }: Routine): readonly Action[] | null => (text === null ? null : bodyIn(text));

/** The statements of a function in LANGUAGE sql, from its CREATE FUNCTION; null where it is in another one, or cannot be read. */
export const sqlBodyOf = once((text) =>
  /\bsql\b|\batomic\b|\breturn\b/i.test(text) ? readBody(text, 'sql') : null,
);

/** What is wrong with the body of a CREATE FUNCTION, whatever the schema: the server looks at it when it makes the function. */
export const bodyProblemOf = once(findProblem);

function findProblem(text: string): CodeProblem | null {
  const node = routineIn(text);
  const options = defElems(node?.options);
  const source = options.find(({ defname }) => defname === 'as')?.arg;
  const codes = source && 'List' in source ? textsOf(source.List.items) : [];
  const [code] = codes;
  if (code === undefined || codes.length > 1) return null;
  const language = defText(options, 'language')?.toLowerCase();
  if (language === 'plpgsql') return codeProblem(text);
  const inner = language === 'sql' ? parseText(code) : undefined;
  return inner?.ok === false && inner.problem.syntax
    ? { sqlstate: '42601', message: inner.problem.message, ...sinceRead(code) }
    : null;
}

function routineIn(text: string): CreateFunctionStmt | undefined {
  const parsed = parseText(text);
  const node = parsed.ok ? parsed.statements[0]?.node : undefined;
  return node !== undefined && 'CreateFunctionStmt' in node ? node.CreateFunctionStmt : undefined;
}

function readBody(text: string, only?: 'sql'): readonly Action[] | null {
  const node = routineIn(text);
  if (node === undefined) return null;
  const options = defElems(node.options);
  const language = defText(options, 'language')?.toLowerCase();
  // Without a LANGUAGE, BEGIN ATOMIC is in SQL.
  if (only !== undefined && (language ?? only) !== only) return null;
  if (language === 'plpgsql') return readPlpgsql(text, readStatement);
  if (node.sql_body !== undefined) return atomicBody(node).flatMap((each) => readStatement(each, ''));
  if (language !== 'sql') return null;
  const source = options.find(({ defname }) => defname === 'as')?.arg;
  const code = source && 'List' in source ? (textsOf(source.List.items)[0] ?? '') : '';
  const inner = parseText(code);
  return inner.ok ? inner.statements.flatMap(({ node: each, sql }) => readStatement(each, sql)) : null;
}
