import type { Action } from '../sql/actions';
import { parseText } from '../sql/parser';
import { readStatement } from '../sql/read/statement';

function actionsOf(sql: string): readonly Action[] | undefined {
  const outcome = parseText(sql);
  return outcome.ok
    ? outcome.statements.flatMap(({ node, sql: text }) => readStatement(node, text))
    : undefined;
}

/**
 * True when the string would open or end a transaction (BEGIN, COMMIT, ROLLBACK, PREPARE TRANSACTION ...); savepoints do neither.
 * What does not parse is refused by the server itself and ends nothing.
 */
export function controlsTransaction(sql: string): boolean {
  return (actionsOf(sql) ?? []).some(
    (action) =>
      action.kind === 'transaction' && !['SAVEPOINT', 'RELEASE', 'ROLLBACK TO'].includes(action.verb),
  );
}

/** True when the string drops a column. */
export function dropsColumn(sql: string): boolean {
  return (actionsOf(sql) ?? []).some(({ kind }) => kind === 'drop-column');
}

/**
 * True when the string only validates constraints or adds labels to enum types: what it does harms nobody when it stays, and PostgreSQL has
 * no way to take it back, so an empty `down()` is the right one.
 */
export function leavesNothingToUndo(sql: string): boolean {
  const actions = actionsOf(sql);
  return (
    actions !== undefined &&
    actions.length > 0 &&
    actions.every(({ kind }) => kind === 'validate-constraint' || kind === 'add-enum-value')
  );
}
