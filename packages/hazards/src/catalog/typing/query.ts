import type { Node } from 'libpg-query';
import type { SqlType } from '../../sql/types';
import type { Catalog } from '../catalog';
import { withinBudget } from './budget';
import { kindOf } from './kinds';
import { Reading } from './reading';
import type { Columns, Named, Outside, Scope } from './scope';
import { resolved } from './scope';
import { Sources } from './sources';
import type { Absences, Problem, SubqueryTypes } from './typed';
import { Walk } from './walk';
import { Writing } from './writing';

// Queries within queries can be nested deeper than the stack.
const DEEPEST = 30;

/** Leads from a statement to those that stand in it. */
class Following {
  readonly walk: Walk;
  readonly #reading: Reading;
  readonly #writing: Writing;
  #depth = 0;

  constructor(catalog: Catalog, major: number, judges: boolean, absences: Absences = {}) {
    this.walk = new Walk(catalog, major, judges, (...of) => this.statement(...of), absences);
    const sources = new Sources(this.walk);
    this.#reading = new Reading(this.walk, sources);
    this.#writing = new Writing(this.walk, sources, this.#reading);
  }

  /** What a statement gives: the columns of a query, or those of RETURNING. */
  statement(node: Node, outer: Scope | Outside | null, around: Named): Columns {
    if (this.#depth > DEEPEST) return null;
    this.walk.budget.step();
    this.#depth += 1;
    const columns = this.#given(node, outer, around);
    this.#depth -= 1;
    return columns;
  }

  #given(node: Node, outer: Scope | Outside | null, around: Named): Columns {
    if ('SelectStmt' in node) return this.#reading.query(node.SelectStmt, outer, around);
    if ('InsertStmt' in node) return this.#writing.insert(node.InsertStmt, around);
    if ('UpdateStmt' in node) return this.#writing.update(node.UpdateStmt, around);
    if ('DeleteStmt' in node) return this.#writing.delete(node.DeleteStmt, around);
    return 'MergeStmt' in node ? this.#writing.merge(node.MergeStmt, around) : null;
  }
}

const noNames: Named = new Map();

/**
 * Follows a whole statement as analyze.c does: what its names stand for, the types of its expressions, and whether columns take what
 * they are given. Where something is not known, nothing is said of what rests on it.
 */
export function statementProblems(
  statement: Node,
  catalog: Catalog,
  major: number,
  absences: Absences = {},
): readonly Problem[] {
  const following = new Following(catalog, major, true, absences);
  return withinBudget(() => {
    following.statement(statement, null, noNames);
    return following.walk.problems;
  }, []);
}

/** What a query gives on its own, were it without a mistake. */
export const statementGives = (statement: Node, catalog: Catalog, major: number): Columns =>
  withinBudget(
    () => resolved(new Following(catalog, major, false).statement(statement, null, noNames)),
    null,
  );

/** What a query in an expression gives, where the names around it are told by the caller, and may be more than that. */
export function subqueryTypes(
  subselect: Node | undefined,
  column: (name: string, table: string | null) => SqlType | null,
  catalog: Catalog,
  major: number,
): SubqueryTypes {
  if (subselect === undefined || !('SelectStmt' in subselect)) return { kinds: null, problems: [] };
  const following = new Following(catalog, major, true);
  const outside: Outside = {
    find: (name, table) => ({ name, ...kindOf(column(name, table), catalog) }),
  };
  return withinBudget<SubqueryTypes>(
    () => {
      const columns = resolved(following.statement(subselect, outside, noNames));
      return { kinds: columns?.map(({ kind }) => kind) ?? null, problems: following.walk.problems };
    },
    { kinds: null, problems: [] },
  );
}
