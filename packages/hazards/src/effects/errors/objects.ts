import type { Catalog } from '../../catalog/catalog';
import { identityOf, storesRowsOf } from '../../catalog/falls';
import { usersOf } from '../../catalog/family';
import type { Relation } from '../../catalog/model';
import { qualified } from '../../catalog/model';
import type { Action } from '../../sql/actions';
import type { Name } from '../../sql/names';
import { testsValues } from '../domain';
import type { Conditions, PredictedError } from '../effect';
import { lacks } from './alter-table';
import { copyError } from './copy';
import { createObjectError } from './created-objects';
import { dropError } from './drop';
import { grantError } from './grants';
import { createIndexError } from './indexes';
import { namedObjectError } from './named-objects';
import {
  addLabelError,
  alterDomainError,
  attributesError,
  createDomainError,
  moveTypeError,
} from './named-types';
import { createTableError } from './new-tables';
import { ownerError } from './owned-by';
import { missingPart } from './parts';
import { policyError } from './policies';
import { publishError } from './publications';
import { queryError } from './queries';
import { exists, noColumn, noTable, raise } from './raise';
import { isRelationWord, kindsOf, wrongKind } from './relation-kinds';
import { renameError } from './rename';
import { missingTable } from './absent';
import { demandError, rowsError } from './rows';
import { setConstraintsError } from './set-constraints';
import { truncateError } from './truncate';
import { viewColumnsError } from './views';

/** The errors of everything but ALTER TABLE that the schema alone causes. */
export function objectError(action: Action, catalog: Catalog, conditions: Conditions): PredictedError | null {
  const { alongside = [] } = conditions;
  switch (action.kind) {
    case 'create-table':
      return createTableError(action, catalog, conditions);
    case 'create-index':
      return createIndexError(action, catalog, conditions);
    case 'query':
      return queryError(action.query, catalog, conditions);
    case 'create-view': {
      const { name } = action.view;
      const schema = catalog.creationSchema(action.view, action.temporary);
      if (action.ifNotExists && catalog.relationStands(schema, name)) return null;
      const source =
        queryError(action.query, catalog, conditions) ??
        action.sources.map(({ table }) => missingTable(table, catalog)).find((each) => each !== null) ??
        demandError(action.demands ?? [], catalog);
      if (source !== null) return source;
      const standing = catalog.relations.get(`${schema}.${name}`);
      const columns = viewColumnsError(action, action.replace ? standing : undefined, catalog);
      if (columns !== null && (standing === undefined || action.replace)) return columns;
      if (!catalog.relationStands(schema, name))
        return catalog.types.has(`${schema}.${name}`) ? exists('42710', `type "${name}"`) : null;
      const old = catalog.relations.get(`${schema}.${name}`);
      if (!action.replace) return exists('42P07', `relation "${name}"`);
      return old?.kind === 'view' ? null : raise('42809', `"${name}" is not a view`);
    }
    case 'create-type':
      return typeNameTaken(catalog, action.type)
        ? exists('42710', `type "${action.type.name}"`)
        : attributesError(action, catalog, conditions);
    case 'create-domain':
      return typeNameTaken(catalog, action.type)
        ? exists('42710', `type "${action.type.name}"`)
        : createDomainError(action, catalog, conditions);
    case 'add-enum-value':
      return addLabelError(action, catalog);
    case 'create-object':
      return createObjectError(action, catalog, conditions);
    case 'truncate':
      return truncateError(action, catalog, alongside);
    case 'alter-sequence': {
      const sequence = catalog.find(action.sequence);
      if (sequence === undefined)
        return catalog.lacks(action.sequence) && !action.ifExists && !action.byFunction
          ? noTable(action.sequence.name)
          : null;
      if (sequence.known && sequence.kind !== 'sequence' && (!action.byFunction || action.runs))
        return raise('42809', `"${sequence.name}" is not a sequence`);
      const inside = [...sequence.usedBy].some((owner) => identityOf(owner, sequence).length > 0);
      return action.changesOwner && inside
        ? raise('0A000', 'cannot change ownership of identity sequence')
        : ownerError(action.owner, sequence.schema, catalog);
    }
    case 'drop':
      return dropError(action, catalog, alongside);
    case 'rename':
      return renameError(action, catalog, conditions);
    case 'set-schema': {
      if (catalog.complete && !catalog.hasSchema(action.schema))
        return raise('3F000', `schema "${action.schema}" does not exist`);
      const type = moveTypeError(action, catalog);
      if (type !== null) return type;
      const moved = catalog.find(action.name);
      if (moved === undefined && catalog.lacks(action.name) && isRelationWord(action.object))
        return action.ifExists === true ? null : noTable(action.name.name);
      const unlike =
        moved === undefined || action.object === 'table' ? null : wrongKind(moved, action.object);
      if (unlike !== null) return unlike;
      if (moved?.kind === 'sequence' && [...moved.usedBy].some(({ sequences }) => sequences.has(moved)))
        return raise('0A000', 'cannot move an owned sequence into another schema');
      const taken = catalog.relations.get(`${action.schema}.${action.name.name}`);
      if (taken?.known === true && taken !== moved)
        return exists('42P07', `relation "${action.name.name}" in schema "${action.schema}"`);
      return moved === undefined || moved.schema === action.schema
        ? null
        : partInTheWay(moved, action.schema, catalog);
    }
    case 'refresh-matview': {
      const view = catalog.find(action.view);
      if (view === undefined) return missingTable(action.view, catalog);
      if (view.known && view.kind !== 'matview')
        return raise(
          view.kind === 'table' || view.kind === 'partitioned' ? '0A000' : '42809',
          `"${view.name}" is not a materialized view`,
        );
      if (action.concurrently && !action.populated)
        return raise('42601', 'REFRESH options CONCURRENTLY and WITH NO DATA cannot be used together');
      if (action.concurrently && view.populated === false)
        return raise('0A000', 'CONCURRENTLY cannot be used when the materialized view is not populated');
      const empty = action.populated ? unpopulated([...view.reads.keys()]) : null;
      if (!view.indexesKnown || !action.concurrently || empty !== null) return empty;
      const unique = [...view.indexes.values()].some(
        (index) => index.unique && !index.partial && index.computed.length === 0,
      );
      return unique
        ? null
        : raise('55000', `cannot refresh materialized view "${qualified(view)}" concurrently`);
    }
    case 'alter-domain': {
      const wrong = alterDomainError(action, catalog, conditions);
      if (wrong !== null) return wrong;
      const domain = catalog.findType(action.type);
      if (domain === undefined || !testsValues(action)) return null;
      // Values inside of arrays and rows are not looked for.
      const inside =
        usersOf(catalog, domain, ({ array }) => array).length > 0 ||
        usersOf(catalog, domain).some((each) => storesRowsOf(each, catalog) !== null);
      return inside
        ? raise(
            '0A000',
            `cannot alter type "${action.type.name}" because a column of an array or a row of it uses it`,
          )
        : null;
    }
    case 'lock-table': {
      const table = catalog.find(action.table);
      if (table === undefined) return missingTable(action.table, catalog);
      return table.kind === 'matview' || table.kind === 'sequence'
        ? raise('42809', `cannot lock relation "${table.name}"`)
        : null;
    }
    case 'insert':
    case 'update':
    case 'delete':
      return rowsError(action, catalog, conditions);
    case 'change-owner':
      return namedObjectError(action.object, action.name, action.signature, catalog);
    case 'grant':
      return grantError(action, catalog, conditions);
    case 'publish':
      return publishError(action, catalog, conditions);
    case 'read-tables':
      return (
        queryError(action.query, catalog, conditions) ??
        action.sources.map(({ table }) => missingTable(table, catalog)).find((each) => each !== null) ??
        demandError(action.demands ?? [], catalog) ??
        (action.planOnly === undefined
          ? unpopulated(action.sources.map(({ table }) => catalog.find(table)))
          : null)
      );
    case 'draw': {
      if (action.ofColumn !== undefined || action.sequence.name === '') return null;
      const drawn = catalog.find(action.sequence);
      return action.runs && drawn?.known === true && drawn.kind !== 'sequence'
        ? raise('42809', `"${drawn.name}" is not a sequence`)
        : missingTable(action.sequence, catalog);
    }
    case 'comment':
      return commentError(action, catalog);
    case 'copy':
      return copyError(action, catalog, conditions);
    case 'set-constraints':
      return setConstraintsError(action, catalog);
    case 'alter-policy': {
      const table = catalog.find(action.onTable);
      if (table === undefined) return missingTable(action.onTable, catalog);
      return (
        missingPart(table, 'policy', action.name, catalog) ??
        policyError(action.change?.expressions, table, catalog, conditions)
      );
    }
    case 'alter-attribute': {
      const type = catalog.findType(action.type);
      const typed =
        type !== undefined && [...catalog.relations.values()].some(({ ofType }) => ofType === type);
      const relation = type === undefined ? undefined : catalog.find(action.type);
      const user =
        action.change === 'type' && relation !== undefined ? storesRowsOf(relation, catalog) : null;
      if (user !== null)
        return raise(
          '0A000',
          `cannot alter type "${action.type.name}" because a column of "${user.name}" uses it`,
        );
      const held = relation?.columns.has(action.attribute ?? '') === true;
      if (typed && !action.cascade && (action.change !== 'type' || held))
        return raise(
          '2BP01',
          `cannot alter type "${action.type.name}" because it is the type of a typed table`,
        );
      if (action.change !== 'add' && relation?.known === true && relation.columns.size > 0 && !held)
        return action.missingOk === true ? null : noColumn(action.attribute ?? '');
      if (action.change === 'add' && held)
        return exists('42701', `column "${action.attribute ?? ''}" of relation "${action.type.name}"`);
      return action.to !== undefined && relation?.columns.has(action.to) === true
        ? exists('42701', `column "${action.to}" of relation "${action.type.name}"`)
        : null;
    }
    default:
      return null;
  }
}

function commentError(
  { onTable, object, column, part, named }: Extract<Action, { kind: 'comment' }>,
  catalog: Catalog,
): PredictedError | null {
  if (onTable === undefined)
    return named === undefined ? null : namedObjectError(named.object, named.name, named.signature, catalog);
  const relation = catalog.find(onTable);
  if (relation === undefined) return catalog.lacks(onTable) ? noTable(onTable.name) : null;
  if (column !== undefined && lacks(relation, column)) return noColumn(column);
  if (part !== undefined) return missingPart(relation, part.object, part.name, catalog);
  return object === undefined || !relation.known || kindsOf[object]?.includes(relation.kind) === true
    ? null
    : raise('42809', `"${relation.name}" is not a ${object}`);
}

/** SQLSTATE 55000: a materialized view WITH NO DATA is read, be it below a view. */
function unpopulated(read: readonly (Relation | undefined)[]): PredictedError | null {
  const all = new Set(read);
  for (const each of all) if (each?.kind === 'view') for (const below of each.reads.keys()) all.add(below);
  const empty = [...all].find((each) => each?.kind === 'matview' && each.populated === false);
  return empty === undefined
    ? null
    : raise('55000', `materialized view "${empty.name}" has not been populated`);
}

/** The indexes and the sequences of a table's columns go along with it. */
function partInTheWay(moved: Relation, schema: string, catalog: Catalog): PredictedError | null {
  const along = [...moved.indexes.keys(), ...[...moved.sequences.keys()].map(({ name }) => name)];
  const taken = along.find((name) => catalog.relationStands(schema, name));
  return taken === undefined ? null : exists('42P07', `relation "${taken}" in schema "${schema}"`);
}

// A table's rows have a type of its name.
function typeNameTaken(catalog: Catalog, type: Name): boolean {
  const key = `${catalog.creationSchema(type)}.${type.name}`;
  const row = catalog.relations.get(key);
  return catalog.types.has(key) || (row?.known === true && row.kind !== 'sequence');
}
