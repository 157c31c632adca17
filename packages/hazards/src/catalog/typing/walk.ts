import type { Node, SubLink } from 'libpg-query';
import type { Catalog } from '../catalog';
import { Budget } from './budget';
import { typeExpression } from './expression';
import type { Columns, Named, Outside, Scope } from './scope';
import { Grouping } from './grouping';
import { lookUp, resolved } from './scope';
import type { Absences, Findings, Problem, SubqueryTypes, Typed } from './typed';

/** Follows a statement that stands in another one. */
type Follow = (statement: Node, outer: Scope | Outside | null, around: Named) => Columns;

/** What all parts of a walk through one statement share: what they found wrong, and how they look at an expression. */
export class Walk {
  readonly #problems: Problem[] = [];
  readonly budget = new Budget();

  /**
   * @param judges whether what gives no column is looked at, too: conditions, what sorts and what groups
   * @param within what a statement gives that stands in this one
   */
  constructor(
    readonly catalog: Catalog,
    readonly major: number,
    readonly judges: boolean,
    readonly within: Follow,
    readonly absences: Absences = {},
  ) {}

  get problems(): readonly Problem[] {
    return this.#problems;
  }

  found(problem: Problem): void {
    this.#problems.push(problem);
  }

  wrong(sqlstate: string, message: string): void {
    this.found({ sqlstate, message });
  }

  condition(node: Node | undefined, what: string, scope: Scope, named: Named): void {
    if (!this.judges || node === undefined || 'CurrentOfExpr' in node) return;
    if (what !== 'HAVING') new Grouping(this, scope).forEachRow(node, what);
    this.typed(node, scope, named, (typed, findings) => findings.boolean(typed, what));
  }

  /** @param then what is asked of the type, before anything else is looked at */
  typed(node: Node, scope: Scope, named: Named, then?: (typed: Typed, findings: Findings) => void): Typed {
    this.budget.step();
    const { typed, findings } = typeExpression(node, {
      catalog: this.catalog,
      major: this.major,
      column: () => null,
      ...this.absences,
      find: (name, table) => lookUp(name, table, scope, this.budget),
      subquery: (each) => this.subquery(each, scope, named),
    });
    then?.(typed, findings);
    for (const each of findings.problems) this.found(each);
    return typed;
  }

  subquery({ subselect }: SubLink, scope: Scope, named: Named): SubqueryTypes {
    const before = this.#problems.length;
    const columns = subselect === undefined ? null : this.within(subselect, scope, named);
    return {
      kinds: resolved(columns)?.map(({ kind }) => kind) ?? null,
      problems: this.#problems.splice(before),
    };
  }
}
