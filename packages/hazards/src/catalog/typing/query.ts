import type {
  CommonTableExpr,
  DeleteStmt,
  InsertStmt,
  JoinExpr,
  MergeStmt,
  MergeWhenClause,
  Node,
  RangeVar,
  ResTarget,
  SelectStmt,
  SubLink,
  UpdateStmt,
  WithClause,
} from 'libpg-query';
import { rangeName, textOf, textsOf } from '../../sql/nodes';
import type { SqlType } from '../../sql/types';
import { figure } from '../../sql/read/view-output';
import type { Catalog } from '../catalog';
import type { Relation } from '../model';
import { columnsOf } from '../view-output';
import { commonKind } from './choose';
import { typeExpression } from './expression';
import type { Kind } from './kinds';
import { kindOf, pathOf, plain, showKind } from './kinds';
import { lookUp, nowhere } from './scope';
import type { Outside, QueryColumn, Range, Scope } from './scope';
import type { Findings, Problem, SubqueryTypes, Surroundings, Typed } from './typed';

/** WITH names by what they give; null is not known. */
type Named = ReadonlyMap<string, readonly QueryColumn[] | null>;

type Columns = readonly QueryColumn[] | null;

// Queries within queries can be nested deeper than the stack.
const DEEPEST = 30;

/** Names that are looked at for one statement: what nobody has written by hand is not followed. */
const MOST = 1_000_000;

/** What a target list may have (MaxTupleAttributeNumber). */
const WIDEST = 1664;

/**
 * Follows a whole statement as analyze.c does: what its names stand for, the types of its expressions, and whether columns take what
 * they are given. Where something is not known, nothing is said of what rests on it.
 */
export class QueryWalk {
  readonly #problems: Problem[] = [];
  readonly #catalog: Catalog;
  readonly #major: number;
  #depth = 0;
  /** Below zero the statement is not followed any further, and nothing is said of it. */
  #left = MOST;

  readonly #noType: Surroundings['noType'];

  constructor(catalog: Catalog, major: number, noType?: Surroundings['noType']) {
    this.#catalog = catalog;
    this.#major = major;
    this.#noType = noType;
  }

  get problems(): readonly Problem[] {
    return this.#left < 0 ? [] : this.#problems;
  }

  /** @returns whether that was too much */
  #looksAt(names: number): boolean {
    this.#left -= names;
    return this.#left < 0;
  }

  statement(node: Node): void {
    if ('SelectStmt' in node) this.select(node.SelectStmt, null, new Map());
    else if ('InsertStmt' in node) this.#insert(node.InsertStmt, new Map());
    else if ('UpdateStmt' in node) this.#update(node.UpdateStmt, new Map());
    else if ('DeleteStmt' in node) this.#delete(node.DeleteStmt, new Map());
    else if ('MergeStmt' in node) this.#merge(node.MergeStmt, new Map());
  }

  /** What a query gives. */
  select(node: SelectStmt, outer: Scope | Outside | null, around: Named): Columns {
    if (this.#depth > DEEPEST || this.#looksAt(1)) return null;
    this.#depth += 1;
    const columns = this.#query(node, outer, this.#with(node.withClause, outer, around));
    this.#depth -= 1;
    return columns;
  }

  #query(node: SelectStmt, outer: Scope | Outside | null, named: Named): Columns {
    const { op = 'SETOP_NONE', larg, rarg, valuesLists = [] } = node;
    if (op !== 'SETOP_NONE' && larg !== undefined && rarg !== undefined)
      return this.#united(op, this.select(larg, outer, named), this.select(rarg, outer, named));
    if (valuesLists.length > 0) return this.#values(valuesLists, { ...nowhere, outer }, named);
    const scope = this.#from(node.fromClause ?? [], { ...nowhere, outer }, named);
    const given: QueryColumn[] = [];
    let whole = true;
    for (const each of node.targetList ?? []) {
      const columns = 'ResTarget' in each ? this.#item(each.ResTarget, scope, named) : null;
      if (columns === null || given.length + columns.length > WIDEST) whole = false;
      else given.push(...columns);
    }
    this.#condition(node.whereClause, 'WHERE', scope, named);
    this.#condition(node.havingClause, 'HAVING', scope, named);
    this.#sorted(node, given, whole, scope, named);
    for (const limit of [node.limitOffset, node.limitCount])
      if (limit !== undefined && 'A_Const' in limit)
        this.#typed(limit, scope, named, (typed, findings) => {
          if (typed.kind === 'unknown') findings.converted(typed, plain('int8'));
        });
    return whole ? given : null;
  }

  /** ORDER BY and GROUP BY: a name alone may be one of the result. */
  #sorted(node: SelectStmt, given: readonly QueryColumn[], whole: boolean, scope: Scope, named: Named): void {
    const items = [
      ...(node.sortClause ?? []).flatMap((each) => ('SortBy' in each ? (each.SortBy.node ?? []) : [])),
      ...(node.groupClause ?? []),
    ];
    for (const each of items) {
      if ('GroupingSet' in each || 'A_Const' in each) continue;
      const parts = 'ColumnRef' in each ? textsOf(each.ColumnRef.fields) : [];
      if (this.#looksAt(given.length)) return;
      const ofResult = given.some(({ name }) => name === null || name === parts[0]);
      if (parts.length === 1 && (!whole || ofResult)) continue;
      this.#typed(each, scope, named);
    }
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
    if ('A_Indirection' in val && textOf((val.A_Indirection.indirection ?? []).at(-1)) === '') {
      const last = (val.A_Indirection.indirection ?? []).at(-1);
      if (last !== undefined && 'A_Star' in last) return null;
    }
    const { kind, domain } = this.#typed(val, scope, named);
    return [{ name: name ?? figure(val), kind, ...(domain === true ? { domain } : {}) }];
  }

  #united(op: string, left: Columns, right: Columns): Columns {
    if (left === null || right === null) return null;
    const what = op.replace('SETOP_', '');
    if (left.length !== right.length) {
      this.#wrong('42601', `each ${what} query must have the same number of columns`);
      return null;
    }
    return left.map(({ name, kind }, at) => {
      const other = right[at]?.kind ?? null;
      const common = commonKind([kind, other], this.#major);
      if (common === null)
        this.#wrong('42804', `${what} types ${showKind(kind)} and ${showKind(other)} cannot be matched`);
      return { name, kind: common ?? null };
    });
  }

  #values(rows: readonly Node[], scope: Scope, named: Named): Columns {
    const all = rows
      .slice(0, READ_ROWS)
      .map((row) =>
        'List' in row ? (row.List.items ?? []).map((each) => this.#typed(each, scope, named).kind) : [],
      );
    const [first = []] = all;
    if (all.some(({ length }) => length !== first.length)) {
      this.#wrong('42601', 'VALUES lists must all be the same length');
      return null;
    }
    return first.map((_, at) => {
      const common = commonKind(
        all.map((row) => row[at] ?? null),
        this.#major,
      );
      if (common === null) this.#wrong('42804', 'VALUES types cannot be matched');
      return { name: `column${at + 1}`, kind: rows.length > READ_ROWS ? null : (common ?? null) };
    });
  }

  #with(clause: WithClause | undefined, outer: Scope | Outside | null, around: Named): Named {
    if (clause === undefined) return around;
    if (this.#looksAt(around.size)) return around;
    const named = new Map(around);
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
    let columns: Columns = null;
    if ('SelectStmt' in ctequery) columns = this.select(ctequery.SelectStmt, outer, named);
    else if ('InsertStmt' in ctequery) columns = this.#insert(ctequery.InsertStmt, named);
    else if ('UpdateStmt' in ctequery) columns = this.#update(ctequery.UpdateStmt, named);
    else if ('DeleteStmt' in ctequery) columns = this.#delete(ctequery.DeleteStmt, named);
    return renamed(resolved(columns), textsOf(aliascolnames));
  }

  #from(items: readonly Node[], start: Scope, named: Named): Scope {
    let scope = start;
    for (const each of items) {
      const right = this.#range(each, scope, named);
      if (this.#left < 0) break;
      scope = this.#beside(scope, right);
    }
    return scope;
  }

  /** Two parts of FROM; a name that both have is a mistake, unless each is a table of another schema. */
  #beside(left: Scope, right: Scope): Scope {
    if (this.#looksAt(left.ranges.length * right.ranges.length + left.visible.length + right.visible.length))
      return left;
    const twice = right.ranges.find(({ alias }) => left.ranges.some((each) => each.alias === alias));
    if (twice !== undefined && !this.#isTableOfOther(twice, left))
      this.#wrong('42712', `table name "${twice.alias}" specified more than once`);
    return {
      ranges: [...left.ranges, ...right.ranges],
      visible: [...left.visible, ...right.visible],
      open: left.open || right.open || twice !== undefined,
      outer: left.outer,
    };
  }

  readonly #tables = new Map<Range, string>();

  #isTableOfOther(range: Range, { ranges }: Scope): boolean {
    const other = ranges.find(({ alias }) => alias === range.alias);
    const [one, two] = [this.#tables.get(range), other === undefined ? undefined : this.#tables.get(other)];
    return one !== undefined && two !== undefined && one !== two;
  }

  /** @param beside what stands before it in FROM, for what is LATERAL */
  #range(node: Node, beside: Scope, named: Named): Scope {
    const alone = (range: Range): Scope => ({
      ranges: [range],
      visible: range.columns ?? [],
      open: range.columns === null,
      outer: beside.outer,
    });
    if ('RangeVar' in node) return alone(this.#table(node.RangeVar, named));
    if ('JoinExpr' in node) return this.#join(node.JoinExpr, beside, named);
    if ('RangeSubselect' in node) {
      const { subquery, alias, lateral } = node.RangeSubselect;
      const within = lateral === true ? beside : beside.outer;
      const columns =
        subquery !== undefined && 'SelectStmt' in subquery
          ? this.select(subquery.SelectStmt, within, named)
          : null;
      return alone({
        alias: alias?.aliasname ?? '',
        columns: renamed(resolved(columns), textsOf(alias?.colnames)),
      });
    }
    if ('RangeTableSample' in node && node.RangeTableSample.relation !== undefined)
      return this.#range(node.RangeTableSample.relation, beside, named);
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

  #table(range: RangeVar, named: Named): Range {
    const { relname = '', schemaname, alias } = range;
    const name = alias?.aliasname ?? relname;
    const common = schemaname === undefined ? named.get(relname) : undefined;
    if (common !== undefined) return { alias: name, columns: renamed(common, textsOf(alias?.colnames)) };
    const relation = this.#catalog.find(rangeName(range));
    const made = { alias: name, columns: renamed(this.#columns(relation), textsOf(alias?.colnames)) };
    if (alias === undefined && relation !== undefined) this.#tables.set(made, relation.schema);
    return made;
  }

  #columns(relation: Relation | undefined): Columns {
    return columnsOf(relation)?.map(({ name, type }) => ({ name, ...kindOf(type, this.#catalog) })) ?? null;
  }

  #join({ larg, rarg, quals, usingClause, isNatural, alias }: JoinExpr, beside: Scope, named: Named): Scope {
    if (larg === undefined || rarg === undefined) return { ...nowhere, ranges: [anything], open: true };
    const left = this.#range(larg, beside, named);
    const right = this.#range(rarg, { ...left, outer: beside }, named);
    const both = this.#beside({ ...left, outer: beside.outer }, right);
    const shared = new Set(
      isNatural === true
        ? left.visible.flatMap(({ name }) =>
            right.visible.some((each) => each.name === name) ? (name ?? []) : [],
          )
        : textsOf(usingClause),
    );
    if (isNatural === true && both.open) return { ...both, visible: [], open: true };
    if (this.#looksAt(shared.size * (left.visible.length + right.visible.length))) return both;
    for (const name of shared) this.#using(name, left, right);
    this.#condition(quals, 'JOIN/ON', { ...both, outer: beside.outer }, named);
    const of = (scope: Scope): readonly QueryColumn[] =>
      scope.visible.filter(({ name }) => !shared.has(name ?? ''));
    const merged = [...shared].map((name): QueryColumn => ({
      name,
      kind:
        commonKind(
          [left, right].map(({ visible }) => visible.find((each) => each.name === name)?.kind ?? null),
          this.#major,
        ) ?? null,
    }));
    const visible = shared.size === 0 ? both.visible : [...merged, ...of(left), ...of(right)];
    if (alias === undefined) return { ...both, visible };
    const columns = both.open ? null : renamed(visible, textsOf(alias.colnames));
    return {
      ranges: [{ alias: alias.aliasname ?? '', columns }],
      visible: columns ?? [],
      open: columns === null,
      outer: beside.outer,
    };
  }

  #using(name: string, left: Scope, right: Scope): void {
    const kinds: Kind[] = [];
    for (const [scope, side] of [
      [left, 'left'],
      [right, 'right'],
    ] as const) {
      const found = scope.visible.filter((each) => each.name === name);
      if (found.length === 0 && !scope.open)
        return this.#wrong(
          '42703',
          `column "${name}" specified in USING clause does not exist in ${side} table`,
        );
      kinds.push(found.length === 1 ? (found[0]?.kind ?? null) : null);
    }
    if (commonKind(kinds, this.#major) === null)
      this.#wrong('42804', `JOIN/USING types ${kinds.map(showKind).join(' and ')} cannot be matched`);
  }

  #condition(node: Node | undefined, what: string, scope: Scope, named: Named): void {
    if (node !== undefined && !('CurrentOfExpr' in node))
      this.#typed(node, scope, named, (typed, findings) => findings.boolean(typed, what));
  }

  #typed(node: Node, scope: Scope, named: Named, then?: (typed: Typed, findings: Findings) => void): Typed {
    if (this.#looksAt(1)) return { kind: null, node };
    const { typed, findings } = typeExpression(node, {
      catalog: this.#catalog,
      major: this.#major,
      column: () => null,
      ...(this.#noType === undefined ? {} : { noType: this.#noType }),
      find: (name, table) =>
        this.#looksAt(table === null ? scope.visible.length : scope.ranges.length)
          ? { column: null }
          : lookUp(name, table, scope),
      subquery: (each) => this.#subquery(each, scope, named),
    });
    then?.(typed, findings);
    for (const each of findings.problems) this.#problems.push(each);
    return typed;
  }

  #subquery({ subselect }: SubLink, scope: Scope, named: Named): SubqueryTypes {
    const before = this.#problems.length;
    const columns =
      subselect !== undefined && 'SelectStmt' in subselect
        ? this.select(subselect.SelectStmt, scope, named)
        : null;
    return {
      kinds: resolved(columns)?.map(({ kind }) => kind) ?? null,
      problems: this.#problems.splice(before),
    };
  }

  #wrong(sqlstate: string, message: string): void {
    this.#problems.push({ sqlstate, message });
  }

  /** A column is given a value: there has to be a way that the server goes by itself. */
  #given(column: string, table: Relation | undefined, typed: Typed | null): void {
    const type = table?.columns.get(column)?.type;
    if (typed === null || type === undefined || type === null) return;
    const { kind: from } = typed;
    if (from === 'unknown') {
      const text = 'A_Const' in typed.node ? typed.node.A_Const.sval : undefined;
      if (text !== undefined) this.#problems.push({ text: text.sval ?? '', type });
      return;
    }
    const { kind: to } = kindOf(type, this.#catalog);
    if (from === null || to === null) return;
    // Somebody may have made a cast for an enum.
    if (!this.#catalog.complete && (from.schema ?? to.schema) !== undefined) return;
    if (pathOf(from, to, 'assignment', this.#major) === 'none')
      this.#wrong(
        '42804',
        `column "${column}" is of type ${showKind(to)} but expression is of type ${showKind(from)}`,
      );
  }

  /** SET: all values are looked at before the first column takes one. */
  #set(targets: readonly Node[] | undefined, table: Relation | undefined, scope: Scope, named: Named): void {
    const given = (targets ?? []).flatMap((each): readonly (() => void)[] => {
      if (!('ResTarget' in each) || each.ResTarget.val === undefined) return [];
      const { name = '', val, indirection } = each.ResTarget;
      if ('SetToDefault' in val) return [];
      const typed = 'MultiAssignRef' in val ? this.#part(val, scope, named) : this.#typed(val, scope, named);
      return indirection === undefined ? [() => this.#given(name, table, typed)] : [];
    });
    for (const each of given) each();
  }

  readonly #sources = new Map<Node, readonly (Typed | null)[]>();

  /** `SET (a, b) = ...`: each column gets its part of the source, which is written once. */
  #part(
    { MultiAssignRef: ref }: Extract<Node, { MultiAssignRef: unknown }>,
    scope: Scope,
    named: Named,
  ): Typed | null {
    const { source, colno = 0, ncolumns = 0 } = ref;
    if (source === undefined) return null;
    // The source stands at the first of the columns; those behind it repeat it.
    const known = colno === 1 ? undefined : this.#sources.get(this.#lastSource ?? source);
    const parts = known ?? this.#parts(source, ncolumns, scope, named);
    if (known === undefined) {
      this.#lastSource = source;
      this.#sources.set(source, parts);
    }
    return parts[colno - 1] ?? null;
  }

  #lastSource: Node | undefined;

  #parts(source: Node, width: number, scope: Scope, named: Named): readonly (Typed | null)[] {
    const count = (length: number): void => {
      if (length !== width) this.#wrong('42601', 'number of columns does not match number of values');
    };
    if ('RowExpr' in source) {
      const args = source.RowExpr.args ?? [];
      count(args.length);
      return args.map((each) => ('SetToDefault' in each ? null : this.#typed(each, scope, named)));
    }
    if (!('SubLink' in source)) return [];
    const { kinds, problems } = this.#subquery(source.SubLink, scope, named);
    this.#problems.push(...problems);
    if (kinds !== null) count(kinds.length);
    return (kinds ?? []).map((kind) => ({ kind, node: source }));
  }

  #target(range: RangeVar | undefined): { readonly table: Relation | undefined; readonly own: Range } {
    const table = range === undefined ? undefined : this.#catalog.find(rangeName(range));
    const own = range === undefined ? anything : this.#table(range, new Map());
    return { table, own };
  }

  #returned(clause: { readonly exprs?: readonly Node[] } | undefined, scope: Scope, named: Named): Columns {
    if (clause === undefined) return [];
    const changed: readonly Range[] =
      this.#major < 18 ? [] : ['old', 'new'].map((alias) => ({ alias, columns: null }));
    const within = { ...scope, ranges: [...scope.ranges, ...changed] };
    const columns = (clause.exprs ?? []).map((each) =>
      'ResTarget' in each ? this.#item(each.ResTarget, within, named) : null,
    );
    return columns.includes(null) ? null : columns.flatMap((each) => each ?? []);
  }

  #update(node: UpdateStmt, around: Named): Columns {
    const named = this.#with(node.withClause, null, around);
    const { table, own } = this.#target(node.relation);
    const scope = this.#from(node.fromClause ?? [], only(own), named);
    this.#condition(node.whereClause, 'WHERE', scope, named);
    const returned = this.#returned(returningOf(node), scope, named);
    this.#set(node.targetList, table, scope, named);
    return returned;
  }

  #delete(node: DeleteStmt, around: Named): Columns {
    const named = this.#with(node.withClause, null, around);
    const { own } = this.#target(node.relation);
    const scope = this.#from(node.usingClause ?? [], only(own), named);
    this.#condition(node.whereClause, 'WHERE', scope, named);
    return this.#returned(returningOf(node), scope, named);
  }

  #insert(node: InsertStmt, around: Named): Columns {
    const named = this.#with(node.withClause, null, around);
    const { table, own } = this.#target(node.relation);
    const into = (node.cols ?? []).flatMap((each) =>
      'ResTarget' in each && each.ResTarget.indirection === undefined ? [each.ResTarget.name ?? ''] : [],
    );
    const query =
      node.selectStmt !== undefined && 'SelectStmt' in node.selectStmt
        ? node.selectStmt.SelectStmt
        : undefined;
    if (query !== undefined && (query.valuesLists ?? []).length === 0)
      this.#filled(query, into, table, named);
    const scope = only(own);
    const conflict = node.onConflictClause;
    if (conflict?.action === 'ONCONFLICT_UPDATE') {
      const both = this.#beside(scope, only({ alias: 'excluded', columns: own.columns }));
      this.#set(conflict.targetList, table, both, named);
      this.#condition(conflict.whereClause, 'WHERE', both, named);
    }
    return this.#returned(returningOf(node), scope, named);
  }

  #filled(query: SelectStmt, into: readonly string[], table: Relation | undefined, named: Named): void {
    const columns = this.select(query, null, named);
    if (columns === null || table?.known !== true || table.columns.size === 0) return;
    const all = into.length > 0 ? into : [...table.columns.keys()];
    if (columns.length > all.length)
      return this.#wrong('42601', 'INSERT has more expressions than target columns');
    if (into.length > 0 && columns.length < into.length)
      return this.#wrong('42601', 'INSERT has more target columns than expressions');
    // A text has no type yet, unless the server had to sort or to compare it.
    const plainQuery =
      query.distinctClause === undefined && query.groupClause === undefined && query.larg === undefined;
    const items = (query.targetList ?? []).flatMap((each) =>
      'ResTarget' in each ? (each.ResTarget.val ?? []) : [],
    );
    for (const [at, { kind }] of columns.entries()) {
      const node = items.length === columns.length ? items[at] : undefined;
      if (kind === 'unknown' && (!plainQuery || node === undefined)) continue;
      this.#given(all[at] ?? '', table, { kind, node: node ?? nothing });
    }
  }

  #merge(node: MergeStmt, around: Named): Columns {
    const named = this.#with(node.withClause, null, around);
    const { table, own } = this.#target(node.relation);
    if (node.sourceRelation === undefined) return null;
    const source = this.#range(node.sourceRelation, nowhere, named);
    const both = this.#beside(only(own), source);
    this.#condition(node.joinCondition, 'JOIN/ON', both, named);
    for (const each of node.mergeWhenClauses ?? [])
      if ('MergeWhenClause' in each)
        this.#when(each.MergeWhenClause, table, { own: only(own), source, both }, named);
    return this.#returned(returningOf(node), both, named);
  }

  #when(
    { matchKind, condition, commandType, targetList, values }: MergeWhenClause,
    table: Relation | undefined,
    scopes: { readonly own: Scope; readonly source: Scope; readonly both: Scope },
    named: Named,
  ): void {
    const scope =
      matchKind === 'MERGE_WHEN_NOT_MATCHED_BY_TARGET'
        ? scopes.source
        : matchKind === 'MERGE_WHEN_NOT_MATCHED_BY_SOURCE'
          ? scopes.own
          : scopes.both;
    this.#condition(condition, 'WHEN', scope, named);
    if (commandType === 'CMD_UPDATE') this.#set(targetList, table, scope, named);
    if (commandType !== 'CMD_INSERT') return;
    const into = (targetList ?? []).flatMap((each) =>
      'ResTarget' in each ? [each.ResTarget.name ?? ''] : [],
    );
    const names = into.length > 0 ? into : [...(table?.columns.keys() ?? [])];
    for (const [at, value] of (values ?? []).entries())
      if (!('SetToDefault' in value)) this.#given(names[at] ?? '', table, this.#typed(value, scope, named));
  }
}

/** So many rows of VALUES are looked at. */
const READ_ROWS = 100;

const nothing: Node = { A_Const: { isnull: true } };

/** What nothing is known of. */
const anything: Range = { alias: '', columns: null };

const only = (range: Range): Scope => ({
  ranges: [range],
  visible: range.columns ?? [],
  open: range.columns === null,
  outer: null,
});

/** Since PostgreSQL 18 RETURNING is a clause of its own in the tree. */
function returningOf(node: {
  readonly returningClause?: { readonly exprs?: readonly Node[] };
  readonly returningList?: readonly Node[];
}): { readonly exprs?: readonly Node[] } | undefined {
  return (
    node.returningClause ?? (node.returningList === undefined ? undefined : { exprs: node.returningList })
  );
}

/** A text that a query gives is one. */
const resolved = (columns: Columns): Columns =>
  columns?.map((each) => (each.kind === 'unknown' ? { ...each, kind: plain('text') } : each)) ?? null;

/** An alias with names for the first columns. */
const renamed = (columns: Columns, names: readonly string[]): Columns =>
  names.length === 0 || columns === null
    ? columns
    : columns.map((each, at) => (names[at] === undefined ? each : { ...each, name: names[at] }));

/** What a query in an expression gives, where the names around it are told by the caller, and may be more than that. */
export function subqueryTypes(
  subselect: Node | undefined,
  column: (name: string, table: string | null) => SqlType | null,
  catalog: Catalog,
  major: number,
): SubqueryTypes {
  if (subselect === undefined || !('SelectStmt' in subselect)) return { kinds: null, problems: [] };
  const walk = new QueryWalk(catalog, major);
  const outside: Outside = {
    find: (name, table) => ({ name, ...kindOf(column(name, table), catalog) }),
  };
  const columns = resolved(walk.select(subselect.SelectStmt, outside, new Map()));
  return { kinds: columns?.map(({ kind }) => kind) ?? null, problems: walk.problems };
}
