import type { ColumnDef, Constraint, Node } from 'libpg-query';
import type { ColumnSpec, ConstraintKind, ConstraintSpec, ForeignKey } from '../actions';
import { defElems, nameOf, rangeName, textsOf } from '../nodes';
import { functionsIn } from './calls';
import { columnsIn } from './column-refs';
import type { Name } from '../names';
import { isSerial, typeOf } from '../types';

const kinds: Readonly<Record<string, ConstraintKind>> = {
  CONSTR_PRIMARY: 'primary',
  CONSTR_UNIQUE: 'unique',
  CONSTR_EXCLUSION: 'exclude',
  CONSTR_CHECK: 'check',
  CONSTR_FOREIGN: 'foreign',
  CONSTR_NOTNULL: 'not-null',
};

const deleteActions: Readonly<Record<string, ForeignKey['onDelete']>> = {
  c: 'cascade',
  n: 'set-null',
  d: 'set-default',
};

/** Reads a constraint; `column` is the column that it is written at, if any. */
export function readConstraint(node: Constraint, column?: string): ConstraintSpec | null {
  const kind = kinds[node.contype ?? ''];
  if (kind === undefined) return null;
  const named =
    kind === 'check'
      ? columnsIn(node.raw_expr)
      : kind === 'exclude'
        ? columnsIn(node.exclusions)
        : textsOf(kind === 'foreign' ? node.fk_attrs : node.keys);
  return {
    kind,
    ...(node.conname ? { name: node.conname } : {}),
    columns: named.length === 0 && column !== undefined ? [column] : named,
    ...(node.including ? { included: textsOf(node.including) } : {}),
    ...(node.raw_expr ? { expression: node.raw_expr } : {}),
    ...(node.where_clause ? { partial: true } : {}),
    ...(kind === 'foreign' ? { foreign: readForeignKey(node) } : {}),
    ...(node.indexname ? { usingIndex: node.indexname } : {}),
    notValid: node.skip_validation === true,
    ...(node.deferrable === true && kind !== 'foreign' ? { deferrable: true } : {}),
    noInherit: node.is_no_inherit === true,
    ...byGist(node),
    // The grammar sets is_enforced only on the kinds that can be switched off.
    enforced: kind !== 'check' && kind !== 'foreign' ? true : node.is_enforced === true,
  };
}

function byGist({ without_overlaps, keys, access_method, exclusions = [] }: Constraint): {
  readonly byGist?: readonly string[];
  readonly temporal?: boolean;
} {
  if (without_overlaps === true) return { byGist: textsOf(keys), temporal: true };
  if (access_method !== 'gist') return {};
  const elements = exclusions.flatMap((each) => ('List' in each ? (each.List.items?.slice(0, 1) ?? []) : []));
  return {
    byGist: elements.flatMap((each) =>
      'IndexElem' in each && each.IndexElem.name !== undefined && each.IndexElem.opclass === undefined
        ? [each.IndexElem.name]
        : [],
    ),
  };
}

function readForeignKey(node: Constraint): ForeignKey {
  return {
    parent: rangeName(node.pktable),
    onDelete: deleteActions[node.fk_del_action ?? ''] ?? 'other',
    onUpdate: deleteActions[node.fk_upd_action ?? ''] ?? 'other',
    columns: textsOf(node.pk_attrs),
    ...(node.fk_with_period === true ? { period: true } : {}),
    behaviour: [
      node.fk_del_action ?? 'a',
      node.fk_upd_action ?? 'a',
      node.fk_matchtype ?? 's',
      node.deferrable === true,
      node.initdeferred === true,
    ].join(' '),
  };
}

/** What the sequence of an identity column is called: GENERATED ... AS IDENTITY (SEQUENCE NAME s), as pg_dump writes it. */
export function identitySequence(node: Constraint | undefined): { readonly sequence?: Name } {
  const option = defElems(node?.options).find(({ defname }) => defname === 'sequence_name')?.arg;
  return option !== undefined && 'List' in option ? { sequence: nameOf(option.List.items) } : {};
}

const isNull = (node: Node | undefined): boolean =>
  node !== undefined &&
  (('A_Const' in node && node.A_Const.isnull === true) || ('TypeCast' in node && isNull(node.TypeCast.arg)));

/** The expression of a default, or null where there is none or it is NULL. */
export const realDefault = (node: Node | undefined): Node | null =>
  node === undefined || isNull(node) ? null : node;

/** At a column, DEFERRABLE and its like are nodes of their own, after the constraint that they belong to. */
function attributesOf(
  all: readonly Constraint[],
  at: number,
): Pick<Constraint, 'deferrable' | 'initdeferred'> {
  const rest = all.slice(at + 1).map(({ contype = '' }) => contype);
  const end = rest.findIndex((contype) => !contype.startsWith('CONSTR_ATTR_'));
  const own = end === -1 ? rest : rest.slice(0, end);
  if (own.includes('CONSTR_ATTR_DEFERRED')) return { deferrable: true, initdeferred: true };
  return own.includes('CONSTR_ATTR_DEFERRABLE') ? { deferrable: true } : {};
}

/** Reads a column definition of CREATE TABLE or ADD COLUMN. */
export function readColumn(node: ColumnDef): ColumnSpec {
  const all = (node.constraints ?? []).flatMap((each) => ('Constraint' in each ? [each.Constraint] : []));
  const name = node.colname ?? '';
  const type = typeOf(node.typeName);
  const find = (contype: string): Constraint | undefined => all.find((each) => each.contype === contype);
  const required = find('CONSTR_NOTNULL');
  const generated = find('CONSTR_GENERATED');
  const identity = find('CONSTR_IDENTITY') !== undefined;
  const expression = realDefault(find('CONSTR_DEFAULT')?.raw_expr);
  const constraints = all.flatMap((each, at) => {
    const constraint = readConstraint({ ...each, ...attributesOf(all, at) }, name);
    if (constraint === null || constraint.kind === 'not-null') return [];
    return [
      all[at + 1]?.contype === 'CONSTR_ATTR_NOT_ENFORCED' ? { ...constraint, enforced: false } : constraint,
    ];
  });
  const computed = expression ?? generated?.raw_expr;
  const functions = computed === undefined ? [] : functionsIn(computed);
  const primary = constraints.some(({ kind }) => kind === 'primary');
  return {
    name,
    type,
    ...(node.collClause === undefined ? {} : { collation: nameOf(node.collClause.collname) }),
    notNull: required !== undefined || identity || primary || isSerial(type),
    ...(required?.conname === undefined ? {} : { notNullName: required.conname }),
    ...(expression === null ? {} : { defaultExpression: expression }),
    identity,
    ...(find('CONSTR_IDENTITY')?.generated_when === 'a' ? { always: true } : {}),
    ...identitySequence(find('CONSTR_IDENTITY')),
    generatedFrom: columnsIn(generated?.raw_expr),
    ...(generated?.raw_expr === undefined ? {} : { generatedBy: generated.raw_expr }),
    generated: generated === undefined ? null : generated.generated_kind === 'v' ? 'virtual' : 'stored',
    ...(functions.length === 0 ? {} : { functions }),
    constraints,
  };
}
