import type { Catalog } from '../../catalog/catalog';
import type { NamedType } from '../../catalog/model';
import type { Action } from '../../sql/actions';
import type { Name } from '../../sql/names';
import { showName } from '../../sql/names';
import { isPlainType } from '../../sql/types';
import type { Conditions, PredictedError } from '../effect';
import { isUncollated } from './collations';
import { expressionError } from './expressions';
import { exists, raise } from './raise';
import { knowsAll, missingType } from './types';
import { constantError } from './values';

/** SQLSTATE 42704, where everything that could be the type is known. */
function missing(name: Name, catalog: Catalog): PredictedError | null {
  if (!knowsAll(catalog) || catalog.findType(name) !== undefined || catalog.find(name) !== undefined)
    return null;
  if (catalog.extensions.size > 0 && name.schema !== undefined) return null;
  return isPlainType({ ...name, mods: [], array: false })
    ? null
    : raise('42704', `type "${showName(name)}" does not exist`);
}

const notOf = (kind: string, type: NamedType | undefined): PredictedError | null =>
  type === undefined || type.kind === kind
    ? null
    : raise('42809', `${type.name} is not ${kind === 'enum' ? 'an enum' : `a ${kind}`}`);

/** ALTER TYPE ... ADD VALUE: labels are unlike each other, and what they are put beside is there. */
export function addLabelError(
  action: Extract<Action, { kind: 'add-enum-value' }>,
  catalog: Catalog,
): PredictedError | null {
  const type = catalog.findType(action.type);
  const wrong = missing(action.type, catalog) ?? notOf('enum', type);
  if (wrong !== null || type?.labels === undefined) return wrong;
  if (type.labels.includes(action.value))
    return action.ifNotExists ? null : exists('42710', `enum label "${action.value}"`);
  return action.beside === undefined || type.labels.includes(action.beside)
    ? null
    : raise('22023', `"${action.beside}" is not an existing enum label`);
}

export function renameTypeError(
  action: Extract<Action, { kind: 'rename' }>,
  catalog: Catalog,
): PredictedError | null {
  if (action.object === 'enum-value') {
    const type = catalog.findType(action.name);
    const wrong = missing(action.name, catalog) ?? notOf('enum', type);
    if (wrong !== null || type?.labels === undefined) return wrong;
    if (!type.labels.includes(action.part ?? ''))
      return raise('22023', `"${action.part ?? ''}" is not an existing enum label`);
    return type.labels.includes(action.to) ? exists('42710', `enum label "${action.to}"`) : null;
  }
  if (action.object === 'schema') {
    if (catalog.complete && !catalog.hasSchema(action.name.name))
      return raise('3F000', `schema "${action.name.name}" does not exist`);
    if (catalog.hasSchema(action.to)) return exists('42P06', `schema "${action.to}"`);
    return action.to.startsWith('pg_') ? raise('42939', `unacceptable schema name "${action.to}"`) : null;
  }
  if (action.object !== 'type' && action.object !== 'domain') return null;
  const type = catalog.findType(action.name);
  if (type === undefined) return missing(action.name, catalog);
  const key = `${type.schema}.${action.to}`;
  const row = catalog.relations.peek(key);
  const taken = catalog.types.has(key) || (row?.known === true && row.kind !== 'sequence');
  return taken ? exists('42710', `type "${action.to}"`) : null;
}

export function moveTypeError(
  action: Extract<Action, { kind: 'set-schema' }>,
  catalog: Catalog,
): PredictedError | null {
  if (action.object !== 'type' && action.object !== 'domain') return null;
  const type = catalog.findType(action.name);
  if (type === undefined) return missing(action.name, catalog);
  return type.schema !== action.schema && catalog.types.has(`${action.schema}.${type.name}`)
    ? exists('42710', `type "${type.name}" already exists in schema "${action.schema}"`)
    : null;
}

/** A type that OWNER TO or COMMENT ON names; a table's rows have none of their own there. */
export function typeError(object: 'type' | 'domain', name: Name, catalog: Catalog): PredictedError | null {
  const gone = missing(name, catalog);
  if (gone !== null) return gone;
  const type = catalog.findType(name);
  if (object === 'domain') return notOf('domain', type);
  const row = type === undefined ? catalog.find(name) : undefined;
  return row?.known === true ? raise('42809', `"${name.name}" is a table's row type`) : null;
}

export function dropTypeError(
  action: Extract<Action, { kind: 'drop' }>,
  catalog: Catalog,
): PredictedError | null {
  if (!action.ifExists) {
    const gone = missing(action.name, catalog);
    if (gone !== null) return gone;
  }
  return action.object === 'domain' ? notOf('domain', catalog.findType(action.name)) : null;
}

export function alterDomainError(
  action: Extract<Action, { kind: 'alter-domain' }>,
  catalog: Catalog,
  conditions: Conditions,
): PredictedError | null {
  const domain = catalog.findType(action.type);
  const wrong =
    missing(action.type, catalog) ??
    notOf('domain', domain) ??
    (action.change === 'default'
      ? constantError(action.defaultExpression, domain?.base ?? null, catalog, conditions)
      : null);
  if (wrong !== null || domain?.constraints === undefined || action.name === undefined) return wrong;
  const stands = domain.constraints.includes(action.name);
  if (action.change === 'constraint')
    return stands ? exists('42710', `constraint "${action.name}" for domain "${domain.name}"`) : null;
  if (stands && action.to !== undefined && domain.constraints.includes(action.to))
    return exists('42710', `constraint "${action.to}" for domain "${domain.name}"`);
  return stands || action.missingOk === true
    ? null
    : raise('42704', `constraint "${action.name}" of domain "${domain.name}" does not exist`);
}

/** The attributes of a new composite type, each once and of types that are there; the labels of a new enum, each once. */
export function attributesError(
  { attributes = [], labels = [] }: Extract<Action, { kind: 'create-type' }>,
  catalog: Catalog,
  { serverMajor }: Conditions,
): PredictedError | null {
  const label = labels.find((each, at) => labels.indexOf(each) !== at);
  if (label !== undefined) return raise('23505', `enum label "${label}" used more than once`);
  const names = attributes.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) return raise('42701', `attribute "${twice}" specified more than once`);
  for (const { type } of attributes) {
    const problem = missingType(type, catalog, serverMajor);
    if (problem !== null) return problem;
  }
  return null;
}

/** What a new domain is based on, and what it asks of its values. */
export function createDomainError(
  { base, type, checks = [], defaultExpression, collate }: Extract<Action, { kind: 'create-domain' }>,
  catalog: Catalog,
  conditions: Conditions,
): PredictedError | null {
  const gone = missingType(base, catalog, conditions.serverMajor);
  if (gone !== null) return gone;
  const below = catalog.baseType(base);
  if (collate === true && isUncollated(below))
    return raise('42804', `collations are not supported by type ${below.name}`);
  const scope = { table: type.name, columns: new Map([['value', base]]) };
  const given =
    expressionError(
      defaultExpression,
      'DEFAULT expression',
      { ...scope, columns: new Map() },
      catalog,
      conditions,
    ) ?? constantError(defaultExpression, base, catalog, conditions);
  if (given !== null) return given;
  for (const each of checks) {
    const wrong = expressionError(each, 'check constraint', scope, catalog, conditions);
    if (wrong !== null) return wrong;
  }
  return null;
}
