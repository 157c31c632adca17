import { builtinVolatility } from '../catalog/builtin-functions';
import type { Action } from '../sql/actions';
import type { Name } from '../sql/names';
import { parseText } from '../sql/parser';
import { readStatement } from '../sql/read/statement';

/** How a process that follows a killed one deals with a statement outside a transaction that may or may not have been done. */
export type Repeat =
  /** It may be sent any number of times: reads, settings, ANALYZE, VACUUM, REINDEX CONCURRENTLY. */
  | { readonly kind: 'freely' }
  /** It can run inside a transaction block, and so be committed together with the note that it is done. */
  | { readonly kind: 'once' }
  | { readonly kind: 'transaction-begin' }
  | { readonly kind: 'transaction-end' }
  /** CONCURRENTLY: done where the catalog has a valid index of that name. Names are quoted, as `to_regclass` wants the table's. */
  | { readonly kind: 'create-index'; readonly table: string; readonly index: string }
  /** CONCURRENTLY: done where the catalog has none of them. */
  | { readonly kind: 'drop-index'; readonly indexes: readonly string[] }
  /** Nothing is known about it. */
  | { readonly kind: 'unknown' };

/** Reads it from the statement alone. What does not parse is `unknown`. */
export function howToRepeat(sql: string): Repeat {
  const outcome = parseText(sql);
  if (!outcome.ok) return { kind: 'unknown' };
  const actions = outcome.statements.flatMap(({ node, sql: text }) => readStatement(node, text));
  if (outcome.statements.some(({ node }) => 'DoStmt' in node || 'CallStmt' in node))
    return { kind: 'unknown' };
  if (actions.every(isFree)) return { kind: 'freely' };
  const several = outcome.statements.length > 1;
  const [first] = actions;
  if (first?.kind === 'transaction') return several ? { kind: 'unknown' } : ofTransaction(first.verb);
  const concurrent = actions.filter(isConcurrent);
  if (concurrent.length > 0) return several ? { kind: 'unknown' } : ofConcurrent(concurrent);
  return actions.some(({ kind }) => OPAQUE.has(kind)) ? { kind: 'unknown' } : { kind: 'once' };
}

/** Code that may end a transaction itself, and what the server refuses inside one. */
const OPAQUE: ReadonlySet<Action['kind']> = new Set([
  'unknown',
  'unknown-alter',
  'opaque-code',
  'outside-transaction',
  'transaction',
  'cluster',
]);

function isFree(action: Action): boolean {
  switch (action.kind) {
    case 'query':
    case 'read-tables':
    case 'draw':
    case 'analyze':
    case 'vacuum':
    case 'setting':
    case 'discard':
      return true;
    case 'reindex':
      return action.concurrently;
    case 'calls':
      return action.functions.every((name) => builtinVolatility(name) !== 'unknown');
    default:
      return false;
  }
}

type Concurrent = Extract<Action, { readonly concurrently: boolean }>;

function isConcurrent(action: Action): action is Concurrent {
  return 'concurrently' in action && action.concurrently === true && action.kind !== 'refresh-matview';
}

function ofTransaction(verb: string): Repeat {
  if (verb === 'BEGIN' || verb === 'START') return { kind: 'transaction-begin' };
  if (verb === 'COMMIT' || verb === 'END') return { kind: 'transaction-end' };
  return verb === 'ROLLBACK' ? { kind: 'freely' } : { kind: 'unknown' };
}

function ofConcurrent(actions: readonly Concurrent[]): Repeat {
  const [only] = actions;
  if (actions.length === 1 && only?.kind === 'create-index' && only.index !== undefined)
    return { kind: 'create-index', table: quoted(only.table), index: only.index };
  const indexes = actions.flatMap((action) =>
    action.kind === 'drop' && action.object === 'index' ? [quoted(action.name)] : [],
  );
  return indexes.length === actions.length ? { kind: 'drop-index', indexes } : { kind: 'unknown' };
}

function quoted({ schema, name }: Name): string {
  const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
  return schema === undefined ? quote(name) : `${quote(schema)}.${quote(name)}`;
}
