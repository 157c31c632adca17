import type { JoinExpr, Node, RangeFunction, RangeVar } from 'libpg-query';
import { rangeName, textsOf } from '../../sql/nodes';
import { functionsIn } from '../../sql/read/calls';
import type { Relation } from '../model';
import { columnsOf } from '../view-output';
import { commonKind } from './choose';
import type { Kind } from './kinds';
import { kindOf, showKind } from './kinds';
import type { Columns, Named, QueryColumn, Range, Scope } from './scope';
import { anything, nowhere, only, renamed, resolved } from './scope';
import type { Walk } from './walk';

/** The names that FROM and its like bring into a query. */
export class Sources {
  readonly #walk: Walk;
  /** Tables that are called by their own name, by their schema. */
  readonly #tables = new Map<Range, string>();

  constructor(walk: Walk) {
    this.#walk = walk;
  }

  from(items: readonly Node[], start: Scope, named: Named): Scope {
    let scope = start;
    for (const each of items) scope = this.beside(scope, this.range(each, scope, named));
    return scope;
  }

  /** Two parts of FROM; a name that both have is a mistake, unless each is a table of another schema. */
  beside(left: Scope, right: Scope): Scope {
    const { budget } = this.#walk;
    const twice = right.ranges.find(({ alias }) =>
      budget.among(left.ranges).some((each) => each.alias === alias),
    );
    if (twice !== undefined && !this.#isTableOfOther(twice, left))
      this.#walk.wrong('42712', `table name "${twice.alias}" specified more than once`);
    return {
      ranges: [...budget.among(left.ranges), ...right.ranges],
      visible: [...budget.among(left.visible), ...budget.among(right.visible)],
      open: left.open || right.open || twice !== undefined,
      outer: left.outer,
    };
  }

  #isTableOfOther(range: Range, { ranges }: Scope): boolean {
    const other = ranges.find(({ alias }) => alias === range.alias);
    const [one, two] = [this.#tables.get(range), other === undefined ? undefined : this.#tables.get(other)];
    return one !== undefined && two !== undefined && one !== two;
  }

  /** @param beside what stands before it in FROM, for what is LATERAL */
  range(node: Node, beside: Scope, named: Named): Scope {
    const alone = (range: Range): Scope => only(range, beside.outer);
    if ('RangeVar' in node) return alone(this.table(node.RangeVar, named));
    if ('JoinExpr' in node) return this.#join(node.JoinExpr, beside, named);
    if ('RangeSubselect' in node) {
      const { subquery, alias, lateral } = node.RangeSubselect;
      const outer = lateral === true ? beside : beside.outer;
      const columns = subquery === undefined ? null : this.#walk.within(subquery, outer, named);
      return alone({
        alias: alias?.aliasname ?? '',
        columns: renamed(resolved(columns), textsOf(alias?.colnames)),
      });
    }
    if ('RangeTableSample' in node && node.RangeTableSample.relation !== undefined)
      return this.range(node.RangeTableSample.relation, beside, named);
    if ('RangeFunction' in node) this.#functions(node.RangeFunction);
    const alias =
      'RangeFunction' in node
        ? (node.RangeFunction.alias?.aliasname ?? null)
        : 'RangeTableFunc' in node
          ? (node.RangeTableFunc.alias?.aliasname ?? null)
          : null;
    return alias === null
      ? { ranges: [anything], visible: [], open: true, outer: beside.outer }
      : alone({ alias, columns: null });
  }

  /** Functions that give rows: of their arguments nothing is said. */
  #functions({ functions = [] }: RangeFunction): void {
    for (const name of functionsIn(functions)) {
      const absent = this.#walk.absences.noFunction?.(name) ?? null;
      if (absent !== null) this.#walk.found(absent);
    }
  }

  /** A table, or what WITH calls so. */
  table(range: RangeVar, named: Named): Range {
    const { relname = '', schemaname, alias } = range;
    const name = alias?.aliasname ?? relname;
    const common = schemaname === undefined ? named.get(relname) : undefined;
    if (common !== undefined) return { alias: name, columns: renamed(common, textsOf(alias?.colnames)) };
    const table = rangeName(range);
    const relation = this.#walk.catalog.find(table);
    const absent = this.#walk.absences.noTable?.(table) ?? null;
    if (absent !== null) this.#walk.found(absent);
    const names = textsOf(alias?.colnames);
    const key = names.length > 0 ? null : keyOf(relation);
    const columns = renamed(this.#columns(relation), names);
    const made: Range = { alias: name, columns, ...(key === undefined ? {} : { key }) };
    if (alias === undefined && relation !== undefined) this.#tables.set(made, relation.schema);
    return made;
  }

  #columns(relation: Relation | undefined): Columns {
    const { catalog } = this.#walk;
    return (
      columnsOf(relation)?.map((column) => {
        const { kind, domain } = kindOf(column.type ?? ('kind' in column ? column.kind : null), catalog);
        return { name: column.name, kind, domain };
      }) ?? null
    );
  }

  #join({ larg, rarg, quals, usingClause, isNatural, alias }: JoinExpr, beside: Scope, named: Named): Scope {
    if (larg === undefined || rarg === undefined) return { ...nowhere, ranges: [anything], open: true };
    const { budget, major } = this.#walk;
    const left = this.range(larg, beside, named);
    const right = this.range(rarg, { ...left, outer: beside }, named);
    const both = this.beside({ ...left, outer: beside.outer }, right);
    if (isNatural === true && both.open) return { ...both, visible: [], open: true };
    const shared = new Set(isNatural === true ? this.#inBoth(left, right) : textsOf(usingClause));
    const merged = [...shared].map((name): QueryColumn => {
      this.#using(name, left, right);
      const kinds = [left, right].map(
        ({ visible }) => budget.among(visible).find((each) => each.name === name)?.kind ?? null,
      );
      return { name, kind: commonKind(kinds, major) ?? null };
    });
    this.#walk.condition(quals, 'JOIN/ON', { ...both, outer: beside.outer }, named);
    const rest = ({ visible }: Scope): readonly QueryColumn[] =>
      budget.among(visible).filter(({ name }) => !shared.has(name ?? ''));
    const visible = shared.size === 0 ? both.visible : [...merged, ...rest(left), ...rest(right)];
    if (alias === undefined) return { ...both, visible };
    const columns = both.open ? null : renamed(visible, textsOf(alias.colnames));
    return only({ alias: alias.aliasname ?? '', columns }, beside.outer);
  }

  /** The columns of a NATURAL JOIN. */
  #inBoth(left: Scope, right: Scope): readonly string[] {
    const names = new Set(this.#walk.budget.among(right.visible).map(({ name }) => name));
    return this.#walk.budget
      .among(left.visible)
      .flatMap(({ name }) => (name !== null && names.has(name) ? [name] : []));
  }

  #using(name: string, left: Scope, right: Scope): void {
    const kinds: Kind[] = [];
    for (const [scope, side] of [
      [left, 'left'],
      [right, 'right'],
    ] as const) {
      const found = this.#walk.budget.among(scope.visible).filter((each) => each.name === name);
      if (found.length === 0 && !scope.open)
        return this.#walk.wrong(
          '42703',
          `column "${name}" specified in USING clause does not exist in ${side} table`,
        );
      kinds.push(found.length === 1 ? (found[0]?.kind ?? null) : null);
    }
    if (commonKind(kinds, this.#walk.major) === null)
      this.#walk.wrong('42804', `JOIN/USING types ${kinds.map(showKind).join(' and ')} cannot be matched`);
  }
}

/** The primary key of a table; null where it is not known, undefined where there is none. */
function keyOf(relation: Relation | undefined): readonly string[] | null | undefined {
  if (relation?.known !== true || !relation.constraintsKnown) return null;
  return [...relation.constraints.values()].find(({ kind }) => kind === 'primary')?.columns;
}
