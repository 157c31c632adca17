import type { Node, RangeVar, SelectStmt } from 'libpg-query';
import { walk } from '../nodes';

/**
 * The tables of a statement whose rows are locked by FOR UPDATE, SHARE and the like: those that OF names, by alias; without OF every
 * table of that FROM, those of the queries in it too. A query in an expression or in WITH is not reached.
 */
export function lockedRanges(root: unknown): ReadonlySet<RangeVar> {
  const found = new Set<RangeVar>();
  for (const { kind, value } of walk(root)) {
    if (kind !== 'SelectStmt') continue;
    const { fromClause = [], lockingClause = [] } = value as SelectStmt;
    for (const clause of lockingClause) {
      if (!('LockingClause' in clause)) continue;
      const named = (clause.LockingClause.lockedRels ?? []).flatMap((each) =>
        'RangeVar' in each ? [each.RangeVar.relname ?? ''] : [],
      );
      for (const range of rangesIn(fromClause, named.length === 0 ? null : new Set(named))) found.add(range);
    }
  }
  return found;
}

/** @param named the aliases that count; null for all of them */
function rangesIn(
  from: readonly (Node | undefined)[],
  named: ReadonlySet<string> | null,
): readonly RangeVar[] {
  return from.flatMap((node): readonly RangeVar[] => {
    if (node === undefined) return [];
    if ('JoinExpr' in node) return rangesIn([node.JoinExpr.larg, node.JoinExpr.rarg], named);
    if ('RangeVar' in node) {
      const { alias, relname = '' } = node.RangeVar;
      return named === null || named.has(alias?.aliasname ?? relname) ? [node.RangeVar] : [];
    }
    if (!('RangeSubselect' in node)) return [];
    const { alias, subquery } = node.RangeSubselect;
    if (named !== null && !named.has(alias?.aliasname ?? '')) return [];
    return subquery !== undefined && 'SelectStmt' in subquery
      ? rangesIn(subquery.SelectStmt.fromClause ?? [], null)
      : [];
  });
}
