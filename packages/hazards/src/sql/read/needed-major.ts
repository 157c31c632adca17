import type { AlterTableCmd, ColumnDef, Constraint, Node } from 'libpg-query';
import { defElems, textOf, textsOf, walk } from '../nodes';

/**
 * The first major whose grammar has what a statement is written with; 0 where it is as old as the oldest that is supported. Everything
 * is read by the newest grammar: an older server would say "syntax error" (SQLSTATE 42601).
 */
export function neededMajor(node: Node): number {
  if ('AlterTableStmt' in node)
    return highest(
      (node.AlterTableStmt.cmds ?? []).map((each) =>
        'AlterTableCmd' in each ? command(each.AlterTableCmd) : 0,
      ),
    );
  if ('CreateTableAsStmt' in node)
    return Math.max(
      node.CreateTableAsStmt.into?.accessMethod ? 12 : 0,
      node.CreateTableAsStmt.query === undefined ? 0 : neededMajor(node.CreateTableAsStmt.query),
    );
  if ('ViewStmt' in node) return node.ViewStmt.query === undefined ? 0 : neededMajor(node.ViewStmt.query);
  if ('CreateStatsStmt' in node) {
    const kinds = textsOf(node.CreateStatsStmt.stat_types);
    const { defnames = [] } = node.CreateStatsStmt;
    return defnames.length === 0 ? 16 : kinds.includes('mcv') ? 12 : 0;
  }
  if ('AlterStatsStmt' in node) return 13;
  if ('CreatePublicationStmt' in node)
    return highest((node.CreatePublicationStmt.pubobjects ?? []).map(published));
  if ('AlterPublicationStmt' in node)
    return highest((node.AlterPublicationStmt.pubobjects ?? []).map(published));
  if ('GrantStmt' in node)
    return textsOf(node.GrantStmt.privileges?.flatMap((each) => privilegeName(each))).includes('maintain')
      ? 17
      : 0;
  if ('ExplainStmt' in node)
    return highest(
      defElems(node.ExplainStmt.options).map(({ defname = '' }) => explainOptions[defname] ?? 0),
    );
  if ('CreateRangeStmt' in node)
    return defElems(node.CreateRangeStmt.params).some(({ defname }) => defname === 'multirange_type_name')
      ? 14
      : 0;
  if ('CreateStmt' in node)
    return Math.max(
      node.CreateStmt.accessMethod ? 12 : 0,
      ofElements(node.CreateStmt.tableElts),
      ofLike(node.CreateStmt.tableElts),
      ofElements(node.CreateStmt.constraints),
    );
  if ('IndexStmt' in node) return node.IndexStmt.nulls_not_distinct === true ? 15 : 0;
  if ('ReindexStmt' in node)
    return highest(
      defElems(node.ReindexStmt.params).map(({ defname }) =>
        defname === 'concurrently' ? 12 : defname === 'tablespace' ? 14 : 0,
      ),
    );
  if ('CreateTrigStmt' in node) return node.CreateTrigStmt.replace === true ? 14 : 0;
  if ('MergeStmt' in node) return merge(node);
  if ('DropdbStmt' in node) return (node.DropdbStmt.options ?? []).length > 0 ? 13 : 0;
  if ('RenameStmt' in node)
    return node.RenameStmt.renameType === 'OBJECT_COLUMN' && node.RenameStmt.relationType === 'OBJECT_VIEW'
      ? 13
      : 0;
  if ('VacuumStmt' in node)
    return highest(defElems(node.VacuumStmt.options).map(({ defname = '' }) => vacuumOptions[defname] ?? 0));
  if ('CreateFunctionStmt' in node) return node.CreateFunctionStmt.sql_body === undefined ? 0 : 14;
  if ('SelectStmt' in node)
    return Math.max(
      ofWith(node.SelectStmt.withClause?.ctes),
      ofQuery(node),
      node.SelectStmt.limitOption === 'LIMIT_OPTION_WITH_TIES' ? 13 : 0,
    );
  if ('InsertStmt' in node) return ofWith(node.InsertStmt.withClause?.ctes);
  if ('UpdateStmt' in node) return ofWith(node.UpdateStmt.withClause?.ctes);
  return 'DeleteStmt' in node ? ofWith(node.DeleteStmt.withClause?.ctes) : 0;
}

const highest = (majors: readonly number[]): number => Math.max(0, ...majors);

const vacuumOptions: Readonly<Record<string, number>> = {
  skip_locked: 12,
  index_cleanup: 12,
  truncate: 12,
  parallel: 13,
  process_toast: 14,
  buffer_usage_limit: 16,
  process_main: 16,
  skip_database_stats: 16,
  only_database_stats: 16,
};

const explainOptions: Readonly<Record<string, number>> = {
  settings: 12,
  wal: 13,
  generic_plan: 16,
  memory: 17,
  serialize: 17,
};

/** Expressions and clauses of queries that came later. */
const inQueries: Readonly<Record<string, number>> = {
  JsonObjectConstructor: 16,
  JsonArrayConstructor: 16,
  JsonArrayQueryConstructor: 16,
  JsonObjectAgg: 16,
  JsonArrayAgg: 16,
  JsonIsPredicate: 16,
  JsonFuncExpr: 17,
  JsonTable: 17,
  JsonParseExpr: 17,
  JsonScalarExpr: 17,
  JsonSerializeExpr: 17,
};

function ofQuery(query: Node): number {
  let found = 0;
  for (const { kind, value } of walk(query)) {
    found = Math.max(found, inQueries[kind] ?? 0);
    if (kind === 'SelectStmt' && (value as { groupDistinct?: boolean }).groupDistinct === true)
      found = Math.max(found, 14);
    // A name may be left out since 16.
    if (kind === 'RangeSubselect' && (value as { alias?: unknown }).alias === undefined)
      found = Math.max(found, 16);
  }
  return found;
}

function published(node: Node): number {
  if (!('PublicationObjSpec' in node)) return 0;
  const { pubobjtype, pubtable } = node.PublicationObjSpec;
  const inSchema = pubobjtype !== 'PUBLICATIONOBJ_TABLE';
  return inSchema || (pubtable?.columns ?? []).length > 0 || pubtable?.whereClause !== undefined ? 15 : 0;
}

const privilegeName = (node: Node): readonly Node[] =>
  'AccessPriv' in node && node.AccessPriv.priv_name !== undefined
    ? [{ String: { sval: node.AccessPriv.priv_name } }]
    : [];

const subcommands: Readonly<Record<string, number>> = {
  AT_DropExpression: 13,
  AT_SetCompression: 14,
  AT_DetachPartitionFinalize: 14,
  AT_SetAccessMethod: 15,
  AT_SetExpression: 17,
};

function command({ subtype, name, def }: AlterTableCmd): number {
  const known = subcommands[subtype ?? ''] ?? 0;
  if (subtype === 'AT_SetAccessMethod' && !name) return 17;
  if (subtype === 'AT_SetStorage' && textOf(def).toLowerCase() === 'default') return 16;
  if (subtype === 'AT_SetStatistics' && def === undefined) return 17;
  if (known > 0 || def === undefined) return known;
  if ('ColumnDef' in def) return subtype === 'AT_AddColumn' ? column(def.ColumnDef) : 0;
  if ('Constraint' in def) return subtype === 'AT_AddConstraint' ? constraint(def.Constraint, true) : 0;
  if ('PartitionCmd' in def) return def.PartitionCmd.concurrent === true ? 14 : 0;
  if (!('ATAlterConstraint' in def)) return 0;
  const { alterEnforceability, alterInheritability } = def.ATAlterConstraint;
  return alterEnforceability === true || alterInheritability === true ? 18 : 0;
}

const ofElements = (elements: readonly Node[] | undefined): number =>
  highest(
    (elements ?? []).map((each) => {
      if ('ColumnDef' in each) return column(each.ColumnDef);
      return 'Constraint' in each ? constraint(each.Constraint, true) : 0;
    }),
  );

// TableLikeOption in parsenodes.h; ALL sets every bit.
// Of the bits that ALL sets, one that stands for nothing tells that it was written.
const LIKE = { compression: 1 << 1, generated: 1 << 4, ofAll: 1 << 30 };

const ofLike = (elements: readonly Node[] | undefined): number =>
  highest(
    (elements ?? []).map((each) => {
      const options = 'TableLikeClause' in each ? (each.TableLikeClause.options ?? 0) : 0;
      if ((options & LIKE.ofAll) !== 0) return 0;
      return (options & LIKE.compression) !== 0 ? 14 : (options & LIKE.generated) !== 0 ? 12 : 0;
    }),
  );

const column = ({ constraints, compression, storage_name }: ColumnDef): number =>
  Math.max(
    compression ? 14 : 0,
    storage_name ? 16 : 0,
    highest(
      (constraints ?? []).map((each) => ('Constraint' in each ? constraint(each.Constraint, false) : 0)),
    ),
  );

function constraint(node: Constraint, ofTable: boolean): number {
  switch (node.contype) {
    case 'CONSTR_GENERATED':
      return node.generated_kind === 'v' ? 18 : 12;
    case 'CONSTR_NOTNULL':
      return ofTable ? 18 : 0;
    case 'CONSTR_ATTR_ENFORCED':
    case 'CONSTR_ATTR_NOT_ENFORCED':
      return 18;
    case 'CONSTR_CHECK':
      return node.is_enforced === true ? 0 : 18;
    case 'CONSTR_FOREIGN':
      if (node.is_enforced !== true || node.fk_with_period === true) return 18;
      return (node.fk_del_set_cols ?? []).length > 0 ? 15 : 0;
    case 'CONSTR_PRIMARY':
    case 'CONSTR_UNIQUE':
      if (node.without_overlaps === true) return 18;
      return node.nulls_not_distinct === true ? 15 : 0;
    default:
      return 0;
  }
}

const ofWith = (ctes: readonly Node[] | undefined): number =>
  highest(
    (ctes ?? []).map((each) => {
      if (!('CommonTableExpr' in each)) return 0;
      const {
        ctematerialized = 'CTEMaterializeDefault',
        search_clause,
        cycle_clause,
        ctequery,
      } = each.CommonTableExpr;
      return Math.max(
        ctematerialized === 'CTEMaterializeDefault' ? 0 : 12,
        search_clause === undefined && cycle_clause === undefined ? 0 : 14,
        ctequery === undefined ? 0 : neededMajor(ctequery),
      );
    }),
  );

function merge(node: Extract<Node, { MergeStmt: unknown }>): number {
  const { returningClause, mergeWhenClauses } = node.MergeStmt;
  const bySource = (mergeWhenClauses ?? []).some(
    (each) =>
      'MergeWhenClause' in each && each.MergeWhenClause.matchKind === 'MERGE_WHEN_NOT_MATCHED_BY_SOURCE',
  );
  return returningClause !== undefined || bySource ? 17 : 15;
}
