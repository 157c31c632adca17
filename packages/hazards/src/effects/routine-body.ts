import type { Routine } from '../catalog/model';
import type { Action } from '../sql/actions';
import { defElems, defText, textsOf } from '../sql/nodes';
import { parseText } from '../sql/parser';
import { atomicBody } from '../sql/read/atomic-body';
import { readPlpgsql } from '../sql/read/plpgsql';
import { readStatement } from '../sql/read/statement';

const read = new Map<string, readonly Action[] | null>();

/** What a function does when it is called, statement by statement; null where that cannot be read. Each text is read once. */
export function bodyOf({ text }: Routine): readonly Action[] | null {
  if (text === null) return null;
  const known = read.get(text);
  if (known !== undefined) return known;
  const body = readBody(text);
  read.set(text, body);
  return body;
}

const declared = new Map<string, readonly Action[] | null>();

/** The statements of a function in LANGUAGE sql, from its CREATE FUNCTION; null where it is in another one, or cannot be read. */
export function sqlBodyOf(text: string): readonly Action[] | null {
  const known = declared.get(text);
  if (known !== undefined) return known;
  const body = /\bsql\b|\batomic\b|\breturn\b/i.test(text) ? readBody(text, 'sql') : null;
  declared.set(text, body);
  return body;
}

function readBody(text: string, only?: 'sql'): readonly Action[] | null {
  const parsed = parseText(text);
  const node = parsed.ok ? parsed.statements[0]?.node : undefined;
  if (node === undefined || !('CreateFunctionStmt' in node)) return null;
  const options = defElems(node.CreateFunctionStmt.options);
  const language = defText(options, 'language')?.toLowerCase();
  // Without a LANGUAGE, BEGIN ATOMIC is in SQL.
  if (only !== undefined && (language ?? only) !== only) return null;
  if (language === 'plpgsql') return readPlpgsql(text, readStatement);
  if (node.CreateFunctionStmt.sql_body !== undefined)
    return atomicBody(node.CreateFunctionStmt).flatMap((each) => readStatement(each, ''));
  if (language !== 'sql') return null;
  const source = options.find(({ defname }) => defname === 'as')?.arg;
  const code = source && 'List' in source ? (textsOf(source.List.items)[0] ?? '') : '';
  const inner = parseText(code);
  return inner.ok ? inner.statements.flatMap(({ node: each, sql }) => readStatement(each, sql)) : null;
}
