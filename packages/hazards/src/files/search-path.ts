import type { Node } from 'libpg-query';
import type { Subject } from '../rules/rule';
import type { ParseOutcome } from '../sql/parser';
import { parseText } from '../sql/parser';

const textConstant = (node: Node | undefined): string | null =>
  node !== undefined && 'A_Const' in node && node.A_Const.sval !== undefined
    ? (node.A_Const.sval.sval ?? '')
    : null;

const isTrue = (node: Node | undefined): boolean =>
  node !== undefined && 'A_Const' in node && node.A_Const.boolval?.boolval === true;

/** `SELECT set_config('search_path', ...)`, as pg_dump writes it, is read as the SET that it stands for. */
export function asSetting(outcome: ParseOutcome): ParseOutcome {
  const node = outcome.ok ? outcome.statements[0]?.node : undefined;
  if (node === undefined || !('SelectStmt' in node)) return outcome;
  const targets = node.SelectStmt.targetList ?? [];
  const only = targets.length === 1 ? targets[0] : undefined;
  const call = only !== undefined && 'ResTarget' in only ? only.ResTarget.val : undefined;
  if (call === undefined || !('FuncCall' in call)) return outcome;
  const name = call.FuncCall.funcname?.at(-1);
  if (name === undefined || !('String' in name) || name.String.sval !== 'set_config') return outcome;
  const [setting, value, local] = call.FuncCall.args ?? [];
  const path = textConstant(value);
  if (textConstant(setting) !== 'search_path' || path === null) return outcome;
  const names = path.split(',').map((each) => each.trim().replace(/^"(.*)"$/, '$1'));
  const list = names.map((each) => `'${each.replaceAll("'", "''")}'`).join(', ');
  return parseText(`SET ${isTrue(local) ? 'LOCAL' : 'SESSION'} search_path TO ${list}`);
}

/** Gives the session its search_path back where a transaction with `SET LOCAL search_path` ends. */
export class LocalSearchPath {
  #session: readonly string[] | null;
  #local = false;

  constructor(session: readonly string[]) {
    this.#session = session;
  }

  see({ action, catalog, conditions }: Pick<Subject, 'action' | 'catalog' | 'conditions'>): void {
    const idle = action.kind === 'setting' && action.local && !conditions.inTransaction;
    if (!idle && action.kind === 'setting' && action.name === 'search_path') {
      this.#local = action.local;
      if (!action.local) this.#session = action.value === null ? null : action.values;
    }
    if (action.kind === 'transaction' && this.#local && /^(COMMIT|ROLLBACK|PREPARE)$/.test(action.verb)) {
      catalog.setSearchPath(this.#session);
      this.#local = false;
    }
  }
}
