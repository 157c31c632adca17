import type { Node, SelectStmt } from 'libpg-query';
import type { Refusal } from '../actions';
import { nameOf, textOf, walk } from '../nodes';

const aggregates: ReadonlySet<string> = new Set(
  'count sum min max avg array_agg string_agg json_agg jsonb_agg bool_and bool_or every'.split(' '),
);

/** SQLSTATE 0A000: FOR UPDATE and its like, where a row of the result is not one row of a table (CheckSelectLocking in analyze.c). */
export function rowLockRefusals(node: Node, sql: string): readonly Refusal[] {
  if (!/\bfor\s+(no\s+key\s+update|update|share|key\s+share)\b/i.test(sql)) return [];
  for (const { kind, value } of walk(node)) {
    if (kind !== 'SelectStmt') continue;
    const select = value as SelectStmt;
    const [clause] = select.lockingClause ?? [];
    if (clause === undefined || !('LockingClause' in clause)) continue;
    const what = `FOR ${words[clause.LockingClause.strength ?? ''] ?? 'UPDATE'}`;
    const with_ = groupedBy(select);
    if (with_ !== null) return [{ sqlstate: '0A000', message: `${what} is not allowed with ${with_}` }];
    if (locksNullable(select))
      return [
        { sqlstate: '0A000', message: `${what} cannot be applied to the nullable side of an outer join` },
      ];
  }
  return [];
}

const words: Readonly<Record<string, string>> = {
  LCS_FORUPDATE: 'UPDATE',
  LCS_FORNOKEYUPDATE: 'NO KEY UPDATE',
  LCS_FORSHARE: 'SHARE',
  LCS_FORKEYSHARE: 'KEY SHARE',
};

function groupedBy(select: SelectStmt): string | null {
  if (select.larg !== undefined) return 'UNION/INTERSECT/EXCEPT';
  if (select.distinctClause !== undefined) return 'DISTINCT clause';
  if (select.groupClause !== undefined) return 'GROUP BY clause';
  if (select.havingClause !== undefined) return 'HAVING clause';
  const calls = (select.targetList ?? []).flatMap((each) =>
    'ResTarget' in each && each.ResTarget.val !== undefined && 'FuncCall' in each.ResTarget.val
      ? [each.ResTarget.val.FuncCall]
      : [],
  );
  if (calls.some(({ over }) => over !== undefined)) return 'window functions';
  return calls.some(({ funcname }) => aggregates.has(nameOf(funcname).name)) ? 'aggregate functions' : null;
}

/**
 * Whether the table that a LEFT JOIN may leave out is locked, too. A condition on it would make an inner join of it: where WHERE
 * speaks of it, or may do so, nothing is said.
 */
function locksNullable({ fromClause = [], lockingClause = [], whereClause }: SelectStmt): boolean {
  const [join] = fromClause;
  if (join === undefined || !('JoinExpr' in join) || join.JoinExpr.jointype !== 'JOIN_LEFT') return false;
  const { rarg } = join.JoinExpr;
  if (rarg === undefined || !('RangeVar' in rarg)) return false;
  const nullable = rarg.RangeVar.alias?.aliasname ?? rarg.RangeVar.relname ?? '';
  const named = lockingClause.flatMap((each) =>
    'LockingClause' in each ? [each.LockingClause.lockedRels ?? []] : [],
  );
  const locked = named.some(
    (some) =>
      some.length === 0 || some.some((each) => 'RangeVar' in each && each.RangeVar.relname === nullable),
  );
  return (
    locked &&
    walk(whereClause).every(({ kind, value }) => {
      if (kind !== 'ColumnRef') return true;
      const fields = (value as { readonly fields?: readonly Node[] }).fields ?? [];
      return fields.length > 1 && textOf(fields[0]) !== nullable;
    })
  );
}
