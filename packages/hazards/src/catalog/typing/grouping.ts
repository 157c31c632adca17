import type { ColumnRef, FuncCall, Node, SelectStmt } from 'libpg-query';
import type { Met } from '../../sql/nodes';
import { nameOf, textOf, textsOf, walk } from '../../sql/nodes';
import { isAggregate } from './aggregates';
import { functionsCalled } from './candidates';
import type { Range, Scope } from './scope';
import type { Walk } from './walk';

// What these make of their columns is told by nobody: queries of their own, aggregates in a syntax of theirs.
const closed: ReadonlySet<string> = new Set(['SubLink', 'JsonArrayAgg', 'JsonObjectAgg', 'GroupingFunc']);

/**
 * Aggregates where there can be none, and columns that GROUP BY leaves without one value (parse_agg.c). A column that stands anywhere in
 * GROUP BY is taken for grouped, and so is one that may be: what is told is certain.
 */
export class Grouping {
  readonly #walk: Walk;
  readonly #scope: Scope;

  constructor(walk: Walk, scope: Scope) {
    this.#walk = walk;
    this.#scope = scope;
  }

  /** Aggregates and window functions in what is worked out for each row. */
  forEachRow(node: Node | undefined, what: string): void {
    for (const call of this.#callsIn(node)) {
      if (call.over !== undefined)
        return this.#walk.wrong('42P20', `window functions are not allowed in ${what}`);
      if (this.#isOwnAggregate(call))
        return this.#walk.wrong('42803', `aggregate functions are not allowed in ${what}`);
    }
  }

  /** @param items what ORDER BY sorts by, where that is none of the result */
  query({ targetList = [], groupClause, havingClause }: SelectStmt, items: readonly Node[]): void {
    for (const each of groupClause ?? []) this.forEachRow(each, 'GROUP BY');
    const shown = [...targetList, ...(havingClause === undefined ? [] : [havingClause]), ...items];
    const aggregates = shown
      .flatMap((each) => this.#callsIn(each))
      .filter((each) => this.#isOwnAggregate(each));
    if (aggregates.some((each) => this.#callsIn(each.args).some((call) => this.#isInner(call))))
      return this.#walk.wrong('42803', 'aggregate function calls cannot be nested');
    if (groupClause === undefined && havingClause === undefined && aggregates.length === 0) return;
    const grouped = this.#grouped(groupClause ?? [], targetList);
    if (grouped === null) return;
    for (const each of shown) {
      const alone = this.#aloneIn(each, grouped);
      if (alone !== null)
        return this.#walk.wrong(
          '42803',
          `column "${alone}" must appear in the GROUP BY clause or be used in an aggregate function`,
        );
    }
  }

  #isInner(call: FuncCall): boolean {
    return call.over !== undefined || this.#isOwnAggregate(call);
  }

  /** The calls of an expression, those in the arguments of aggregates left out. */
  #callsIn(root: unknown): readonly FuncCall[] {
    const calls: FuncCall[] = [];
    walk({ root }, ({ kind, value }) => {
      if (kind !== 'FuncCall') return closed.has(kind);
      const call = value as FuncCall;
      calls.push(call);
      return call.over === undefined && this.#mayAggregate(call);
    });
    return calls;
  }

  /** A function that nobody knows may be an aggregate. */
  #mayAggregate({ funcname }: FuncCall): boolean {
    const { schema = 'pg_catalog', name } = nameOf(funcname);
    const { catalog, major } = this.#walk;
    if (schema !== 'pg_catalog' || catalog.findFunction({ name }) !== undefined || isAggregate(name))
      return true;
    return functionsCalled(name, major).length === 0;
  }

  /** An aggregate of this query, and not of one around it. */
  #isOwnAggregate({ funcname, over, args, agg_star }: FuncCall): boolean {
    const { schema = 'pg_catalog', name } = nameOf(funcname);
    if (over !== undefined || schema !== 'pg_catalog' || !isAggregate(name)) return false;
    if (this.#walk.catalog.findFunction({ name }) !== undefined) return false;
    const columns = columnsIn(args);
    return (
      agg_star === true || columns.length === 0 || columns.some((each) => this.#rangesOf(each).length > 0)
    );
  }

  /** The parts of FROM that a column can be of: none where it is not known, or of a query around. */
  #rangesOf({ fields }: ColumnRef): readonly Range[] {
    const parts = textsOf(fields);
    const name = parts.at(-1) ?? '';
    const { budget } = this.#walk;
    if (parts.length > 2 || name === '' || (parts.length === 1 && this.#scope.open)) return [];
    return budget
      .among(this.#scope.ranges)
      .filter(
        ({ alias, columns }) =>
          (parts.length === 1 || alias === parts[0]) &&
          budget.among(columns ?? []).some((each) => each.name === name),
      );
  }

  /** What stands in GROUP BY; null where it is not known. */
  #grouped(items: readonly Node[], targets: readonly Node[]): ReadonlySet<string> | null {
    const grouped = new Set<string>();
    for (const { kind, value } of walk({ items })) {
      if (kind === 'ival' || kind === 'A_Star') return this.#byPlace(items, targets);
      if (kind !== 'ColumnRef') continue;
      this.#add(value as ColumnRef, grouped);
      // It may be the name of a column of the result.
      const [name, more] = textsOf((value as ColumnRef).fields);
      for (const each of this.#walk.budget.among(targets))
        if (more === undefined && 'ResTarget' in each && each.ResTarget.name === name)
          for (const column of columnsIn(each)) this.#add(column, grouped);
    }
    return grouped;
  }

  #byPlace(items: readonly Node[], targets: readonly Node[]): ReadonlySet<string> | null {
    const isPlace = (each: Node): boolean => 'A_Const' in each && each.A_Const.ival !== undefined;
    const starred = targets.some((each) => columnsIn(each).some(isStar));
    if (starred || walk({ items }).some(({ kind }) => kind === 'A_Star')) return null;
    if (!items.every((each) => isPlace(each) || 'ColumnRef' in each)) return null;
    const meant = items.map((each) =>
      'A_Const' in each ? targets[(each.A_Const.ival?.ival ?? 0) - 1] : each,
    );
    const nodes = meant.flatMap((each) =>
      each === undefined ? [] : 'ResTarget' in each ? (each.ResTarget.val ?? []) : [each],
    );
    return nodes.some((each) => walk(each).some(({ kind }) => kind === 'ival'))
      ? null
      : this.#grouped(nodes, targets);
  }

  #add(column: ColumnRef, grouped: Set<string>): void {
    const parts = textsOf(column.fields);
    const name = parts.at(-1) ?? '';
    const [range, second] = this.#rangesOf(column);
    if (range !== undefined && second === undefined) grouped.add(keyOf(range.alias, name));
    // Of several tables, or a table as a whole.
    else grouped.add(keyOf('*', name));
  }

  /** A column that has no one value. */
  #aloneIn(shown: Node, grouped: ReadonlySet<string>): string | null {
    const star = 'ResTarget' in shown ? starOf(shown.ResTarget.val) : null;
    if (star !== null) return this.#aloneInStar(star, grouped);
    const found: ColumnRef[] = [];
    walk({ shown }, ({ kind, value }: Met) => {
      if (kind === 'ColumnRef') found.push(value as ColumnRef);
      if (kind !== 'FuncCall') return closed.has(kind);
      const call = value as FuncCall;
      return call.over === undefined && this.#mayAggregate(call);
    });
    for (const each of found) {
      const [range, second] = this.#rangesOf(each);
      if (range === undefined || second !== undefined) continue;
      const name = textsOf(each.fields).at(-1) ?? '';
      if (!this.#isGrouped(range, name, grouped)) return `${range.alias}.${name}`;
    }
    return null;
  }

  #aloneInStar(star: string, grouped: ReadonlySet<string>): string | null {
    const { ranges, open } = this.#scope;
    if (open) return null;
    for (const range of ranges)
      if (star === '' || range.alias === star)
        for (const { name } of this.#walk.budget.among(range.columns ?? []))
          if (name !== null && !this.#isGrouped(range, name, grouped)) return `${range.alias}.${name}`;
    return null;
  }

  #isGrouped({ alias, key }: Range, name: string, grouped: ReadonlySet<string>): boolean {
    const has = (each: string): boolean =>
      grouped.has(keyOf(alias, each)) || grouped.has(keyOf('*', each)) || grouped.has(keyOf('*', alias));
    // All of a table's columns have one value where its primary key has one.
    return has(name) || key === null || (key !== undefined && key.every(has));
  }
}

// No name holds a NUL.
const keyOf = (alias: string, column: string): string => `${alias}\0${column}`;

const columnsIn = (root: unknown): readonly ColumnRef[] =>
  walk({ root }, ({ kind }) => closed.has(kind)).flatMap(({ kind, value }) =>
    kind === 'ColumnRef' ? [value as ColumnRef] : [],
  );

const isStar = ({ fields }: ColumnRef): boolean => {
  const last = fields?.at(-1);
  return last !== undefined && 'A_Star' in last;
};

/** `*` is '', and `t.*` is t. */
function starOf(value: Node | undefined): string | null {
  if (value === undefined || !('ColumnRef' in value) || !isStar(value.ColumnRef)) return null;
  const fields = value.ColumnRef.fields ?? [];
  return fields.length === 1 ? '' : fields.length === 2 ? textOf(fields[0]) : null;
}
