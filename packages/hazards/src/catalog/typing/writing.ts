import type {
  DeleteStmt,
  InsertStmt,
  MergeStmt,
  MergeWhenClause,
  Node,
  RangeVar,
  ReturningClause,
  SelectStmt,
  UpdateStmt,
} from 'libpg-query';
import { rangeName } from '../../sql/nodes';
import type { Relation } from '../model';
import { asTable } from '../view-output';
import { kindOf, pathOf, showKind } from './kinds';
import { Grouping } from './grouping';
import type { Reading } from './reading';
import { READ_ROWS } from './reading';
import { anything, nowhere, only } from './scope';
import type { Columns, Named, Range, Scope } from './scope';
import type { Sources } from './sources';
import type { Typed } from './typed';
import type { Walk } from './walk';

/** Statements that change rows, and what RETURNING gives of them. */
export class Writing {
  readonly #walk: Walk;
  readonly #sources: Sources;
  readonly #reading: Reading;

  constructor(walk: Walk, sources: Sources, reading: Reading) {
    this.#walk = walk;
    this.#sources = sources;
    this.#reading = reading;
  }

  /** A column is given a value: there has to be a way that the server goes by itself. */
  #given(column: string, table: Relation | undefined, typed: Typed | null): void {
    const type = table?.columns.get(column)?.type;
    if (typed === null || type === undefined || type === null) return;
    const { kind: from } = typed;
    if (from === 'unknown') {
      const text = 'A_Const' in typed.node ? typed.node.A_Const.sval : undefined;
      if (text !== undefined) this.#walk.found({ text: text.sval ?? '', type });
      return;
    }
    const { kind: to } = kindOf(type, this.#walk.catalog);
    if (from === null || to === null) return;
    // Somebody may have made a cast for an enum.
    if (!this.#walk.catalog.complete && (from.schema ?? to.schema) !== undefined) return;
    if (pathOf(from, to, 'assignment', this.#walk.major) === 'none')
      this.#walk.wrong(
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
      new Grouping(this.#walk, scope).forEachRow(val, 'UPDATE');
      const typed =
        'MultiAssignRef' in val ? this.#part(val, scope, named) : this.#walk.typed(val, scope, named);
      return indirection === undefined ? [() => this.#given(name, table, typed)] : [];
    });
    for (const each of given) each();
  }

  readonly #values = new Map<Node, readonly (Typed | null)[]>();

  /** `SET (a, b) = ...`: each column gets its part of the source, which is written once. */
  #part(
    { MultiAssignRef: ref }: Extract<Node, { MultiAssignRef: unknown }>,
    scope: Scope,
    named: Named,
  ): Typed | null {
    const { source, colno = 0, ncolumns = 0 } = ref;
    if (source === undefined) return null;
    // The source stands at the first of the columns; those behind it repeat it.
    const known = colno === 1 ? undefined : this.#values.get(this.#lastSource ?? source);
    const parts = known ?? this.#parts(source, ncolumns, scope, named);
    if (known === undefined) {
      this.#lastSource = source;
      this.#values.set(source, parts);
    }
    return parts[colno - 1] ?? null;
  }

  #lastSource: Node | undefined;

  #parts(source: Node, width: number, scope: Scope, named: Named): readonly (Typed | null)[] {
    const count = (length: number): void => {
      if (length !== width) this.#walk.wrong('42601', 'number of columns does not match number of values');
    };
    if ('RowExpr' in source) {
      const args = source.RowExpr.args ?? [];
      count(args.length);
      return args.map((each) => ('SetToDefault' in each ? null : this.#walk.typed(each, scope, named)));
    }
    if (!('SubLink' in source)) return [];
    const { kinds, problems } = this.#walk.subquery(source.SubLink, scope, named);
    for (const each of problems) this.#walk.found(each);
    if (kinds !== null) count(kinds.length);
    return (kinds ?? []).map((kind) => ({ kind, node: source }));
  }

  #target(range: RangeVar | undefined): { readonly table: Relation | undefined; readonly own: Range } {
    const found = range === undefined ? undefined : this.#walk.catalog.find(rangeName(range));
    const table = found && asTable(found);
    const own = range === undefined ? anything : this.#sources.table(range, new Map());
    return { table, own };
  }

  #returned(clause: ReturningClause | undefined, scope: Scope, named: Named): Columns {
    if (clause === undefined) return [];
    const changed: readonly Range[] =
      this.#walk.major < 18 ? [] : changedNames(clause).map((alias) => ({ alias, columns: null }));
    const within = { ...scope, ranges: [...scope.ranges, ...changed] };
    for (const each of clause.exprs ?? []) new Grouping(this.#walk, within).forEachRow(each, 'RETURNING');
    const { columns, whole } = this.#reading.items(clause.exprs ?? [], within, named);
    return whole ? columns : null;
  }

  update(node: UpdateStmt, around: Named): Columns {
    const named = this.#reading.with(node.withClause, null, around);
    const { table, own } = this.#target(node.relation);
    const scope = this.#sources.from(node.fromClause ?? [], only(own), named);
    this.#walk.condition(node.whereClause, 'WHERE', scope, named);
    const returned = this.#returned(returningOf(node), scope, named);
    this.#set(node.targetList, table, scope, named);
    return returned;
  }

  delete(node: DeleteStmt, around: Named): Columns {
    const named = this.#reading.with(node.withClause, null, around);
    const { own } = this.#target(node.relation);
    const scope = this.#sources.from(node.usingClause ?? [], only(own), named);
    this.#walk.condition(node.whereClause, 'WHERE', scope, named);
    return this.#returned(returningOf(node), scope, named);
  }

  insert(node: InsertStmt, around: Named): Columns {
    const named = this.#reading.with(node.withClause, null, around);
    const { table, own } = this.#target(node.relation);
    const into = (node.cols ?? []).flatMap((each) =>
      'ResTarget' in each && each.ResTarget.indirection === undefined ? [each.ResTarget.name ?? ''] : [],
    );
    const query =
      node.selectStmt !== undefined && 'SelectStmt' in node.selectStmt
        ? node.selectStmt.SelectStmt
        : undefined;
    for (const each of (query?.valuesLists ?? []).slice(0, READ_ROWS))
      new Grouping(this.#walk, nowhere).forEachRow(each, 'VALUES');
    if (query !== undefined && (query.valuesLists ?? []).length === 0)
      this.#filled(query, into, table, named);
    const scope = only(own);
    const conflict = node.onConflictClause;
    if (conflict?.action === 'ONCONFLICT_UPDATE') {
      const both = this.#sources.beside(scope, only({ alias: 'excluded', columns: own.columns }));
      this.#set(conflict.targetList, table, both, named);
      this.#walk.condition(conflict.whereClause, 'WHERE', both, named);
    }
    return this.#returned(returningOf(node), scope, named);
  }

  #filled(query: SelectStmt, into: readonly string[], table: Relation | undefined, named: Named): void {
    const columns = this.#walk.within({ SelectStmt: query }, null, named);
    if (columns === null || table?.known !== true || table.columns.size === 0) return;
    const all = into.length > 0 ? into : [...table.columns.keys()];
    if (columns.length > all.length)
      return this.#walk.wrong('42601', 'INSERT has more expressions than target columns');
    if (into.length > 0 && columns.length < into.length)
      return this.#walk.wrong('42601', 'INSERT has more target columns than expressions');
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

  merge(node: MergeStmt, around: Named): Columns {
    const named = this.#reading.with(node.withClause, null, around);
    const { table, own } = this.#target(node.relation);
    if (node.sourceRelation === undefined) return null;
    const source = this.#sources.range(node.sourceRelation, nowhere, named);
    const both = this.#sources.beside(only(own), source);
    this.#walk.condition(node.joinCondition, 'JOIN/ON', both, named);
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
    this.#walk.condition(condition, 'WHEN', scope, named);
    if (commandType === 'CMD_UPDATE') this.#set(targetList, table, scope, named);
    if (commandType !== 'CMD_INSERT') return;
    const into = (targetList ?? []).flatMap((each) =>
      'ResTarget' in each ? [each.ResTarget.name ?? ''] : [],
    );
    const names = into.length > 0 ? into : [...(table?.columns.keys() ?? [])];
    for (const [at, value] of (values ?? []).entries())
      if (!('SetToDefault' in value))
        this.#given(names[at] ?? '', table, this.#walk.typed(value, scope, named));
  }
}

const nothing: Node = { A_Const: { isnull: true } };

/** What RETURNING calls the row as it was and as it is: `old` and `new`, unless it says other names. */
const changedNames = ({ options = [] }: ReturningClause): readonly string[] => {
  const said = options.flatMap((each) => ('ReturningOption' in each ? [each.ReturningOption] : []));
  const nameOf = (option: string, usual: string): string =>
    said.find((each) => each.option === option)?.value ?? usual;
  return [nameOf('RETURNING_OPTION_OLD', 'old'), nameOf('RETURNING_OPTION_NEW', 'new')];
};

/** Since PostgreSQL 18 RETURNING is a clause of its own in the tree. */
function returningOf(node: {
  readonly returningClause?: ReturningClause;
  readonly returningList?: readonly Node[];
}): ReturningClause | undefined {
  return (
    node.returningClause ??
    (node.returningList === undefined ? undefined : { exprs: [...node.returningList] })
  );
}
