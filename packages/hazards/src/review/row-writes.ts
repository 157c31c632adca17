import { builtinVolatility } from '../catalog/builtin-functions';
import type { Action } from '../sql/actions';
import type { Name } from '../sql/names';
import { showName } from '../sql/names';
import { parseText } from '../sql/parser';
import { functionsIn } from '../sql/read/calls';
import { readStatement } from '../sql/read/statement';

/** An UPDATE, or an INSERT (no columns: it overwrites nothing), and what it is aimed at, as written. */
export interface RowWrite {
  readonly kind: 'update' | 'insert';
  readonly schema?: string;
  readonly table: string;
  /** The columns that an UPDATE assigns. */
  readonly columns: readonly string[];
}

/** All that texts can write to rows, and whose code runs meanwhile. */
export interface RowWrites {
  readonly writes: readonly RowWrite[];
  /** Names of the functions that are called, without their schemas; all are PostgreSQL's own or a well-known extension's. */
  readonly functions: readonly string[];
  /** Names of the relations that are read. */
  readonly reads: readonly string[];
}

/** Kinds of actions that change no row by themselves, whatever they are aimed at, and give nothing that stood another name. */
const HARMLESS: ReadonlySet<Action['kind']> = new Set<Action['kind']>([
  ...(['query', 'draw', 'comment', 'analyze'] as const),
  ...(['add-column', 'set-not-null', 'drop-not-null'] as const),
  ...(['add-constraint', 'validate-constraint'] as const),
  ...(['create-index', 'create-type', 'add-enum-value'] as const),
]);

const TIMEOUTS = ['lock_timeout', 'statement_timeout', 'idle_in_transaction_session_timeout'];

/**
 * Every change of rows that the texts can make, by their parse trees: for deciding which columns cannot have been written. Undefined where
 * that cannot be told for sure: a text that cannot be parsed, DO, DELETE, upserts, a renamed or dropped object, a changed search_path, a
 * function that nobody knows. What triggers, rules, constraints and operators do is not in the text: the caller must look at the catalog.
 */
export function rowWrites(texts: readonly string[]): RowWrites | undefined {
  const writes: RowWrite[] = [];
  const functions = new Set<string>();
  const reads = new Set<string>();
  let defaultsChange = false;
  for (const text of texts) {
    const outcome = parseText(text);
    if (!outcome.ok) return undefined;
    for (const { node, sql } of outcome.statements) {
      // PL/pgSQL is read for hazards, not to the last assignment.
      if ('DoStmt' in node) return undefined;
      for (const name of functionsIn(node)) {
        if (!isKnown(name)) return undefined;
        functions.add(name.name);
      }
      for (const action of readStatement(node, sql)) {
        if (action.caught !== undefined) return undefined;
        switch (action.kind) {
          case 'update':
            writes.push({ kind: 'update', ...target(action.table), columns: action.columns });
            break;
          case 'insert':
            if (action.onConflict === 'update') return undefined;
            writes.push({ kind: 'insert', ...target(action.table), columns: [] });
            break;
          case 'read-tables':
            for (const { table } of action.sources) reads.add(table.name);
            break;
          case 'calls':
            break;
          case 'create-table':
            if (action.temporary || action.partitionOf || action.inherits.length > 0) return undefined;
            break;
          case 'setting':
            if (!TIMEOUTS.includes(action.name)) return undefined;
            break;
          case 'set-default':
            defaultsChange = true;
            break;
          default:
            if (!HARMLESS.has(action.kind)) return undefined;
        }
      }
    }
  }
  // The default that an INSERT had calculated may be another one than the one that is there in the end.
  if (defaultsChange && writes.some(({ kind }) => kind === 'insert')) return undefined;
  return { writes, functions: [...functions], reads: [...reads] };
}

const target = ({ schema, name }: Name): { readonly schema?: string; readonly table: string } =>
  schema === undefined ? { table: name } : { schema, table: name };

const isKnown = (name: Name): boolean =>
  builtinVolatility(name) !== 'unknown' || ['nextval', 'pg_catalog.nextval'].includes(showName(name));
