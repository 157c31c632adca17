import type { Action } from '../sql/actions';
import type { Name } from '../sql/names';
import { parseText } from '../sql/parser';
import { readStatement } from '../sql/read/statement';

function actionsOf(sql: string): readonly Action[] | undefined {
  const outcome = parseText(sql);
  return outcome.ok
    ? outcome.statements.flatMap(({ node, sql: text }) => readStatement(node, text))
    : undefined;
}

/** The words that the statements below begin with; a text without any of them is not parsed, which takes longer than to run it. */
const OF_TRANSACTIONS = /\b(?:begin|start|commit|end|rollback|abort|prepare)\b/i;

/**
 * True when the string would open or end a transaction (BEGIN, COMMIT, ROLLBACK, PREPARE TRANSACTION ...); savepoints do neither.
 * What does not parse is refused by the server itself and ends nothing.
 */
export function controlsTransaction(sql: string): boolean {
  if (!OF_TRANSACTIONS.test(sql)) return false;
  return (actionsOf(sql) ?? []).some(
    (action) =>
      action.kind === 'transaction' && !['SAVEPOINT', 'RELEASE', 'ROLLBACK TO'].includes(action.verb),
  );
}

/** Statements about what every database of a server shares, whatever they say. */
const SERVER_WIDE: ReadonlySet<string> = new Set([
  ...['CreateRoleStmt', 'AlterRoleStmt', 'AlterRoleSetStmt', 'DropRoleStmt', 'GrantRoleStmt'],
  ...['ReassignOwnedStmt', 'DropOwnedStmt', 'AlterSystemStmt'],
  ...[
    'CreatedbStmt',
    'DropdbStmt',
    'AlterDatabaseStmt',
    'AlterDatabaseSetStmt',
    'AlterDatabaseRefreshCollStmt',
  ],
  ...['CreateTableSpaceStmt', 'DropTableSpaceStmt', 'AlterTableSpaceOptionsStmt'],
]);

/** And those that rename, give away, describe or grant one of these. */
const OBJECTS_OF_SERVER: ReadonlySet<string> = new Set([
  ...['OBJECT_ROLE', 'OBJECT_DATABASE', 'OBJECT_TABLESPACE', 'OBJECT_PARAMETER_ACL'],
]);

/** One of these words is in each of them. */
const OF_SERVER = /\b(?:role|user|group|grant|revoke|owned|system|database|tablespace|parameter)\b/i;

/**
 * True when the string would change roles, databases (named ones: also their settings, comments and privileges), tablespaces or the
 * configuration: they belong to the whole server, so a scratch database does not keep the change to itself.
 * https://www.postgresql.org/docs/current/manage-ag-overview.html
 */
export function changesServer(sql: string): boolean {
  if (!OF_SERVER.test(sql)) return false;
  const outcome = parseText(sql);
  return (
    outcome.ok &&
    outcome.statements.some(({ node }) =>
      Object.entries(node).some(
        ([kind, body]) =>
          SERVER_WIDE.has(kind) ||
          ['renameType', 'objectType', 'objtype'].some((key) =>
            OBJECTS_OF_SERVER.has(String((body as Readonly<Record<string, unknown>>)[key])),
          ),
      ),
    )
  );
}

/** True when the string drops a column. */
export function dropsColumn(sql: string): boolean {
  return (actionsOf(sql) ?? []).some(({ kind }) => kind === 'drop-column');
}

/**
 * True when the string only validates constraints, adds labels to enum types or makes sure of an extension: what it does harms nobody when it
 * stays, and PostgreSQL has no way to take it back (or others may use the extension by then), so an empty `down()` is the right one.
 */
export function leavesNothingToUndo(sql: string): boolean {
  const actions = actionsOf(sql);
  return (
    actions !== undefined && actions.length > 0 && actions.every((action) => finalPart(action) !== undefined)
  );
}

/** A part of a schema that PostgreSQL has no way to take back, or that others may use by then, and that harms nobody when it stays. */
export type FinalPart =
  | { readonly kind: 'extension'; readonly name: string }
  | { readonly kind: 'validated'; readonly table: Name; readonly constraint: string }
  | { readonly kind: 'label'; readonly type: Name; readonly label: string };

/** What the string leaves for good: constraints that it validates, labels that it adds to enum types, extensions. */
export function finalParts(sql: string): readonly FinalPart[] {
  return (actionsOf(sql) ?? []).flatMap((action) => finalPart(action) ?? []);
}

function finalPart(action: Action): FinalPart | undefined {
  if (action.kind === 'validate-constraint')
    return { kind: 'validated', table: action.table, constraint: action.name };
  if (action.kind === 'add-enum-value') return { kind: 'label', type: action.type, label: action.value };
  if (action.kind === 'create-object' && action.object === 'extension')
    return { kind: 'extension', name: action.name.name };
  return undefined;
}
