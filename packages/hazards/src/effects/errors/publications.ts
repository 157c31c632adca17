import type { Catalog } from '../../catalog/catalog';
import type { Relation } from '../../catalog/model';
import type { Published } from '../../catalog/publications';
import { namedTables, publishedIn, schemasNamed } from '../../catalog/publications';
import type { Action } from '../../sql/actions';
import { functionsIn } from '../../sql/read/calls';
import type { Conditions, PredictedError } from '../effect';
import { lacks, scopeOf } from './alter-table';
import { expressionError } from './expressions';
import { exists, noColumn, raise } from './raise';
import { isSystem, missingTable } from './absent';
import { isSystemColumn, isSystemSchema } from './system-names';

type Publish = Extract<Action, { kind: 'publish' }>;

/** SQLSTATE 42704 for a publication that nobody made. */
export const missingPublication = (name: string, catalog: Catalog): PredictedError | null =>
  catalog.complete && !catalog.publications.has(name)
    ? raise('42704', `publication "${name}" does not exist`)
    : null;

/** CREATE PUBLICATION and ALTER PUBLICATION (publicationcmds.c, pg_publication.c). */
export function publishError(
  action: Publish,
  catalog: Catalog,
  conditions: Conditions,
): PredictedError | null {
  const { name, change, tables, schemas } = action;
  const standing = change === 'create' && catalog.publications.has(name);
  if (standing) return exists('42710', `publication "${name}"`);
  const missing = change === 'create' ? null : missingPublication(name, catalog);
  if (missing !== null) return missing;
  const publication = catalog.publications.get(name);
  const forAll =
    publication?.all === true && (tables.length > 0 || schemas.length > 0)
      ? raise('55000', `publication "${name}" is defined as FOR ALL TABLES`)
      : null;
  if (forAll !== null && conditions.serverMajor < 15) return forAll;
  for (const schema of schemasNamed(action, catalog))
    if (catalog.complete && !isSystemSchema(schema) && !catalog.hasSchema(schema))
      return raise('3F000', `schema "${schema}" does not exist`);
  if (forAll !== null) return forAll;
  for (const { table } of tables) {
    const schema = table.schema;
    if (schema !== undefined && catalog.complete && !isSystemSchema(schema) && !catalog.hasSchema(schema))
      return raise('3F000', `schema "${schema}" does not exist`);
    const absent = missingTable(table, catalog);
    if (absent !== null) return absent;
    if (isSystem(table) && catalog.find(table) === undefined)
      return change === 'drop'
        ? raise('42704', `relation "${table.name}" is not part of the publication`)
        : raise('22023', `cannot add relation "${table.name}" to publication`);
  }
  if (
    tables.some(({ table }) => catalog.find(table) === undefined) ||
    (change !== 'create' && publication === undefined)
  )
    return null;
  const named = namedTables(action, catalog);
  const members = publication === undefined ? [] : publishedIn(publication, catalog);
  const member = ({ table }: Published): boolean => members.some((each) => each.table === table);
  if (change === 'drop') return dropError(action, named, member, publication?.schemas ?? [], catalog);
  return (
    twiceError(action, catalog) ??
    namedError(action, catalog, conditions) ??
    (change === 'add' && named.some(member)
      ? raise('42710', `a relation is already member of publication "${name}"`)
      : null) ??
    kindError(named, conditions) ??
    schemaListError(action, named, publication?.schemas ?? [], members, catalog)
  );
}

function dropError(
  { name, tables, schemas: written }: Publish,
  named: readonly Published[],
  member: (table: Published) => boolean,
  schemas: readonly string[],
  catalog: Catalog,
): PredictedError | null {
  if (tables.some(({ columns }) => columns !== undefined))
    return raise('42601', 'column list must not be specified in ALTER PUBLICATION ... DROP');
  if (named.some((each) => !member(each))) return raise('42704', `a relation is not part of the publication`);
  if (tables.some(({ filter }) => filter !== undefined))
    return raise('42601', 'cannot use a WHERE clause when removing a table from a publication');
  const absent = schemasNamed(
    { kind: 'publish', name, change: 'drop', all: false, tables, schemas: written },
    catalog,
  ).find((each) => !schemas.includes(each));
  return absent === undefined
    ? null
    : raise('42704', `tables from schema "${absent}" are not part of the publication`);
}

/** A table that is named twice, once with more than its name. */
function twiceError({ tables }: Publish, catalog: Catalog): PredictedError | null {
  const seen = new Map<Relation, boolean>();
  for (const { table, columns, filter } of tables) {
    const relation = catalog.find(table);
    if (relation === undefined) continue;
    const more = columns !== undefined || filter !== undefined;
    if (seen.has(relation) && (more || seen.get(relation) === true))
      return raise('42710', `conflicting or redundant clauses for table "${relation.name}"`);
    seen.set(relation, more || seen.get(relation) === true);
  }
  return null;
}

/** What a WHERE and a list of columns name. */
function namedError(
  { tables, viaRoot = false, name }: Publish,
  catalog: Catalog,
  conditions: Conditions,
): PredictedError | null {
  const throughRoot = viaRoot || catalog.publications.get(name)?.viaRoot === true;
  for (const { table, filter, columns } of tables) {
    const relation = catalog.find(table);
    if (relation?.known !== true || (filter === undefined && columns === undefined)) continue;
    if (relation.kind === 'partitioned' && !throughRoot)
      return raise('22023', `cannot use a publication clause for partitioned table "${relation.name}"`);
    const wrong = filterError(filter, relation, catalog, conditions);
    if (wrong !== null) return wrong;
  }
  for (const { table, columns = [] } of tables) {
    const relation = catalog.find(table);
    if (
      relation?.known !== true ||
      columns.length === 0 ||
      kindError([{ table: relation }], conditions) !== null
    )
      continue;
    const seen = new Set<string>();
    for (const column of columns) {
      if (isSystemColumn(column))
        return raise('42P10', `cannot use system column "${column}" in publication column list`);
      if (lacks(relation, column)) return noColumn(column);
      const { generated = false, virtual = false } = relation.columns.get(column) ?? {};
      if (generated && (virtual || conditions.serverMajor < 18))
        return raise('42P10', `cannot use generated column "${column}" in publication column list`);
      if (seen.has(column)) return raise('42710', `duplicate column "${column}" in publication column list`);
      seen.add(column);
    }
  }
  return null;
}

/** Only what every server tells alike: columns, constants, built-in operators and immutable functions of built-in types. */
function filterError(
  filter: Publish['tables'][number]['filter'],
  relation: Relation,
  catalog: Catalog,
  conditions: Conditions,
): PredictedError | null {
  if (filter === undefined) return null;
  const wrong = expressionError(
    filter.expression,
    'publication WHERE',
    scopeOf(relation),
    catalog,
    conditions,
  );
  if (wrong !== null) return wrong;
  // Functions of the user's are refused, whatever is declared of them.
  for (const name of functionsIn(filter.expression))
    if (catalog.findFunction(name) !== undefined)
      return raise('0A000', 'invalid publication WHERE expression');
  for (const column of filter.columns) {
    if (isSystemColumn(column)) return raise('0A000', 'invalid publication WHERE expression');
    const type = relation.columns.get(column)?.type;
    if (type === undefined || type === null) continue;
    if (catalog.findType(type) !== undefined && catalog.findType(type)?.kind !== 'domain')
      return raise('0A000', 'invalid publication WHERE expression');
  }
  return null;
}

/** SQLSTATE 22023: what has no rows of its own that outlive a crash is not published. */
function kindError(
  named: readonly { readonly table: Relation }[],
  { serverMajor }: Conditions,
): PredictedError | null {
  for (const { table } of named) {
    if (!table.known) continue;
    if (table.kind === 'partitioned' && serverMajor < 13)
      return raise('0A000', `"${table.name}" is a partitioned table`);
    const stored = table.kind === 'table' || table.kind === 'partitioned';
    if (!stored || table.unlogged === true || table.schema === 'pg_temp' || isSystemSchema(table.schema))
      return raise('22023', `cannot add relation "${table.name}" to publication`);
  }
  return null;
}

function schemaListError(
  action: Publish,
  named: readonly Published[],
  schemas: readonly string[],
  members: readonly Published[],
  catalog: Catalog,
): PredictedError | null {
  const { change, name } = action;
  const written = schemasNamed(action, catalog);
  const within = change === 'set' ? written : [...schemas, ...written];
  const tables = change === 'set' ? named : [...members, ...named];
  const lists = tables.some(({ columns }) => columns !== undefined);
  if (
    lists &&
    within.length > 0 &&
    (written.length > 0 || named.some(({ columns }) => columns !== undefined))
  )
    return raise('22023', `cannot use column list together with schemas in publication "${name}"`);
  for (const schema of written) {
    if (isSystemSchema(schema)) return raise('22023', `cannot add schema "${schema}" to publication`);
    if (change === 'add' && schemas.includes(schema))
      return raise('42710', `schema "${schema}" is already member of publication "${name}"`);
  }
  return null;
}
