import type { CommonTableExpr, Node, ResTarget, SelectStmt, WithClause } from 'libpg-query';
import { textOf, textsOf } from '../../sql/nodes';
import { figure } from '../../sql/read/view-output';
import { commonKind } from './choose';
import { Grouping } from './grouping';
import { plain, showKind } from './kinds';
import type { Columns, Named, Outside, QueryColumn, Scope } from './scope';
import { nowhere, renamed, resolved } from './scope';
import type { Sources } from './sources';
import type { Walk } from './walk';

/** So many rows of VALUES are looked at. */
export const READ_ROWS = 100;

/** What a target list may have (MaxTupleAttributeNumber). */
const WIDEST = 1664;

/** What a target list gives, and whether all of it is known. */
interface Given {
  readonly columns: readonly QueryColumn[];
  readonly whole: boolean;
}

/** Queries: SELECT, VALUES, what unites them, and WITH. */
export class Reading {
  readonly #walk: Walk;
  readonly #sources: Sources;

  constructor(walk: Walk, sources: Sources) {
    this.#walk = walk;
    this.#sources = sources;
  }

  /** What a query gives. */
  query(node: SelectStmt, outer: Scope | Outside | null, around: Named): Columns {
    const { op = 'SETOP_NONE', larg, rarg, valuesLists = [], withClause } = node;
    const named = this.with(withClause, outer, around);
    if (op !== 'SETOP_NONE' && larg !== undefined && rarg !== undefined) {
      const [left, right] = [larg, rarg].map((each) => this.#walk.within({ SelectStmt: each }, outer, named));
      return this.#united(op, left ?? null, right ?? null);
    }
    if (valuesLists.length > 0) return this.#values(valuesLists, { ...nowhere, outer }, named);
    const scope = this.#sources.from(node.fromClause ?? [], { ...nowhere, outer }, named);
    const given = this.items(node.targetList ?? [], scope, named);
    if (this.#walk.judges) this.#judge(node, given, scope, named);
    return given.whole ? given.columns : null;
  }

  /** What stands in a query beside what it gives. */
  #judge(node: SelectStmt, given: Given, scope: Scope, named: Named): void {
    this.#walk.condition(node.whereClause, 'WHERE', scope, named);
    this.#walk.condition(node.havingClause, 'HAVING', scope, named);
    const sorted = this.#sorted(node, given, scope, named);
    new Grouping(this.#walk, scope).query(node, sorted);
    for (const limit of [node.limitOffset, node.limitCount])
      if (limit !== undefined && 'A_Const' in limit)
        this.#walk.typed(limit, scope, named, (typed, findings) => {
          if (typed.kind === 'unknown') findings.converted(typed, plain('int8'));
        });
  }

  items(targets: readonly Node[], scope: Scope, named: Named): Given {
    const given: QueryColumn[] = [];
    let whole = true;
    for (const each of targets) {
      const columns = 'ResTarget' in each ? this.#item(each.ResTarget, scope, named) : null;
      if (columns === null || given.length + columns.length > WIDEST) whole = false;
      else given.push(...columns);
    }
    return { columns: given, whole };
  }

  #item({ name, val }: ResTarget, scope: Scope, named: Named): Columns {
    if (val === undefined) return null;
    if ('ColumnRef' in val) {
      const fields = val.ColumnRef.fields ?? [];
      const last = fields.at(-1);
      if (last !== undefined && 'A_Star' in last) {
        if (fields.length === 1) return scope.open ? null : scope.visible;
        const range = scope.ranges.find(({ alias }) => alias === textOf(fields[0]));
        return fields.length === 2 ? (range?.columns ?? null) : null;
      }
    }
    if ('A_Indirection' in val) {
      const last = (val.A_Indirection.indirection ?? []).at(-1);
      if (last !== undefined && 'A_Star' in last) return null;
    }
    const { kind, domain } = this.#walk.typed(val, scope, named);
    return [{ name: name ?? figure(val), kind, ...(domain === true ? { domain } : {}) }];
  }

  /**
   * ORDER BY and GROUP BY: a name alone may be one of the result.
   *
   * @returns what ORDER BY sorts by beside that
   */
  #sorted(node: SelectStmt, { columns, whole }: Given, scope: Scope, named: Named): readonly Node[] {
    const sorts = (node.sortClause ?? []).flatMap((each) =>
      'SortBy' in each ? (each.SortBy.node ?? []) : [],
    );
    const sorted: Node[] = [];
    for (const [at, each] of [...sorts, ...(node.groupClause ?? [])].entries()) {
      const groups = at >= sorts.length;
      if ('A_Const' in each)
        this.#place(each, groups ? 'GROUP BY' : 'ORDER BY', whole ? columns.length : null);
      if ('GroupingSet' in each || 'A_Const' in each) continue;
      const parts = 'ColumnRef' in each ? textsOf(each.ColumnRef.fields) : [];
      const ofResult = this.#walk.budget
        .among(columns)
        .some(({ name }) => name === null || name === parts[0]);
      // GROUP BY looks at the tables first.
      const ofTable = groups && this.#walk.budget.among(scope.visible).some(({ name }) => name === parts[0]);
      if (parts.length === 1 && (!whole || ofResult) && !ofTable) continue;
      this.#walk.typed(each, scope, named);
      if (!groups) sorted.push(each);
    }
    return sorted;
  }

  #place(
    { A_Const: { ival } }: Extract<Node, { A_Const: unknown }>,
    what: string,
    width: number | null,
  ): void {
    const place = ival === undefined ? null : (ival.ival ?? 0);
    if (place !== null && width !== null && (place < 1 || place > width))
      this.#walk.wrong('42P10', `${what} position ${place} is not in select list`);
  }

  #united(op: string, left: Columns, right: Columns): Columns {
    if (left === null || right === null) return null;
    const what = op.replace('SETOP_', '');
    if (left.length !== right.length) {
      this.#walk.wrong('42601', `each ${what} query must have the same number of columns`);
      return null;
    }
    return left.map(({ name, kind }, at) => {
      const other = right[at]?.kind ?? null;
      const common = commonKind([kind, other], this.#walk.major);
      if (common === null)
        this.#walk.wrong('42804', `${what} types ${showKind(kind)} and ${showKind(other)} cannot be matched`);
      return { name, kind: common ?? null };
    });
  }

  #values(rows: readonly Node[], scope: Scope, named: Named): Columns {
    const all = rows
      .slice(0, READ_ROWS)
      .map((row) =>
        'List' in row ? (row.List.items ?? []).map((each) => this.#walk.typed(each, scope, named).kind) : [],
      );
    const [first = []] = all;
    if (all.some(({ length }) => length !== first.length)) {
      this.#walk.wrong('42601', 'VALUES lists must all be the same length');
      return null;
    }
    return first.map((_, at) => {
      const common = commonKind(
        all.map((row) => row[at] ?? null),
        this.#walk.major,
      );
      if (common === null) this.#walk.wrong('42804', 'VALUES types cannot be matched');
      return { name: `column${at + 1}`, kind: rows.length > READ_ROWS ? null : (common ?? null) };
    });
  }

  /** The names that WITH adds to those around it. */
  with(clause: WithClause | undefined, outer: Scope | Outside | null, around: Named): Named {
    if (clause === undefined) return around;
    const named = new Map(this.#walk.budget.among([...around]));
    for (const each of clause.ctes ?? []) {
      if (!('CommonTableExpr' in each)) continue;
      const { ctename = '' } = each.CommonTableExpr;
      // A query that may name itself is not followed.
      if (clause.recursive === true) named.set(ctename, null);
      else named.set(ctename, this.#named(each.CommonTableExpr, outer, named));
    }
    return named;
  }

  #named(
    { ctequery, aliascolnames = [] }: CommonTableExpr,
    outer: Scope | Outside | null,
    named: Named,
  ): Columns {
    if (ctequery === undefined) return null;
    return renamed(resolved(this.#walk.within(ctequery, outer, named)), textsOf(aliascolnames));
  }
}
