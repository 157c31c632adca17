import { builtinVolatility } from '../catalog/builtin-functions';
import type { Action } from '../sql/actions';
import { parseText } from '../sql/parser';
import { readStatement } from '../sql/read/statement';
import { activeRules } from '../policy/enabled';
import type { Subject } from '../rules/rule';
import { Catalog } from '../catalog/catalog';
import { nothing } from '../effects/effect';

/**
 * True only when every statement in the string provably changes no row of an existing table when it runs outside a transaction: CONCURRENTLY
 * on indexes, VALIDATE CONSTRAINT, ALTER TYPE ... ADD VALUE, ANALYZE, COMMENT, harmless settings, and SELECT without functions that could write.
 * False for anything that cannot be parsed or is not on that list.
 */
export function readOnlyOrRowSafe(sql: string): boolean {
  const outcome = parseText(sql);
  if (!outcome.ok) return false;
  return outcome.statements.every(({ node, sql: text }) => readStatement(node, text).every(isRowSafe));
}

function isRowSafe(action: Action): boolean {
  switch (action.kind) {
    case 'query':
    case 'read-tables':
    case 'draw':
    case 'alter-index':
    case 'comment':
    case 'analyze':
    case 'validate-constraint':
    case 'add-enum-value':
      return true;
    case 'calls':
      return action.functions.every((name) => builtinVolatility(name) !== 'unknown');
    case 'create-index':
    case 'reindex':
      return action.concurrently;
    case 'drop':
      return action.object === 'index' && action.concurrently;
    case 'setting':
      return isHarmlessSetting(action);
    default:
      return false;
  }
}

function isHarmlessSetting(action: Action): boolean {
  const conditions = { serverMajor: 18, inTransaction: false };
  const subject: Subject = {
    action,
    effect: nothing,
    conditions,
    relation: null,
    lostColumn: false,
    inCode: false,
    transaction: 0,
    literals: () => [],
    direction: 'up',
    catalog: new Catalog([]),
    past: [],
    up: [],
    declared: [],
    holdsLock: false,
    lockTimeout: { milliseconds: null, wasSet: false },
    text: { sql: '', node: { VariableSetStmt: {} }, start: 0, sent: '', at: 0 },
  };
  return activeRules().every((rule) => rule.check(subject).length === 0);
}
