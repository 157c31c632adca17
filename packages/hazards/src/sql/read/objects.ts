import type {
  AlterDomainStmt,
  AlterFunctionStmt,
  AlterSeqStmt,
  CopyStmt,
  CreateDomainStmt,
  CreateFunctionStmt,
  DefElem,
  GrantStmt,
  Node,
  ReindexStmt,
  VacuumStmt,
  VariableSetStmt,
} from 'libpg-query';
import type { Action, ColumnName } from '../actions';
import { defElems, defText, defTrue, nameOf, objectName, rangeName, textsOf } from '../nodes';
import type { Name } from '../names';
import type { SqlType } from '../types';
import { functionsIn, sequencesIn } from './calls';
import { castsIn } from './casts';
import { writtenIn } from './rows';
import { sourcesOf } from './sources';
import { showType, typeOf } from '../types';

export function readCreateDomain(node: CreateDomainStmt): Action {
  const constrained = (node.constraints ?? []).some(
    (each) =>
      'Constraint' in each && ['CONSTR_CHECK', 'CONSTR_NOTNULL'].includes(each.Constraint.contype ?? ''),
  );
  const given = (node.constraints ?? []).flatMap((each) =>
    'Constraint' in each && each.Constraint.contype === 'CONSTR_DEFAULT'
      ? (each.Constraint.raw_expr ?? [])
      : [],
  );
  return {
    kind: 'create-domain',
    type: nameOf(node.domainname),
    base: typeOf(node.typeName),
    constrained,
    constraints: domainConstraints(node),
    checks: (node.constraints ?? []).flatMap((each) =>
      'Constraint' in each && each.Constraint.contype === 'CONSTR_CHECK'
        ? (each.Constraint.raw_expr ?? [])
        : [],
    ),
    ...(node.collClause === undefined ? {} : { collate: true }),
    ...(given[0] === undefined ? {} : { defaultExpression: given[0] }),
  };
}

// Those without a name get one: <domain>_check, <domain>_check1, ... (ChooseConstraintName).
function domainConstraints(node: CreateDomainStmt): readonly string[] {
  const names: string[] = [];
  for (const each of node.constraints ?? []) {
    if (!('Constraint' in each) || each.Constraint.contype !== 'CONSTR_CHECK') continue;
    let name = each.Constraint.conname ?? `${nameOf(node.domainname).name}_check`;
    for (let number = 1; names.includes(name); number += 1)
      name = `${nameOf(node.domainname).name}_check${number}`;
    names.push(name);
  }
  return names;
}

// One-letter codes, as the server's grammar gives them (AlterDomainStmt.subtype).
const domainChanges: Readonly<Record<string, 'constraint' | 'not-null' | 'validate' | 'relax' | 'default'>> =
  {
    C: 'constraint',
    O: 'not-null',
    V: 'validate',
    X: 'relax',
    N: 'relax',
    T: 'default',
  };

export function readAlterDomain(node: AlterDomainStmt): Action {
  const change = domainChanges[String(node.subtype ?? '')];
  if (change === undefined) return { kind: 'unknown', what: 'ALTER DOMAIN' };
  const notValid =
    node.def !== undefined && 'Constraint' in node.def && node.def.Constraint.skip_validation === true;
  const given = change === 'default' && node.def !== undefined ? { defaultExpression: node.def } : {};
  const written =
    node.def !== undefined && 'Constraint' in node.def ? node.def.Constraint.conname : undefined;
  const name = node.name ?? written;
  const about = { ...(name ? { name } : {}), ...(node.missing_ok === true ? { missingOk: true } : {}) };
  return { kind: 'alter-domain', type: nameOf(node.typeName), change, notValid, ...about, ...given };
}

export function readAlterSequence(node: AlterSeqStmt): Action {
  const all = defElems(node.options);
  const options = all.map(({ defname }) => defname ?? '');
  return {
    kind: 'alter-sequence',
    sequence: rangeName(node.sequence),
    restarts: options.includes('restart'),
    ownedOnly: options.every((option) => option === 'owned_by'),
    changesOwner: options.includes('owned_by'),
    ifExists: node.missing_ok === true,
    ...ownedBy(all),
    byFunction: false,
  };
}

/** OWNED BY t.c; nothing for OWNED BY NONE. */
export function ownedBy(options: readonly DefElem[]): { readonly owner?: ColumnName } {
  const owner = options.find(({ defname }) => defname === 'owned_by')?.arg;
  const parts = owner && 'List' in owner ? (owner.List.items ?? []) : [];
  return parts.length > 1
    ? { owner: { table: nameOf(parts.slice(0, -1)), column: textsOf(parts).at(-1) ?? '' } }
    : {};
}

export function readCreateFunction(node: CreateFunctionStmt, sql: string): Action {
  const declared = defText(defElems(node.options), 'volatility');
  return {
    kind: 'create-object',
    object: 'function',
    name: nameOf(node.funcname),
    replace: node.replace === true,
    ifNotExists: false,
    volatility: declared === 'stable' || declared === 'immutable' ? 'settled' : 'volatile',
    immutable: declared === 'immutable',
    givesRows: node.returnType?.setof === true,
    text: sql,
    ...(node.sql_body === undefined ? {} : atomicParts(node.sql_body)),
    signature: signatureIn(node.parameters ?? []),
    types: (node.parameters ?? []).flatMap((each) =>
      'FunctionParameter' in each && each.FunctionParameter.argType?.pct_type !== true
        ? [typeOf(each.FunctionParameter.argType)]
        : [],
    ),
    ...(node.returnType === undefined || node.returnType.pct_type === true
      ? {}
      : { result: typeOf(node.returnType) }),
    ...languageOf(node),
    ...(node.is_procedure === true ? { procedure: true } : {}),
    parameters: (node.parameters ?? []).flatMap((each) =>
      'FunctionParameter' in each &&
      !['FUNC_PARAM_OUT', 'FUNC_PARAM_TABLE'].includes(each.FunctionParameter.mode ?? '')
        ? [each.FunctionParameter.name ?? '']
        : [],
    ),
    ...(node.returnType === undefined || node.parameters?.some(isResult) === true
      ? {}
      : { returns: `${node.returnType.setof === true ? 'setof ' : ''}${argument(typeOf(node.returnType))}` }),
  };
}

const atomicParts = (body: Node) => ({
  functions: functionsIn(body),
  atomic: {
    reads: [...sourcesOf(body), ...writtenIn(body)],
    sequences: sequencesIn(body),
    casts: castsIn(body),
  },
});

const languageOf = ({ options }: CreateFunctionStmt): { readonly language?: string } => {
  const language = defText(defElems(options), 'language')?.toLowerCase();
  return language === undefined ? {} : { language };
};

/** The types of the arguments that a call gives. */
export const signatureIn = (parameters: readonly Node[]): string =>
  parameters
    .flatMap((each) =>
      'FunctionParameter' in each &&
      !['FUNC_PARAM_OUT', 'FUNC_PARAM_TABLE'].includes(each.FunctionParameter.mode ?? '')
        ? [argument(typeOf(each.FunctionParameter.argType))]
        : [],
    )
    .join();

// The length of a type is no part of a function's name.
const argument = ({ schema, name, array }: SqlType): string =>
  showType({ ...(schema === undefined ? {} : { schema }), name, array, mods: [] });

const isResult = (node: Node): boolean =>
  'FunctionParameter' in node &&
  ['FUNC_PARAM_OUT', 'FUNC_PARAM_INOUT', 'FUNC_PARAM_TABLE'].includes(node.FunctionParameter.mode ?? '');

/** The types of the arguments of a function that is named with them. */
export const signatureOf = (node: Node): { readonly signature?: string } =>
  'ObjectWithArgs' in node && node.ObjectWithArgs.args_unspecified !== true
    ? {
        signature: (node.ObjectWithArgs.objargs ?? [])
          .map((each) => ('TypeName' in each ? argument(typeOf(each.TypeName)) : ''))
          .join(),
      }
    : {};

/** ALTER FUNCTION: of what it changes only how far the function may be trusted to give the same again counts here. */
export function readAlterFunction({ func, actions }: AlterFunctionStmt, what: string): Action {
  const written = defText(defElems(actions), 'volatility');
  const volatility = (['immutable', 'stable', 'volatile'] as const).find((each) => each === written);
  if (func === undefined || volatility === undefined) return { kind: 'unknown', what, makes: 'nothing' };
  const declares = { name: nameOf(func.objname), ...signatureOf({ ObjectWithArgs: func }), volatility };
  return { kind: 'unknown', what, makes: 'nothing', declares };
}

export function readSetting(node: VariableSetStmt): Action {
  const name = (node.name ?? '').toLowerCase();
  const local = node.is_local === true;
  if (node.kind === 'VAR_RESET_ALL') return { kind: 'setting', name: 'all', value: null, values: [], local };
  if (node.kind === 'VAR_SET_MULTI') return { kind: 'setting', name, value: 'multi', values: [], local };
  if (node.kind !== 'VAR_SET_VALUE') return { kind: 'setting', name, value: null, values: [], local };
  const values = textsOf(node.args);
  return { kind: 'setting', name, value: values.join(', '), values, local };
}

export function readVacuum(node: VacuumStmt): Action {
  const named = (node.rels ?? []).flatMap((each) => ('VacuumRelation' in each ? [each.VacuumRelation] : []));
  const tables = named.map(({ relation }) => rangeName(relation));
  const columns = named.flatMap(({ relation, va_cols }) =>
    textsOf(va_cols).map((column) => ({ table: rangeName(relation), column })),
  );
  const alone = named.flatMap(({ relation }) => (relation?.inh === true ? [] : [rangeName(relation)]));
  const written = {
    ...(columns.length === 0 ? {} : { columns }),
    ...(alone.length === 0 ? {} : { alone }),
  };
  if (node.is_vacuumcmd !== true) return { kind: 'analyze', tables, ...written };
  const options = defElems(node.options);
  const both = defTrue(options, 'analyze') ? { analyze: true } : {};
  return { kind: 'vacuum', tables, full: defTrue(options, 'full'), ...both, ...written };
}

const scopes: Readonly<Record<string, 'table' | 'index' | 'schema' | 'database' | 'system'>> = {
  REINDEX_OBJECT_TABLE: 'table',
  REINDEX_OBJECT_INDEX: 'index',
  REINDEX_OBJECT_SCHEMA: 'schema',
  REINDEX_OBJECT_DATABASE: 'database',
  REINDEX_OBJECT_SYSTEM: 'system',
};

export function readReindex(node: ReindexStmt): Action {
  const scope = scopes[node.kind ?? ''] ?? 'database';
  const name: Name = node.relation ? rangeName(node.relation) : { name: node.name ?? '' };
  return { kind: 'reindex', scope, name, concurrently: defTrue(defElems(node.params), 'concurrently') };
}

export function readGrant(node: GrantStmt): Action {
  const { objtype = '', targtype, objects = [], privileges = [] } = node;
  const onTables =
    (objtype === 'OBJECT_TABLE' || objtype === 'OBJECT_SEQUENCE') && targtype === 'ACL_TARGET_OBJECT';
  const tables = onTables
    ? objects.flatMap((each) => ('RangeVar' in each ? [rangeName(each.RangeVar)] : []))
    : [];
  const named = privileges.flatMap((each) => ('AccessPriv' in each ? [each.AccessPriv] : []));
  const columns = named.flatMap(({ cols }) => textsOf(cols));
  const schemas =
    objtype === 'OBJECT_SCHEMA' || targtype === 'ACL_TARGET_ALL_IN_SCHEMA' ? textsOf(objects) : [];
  return {
    kind: 'grant',
    grants: node.is_grant === true,
    tables,
    ...(columns.length === 0 ? {} : { columns }),
    ...(schemas.length === 0 ? {} : { schemas }),
    ...(/FUNCTION|PROCEDURE|ROUTINE/.test(objtype) && targtype === 'ACL_TARGET_OBJECT'
      ? { routines: objects.map((each) => ({ name: objectName(each), ...signatureOf(each) })) }
      : {}),
    on: objtype.replace('OBJECT_', '').toLowerCase(),
    privileges: named.flatMap(({ cols = [], priv_name: what }) =>
      what === undefined ? [] : [{ what, ofColumns: cols.length > 0 }],
    ),
  };
}

export function readCopy(node: CopyStmt): Action {
  const columns = textsOf(node.attlist);
  const table =
    node.relation === undefined
      ? {}
      : { table: rangeName(node.relation), ...(columns.length === 0 ? {} : { columns }) };
  return { kind: 'copy', ...table, from: node.is_from === true, program: node.is_program === true };
}
