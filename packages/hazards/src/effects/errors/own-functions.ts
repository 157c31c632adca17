import type { FuncCall, Node } from 'libpg-query';
import type { Catalog } from '../../catalog/catalog';
import type { DeclaredRoutine } from '../../catalog/model';
import { nameOf, walk } from '../../sql/nodes';
import { mayBeBuiltin } from './functions';

/** How the function of the user's that a call can only mean was declared; undefined where it is not one, or may be another. */
export function declaredOf({ funcname, args }: FuncCall, catalog: Catalog): DeclaredRoutine | undefined {
  const name = nameOf(funcname);
  // One of PostgreSQL's own may fit better.
  if (name.schema === undefined && mayBeBuiltin(name.name)) return undefined;
  const routine = catalog.findFunction(name);
  const [signature, ...others] = routine?.signatures ?? [];
  if (routine === undefined || signature === undefined || others.length > 0) return undefined;
  const takes = signature === '' ? 0 : signature.split(',').length;
  return takes === (args?.length ?? 0) ? routine.declared.get(signature) : undefined;
}

/**
 * Whether an expression calls a function of the user's that is not IMMUTABLE, where PostgreSQL is sure to find the call: it looks when the
 * constants are folded and the functions of LANGUAGE sql are put in place of their calls (expression_planner).
 */
export function callsMutable(expression: Node, catalog: Catalog): boolean {
  let found = false;
  for (const { kind, value } of walk(expression)) {
    if (foldsAway(kind, value)) return false;
    if (kind !== 'FuncCall') continue;
    const call = value as FuncCall;
    const declared = declaredOf(call, catalog);
    if (declared === undefined && catalog.findFunction(nameOf(call.funcname)) !== undefined) return false;
    if (declared === undefined) continue;
    if (declared.language === null || declared.language === 'sql') return false;
    if (declared.immutable === false) found = true;
  }
  return found;
}

// A NULL takes what is around it along, and of an arm that nothing variable decides about only one is left.
function foldsAway(kind: string, value: unknown): boolean {
  if (kind === 'A_Const') {
    const { isnull, boolval } = value as { isnull?: boolean; boolval?: unknown };
    return isnull === true || boolval !== undefined;
  }
  return deciding(kind, value).some((each) => !walk(each).some(({ kind: part }) => part === 'ColumnRef'));
}

function deciding(kind: string, value: unknown): readonly Node[] {
  const { args = [], arg } = value as { args?: readonly Node[]; arg?: Node };
  if (kind === 'BoolExpr') return args;
  if (kind === 'CoalesceExpr') return args.slice(0, -1);
  if (kind !== 'CaseExpr') return [];
  if (arg !== undefined) return [arg];
  return args.flatMap((each) => ('CaseWhen' in each && each.CaseWhen.expr ? [each.CaseWhen.expr] : []));
}
