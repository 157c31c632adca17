import type { Catalog } from '../../catalog/catalog';
import { droppedBy } from '../../catalog/dropped';
import { fallOf, identityOf } from '../../catalog/falls';
import type { Action } from '../../sql/actions';
import type { PredictedError } from '../effect';
import { heldError } from '../falling';
import { noCollation } from './collations';
import { dropExtensionError } from './extensions';
import { missingStatistics } from './named-objects';
import { dropTypeError } from './named-types';
import { missingPublication } from './publications';
import { depended, raise } from './raise';
import { wrongKind } from './relation-kinds';
import { dropRoutineError } from './routines';
import { missingTable } from './absent';
import { dropTriggerError } from './triggers';
import { knowsAll } from './types';

/** DROP of what is not there, is something else, or is needed by what stays. */
export function dropError(
  action: Extract<Action, { kind: 'drop' }>,
  catalog: Catalog,
  alongside: readonly Action[],
): PredictedError | null {
  const { name } = action.name;
  if (isNamedBefore(action, alongside)) return null;

  switch (action.object) {
    case 'table':
    case 'view':
    case 'matview':
    case 'foreign-table':
    case 'sequence': {
      const relation = catalog.find(action.name);
      if (relation === undefined && catalog.findIndex(action.name) !== undefined)
        return raise('42809', `"${name}" is not a ${action.object}`);
      if (relation === undefined)
        return catalog.lacks(action.name) && !action.ifExists
          ? raise('42P01', `${action.object} "${name}" does not exist`)
          : null;
      // All names are looked up before the first is dropped.
      const ahead = alongside[0] === action ? alongside : [];
      const absent = ahead.find((each) => each.kind === 'drop' && !each.ifExists && catalog.lacks(each.name));
      if (absent?.kind === 'drop')
        return raise('42P01', `${absent.object} "${absent.name.name}" does not exist`);
      // The sequence of an identity column never goes without it.
      const inside = [...relation.usedBy].some((owner) => identityOf(owner, relation).length > 0);
      if (relation.kind === 'sequence' && inside && action.object === 'sequence')
        return depended(`sequence ${name}`);
      return wrongKind(relation, action.object) ?? held(action, catalog, alongside);
    }
    case 'index': {
      const found = catalog.findIndex(action.name);
      if (found === undefined && catalog.find(action.name)?.known === true)
        return raise('42809', `"${name}" is not an index`);
      if (found === undefined)
        return catalog.complete && !action.ifExists ? raise('42704', `index "${name}" does not exist`) : null;
      if (found.index.attachedTo !== undefined)
        return raise(
          '2BP01',
          `cannot drop index ${name} because index ${found.index.attachedTo.name} requires it`,
        );
      if (action.concurrently && found.table.kind === 'partitioned')
        return raise('0A000', `cannot drop partitioned index "${name}" concurrently`);
      return found.table.constraints.has(name)
        ? raise(
            '2BP01',
            `cannot drop index ${name} because constraint ${name} on table ${found.table.name} requires it`,
          )
        : held(action, catalog, alongside);
    }
    case 'type':
    case 'domain': {
      const wrong = dropTypeError(action, catalog);
      if (wrong !== null) return wrong;
      const relation = catalog.findType(action.name) === undefined ? catalog.find(action.name) : undefined;
      return relation?.known === true
        ? raise('2BP01', `cannot drop type ${name} because table ${name} requires it`)
        : held(action, catalog, alongside);
    }
    case 'function':
      return dropRoutineError(action, catalog) ?? held(action, catalog, alongside);
    case 'extension':
      return knowsAll(catalog) && !action.ifExists && name !== 'plpgsql' && !catalog.extensions.has(name)
        ? raise('42704', `extension "${name}" does not exist`)
        : dropExtensionError(action, catalog);
    case 'schema': {
      if (catalog.complete && !action.ifExists && !catalog.hasSchema(name))
        return raise('3F000', `schema "${name}" does not exist`);
      const mayStand = [...catalog.relations.values()].filter(({ known }) => known || !catalog.complete);
      const full = [...mayStand, ...catalog.types.values()].some(({ schema }) => schema === name);
      return full && !action.cascade ? depended(`schema ${name}`) : null;
    }
    case 'publication':
      return action.ifExists ? null : missingPublication(name, catalog);
    case 'collation':
      return action.ifExists ? null : noCollation(action.name, catalog);
    case 'statistics':
      return action.ifExists ? null : missingStatistics(action.name, catalog);
    case 'policy':
    case 'rule':
    case 'trigger': {
      const table = action.onTable === undefined ? undefined : catalog.find(action.onTable);
      if (action.onTable !== undefined && table === undefined)
        return action.ifExists ? null : missingTable(action.onTable, catalog);
      if (action.object === 'rule' && name === '_RETURN' && table?.kind === 'view')
        return depended(`rule _RETURN on view ${table.name}`);
      const inherited =
        action.object === 'trigger' && table !== undefined ? dropTriggerError(table, name) : null;
      if (inherited !== null) return inherited;
      const missing =
        catalog.complete &&
        table !== undefined &&
        !table.hooks.some((hook) => hook.kind === action.object && hook.name === name);
      return missing && !action.ifExists
        ? raise('42704', `${action.object} "${name}" for table "${table.name}" does not exist`)
        : null;
    }
    default:
      return null;
  }
}

/** All names are looked up before the first is dropped, and what is named twice goes once. */
function isNamedBefore(action: Extract<Action, { kind: 'drop' }>, alongside: readonly Action[]): boolean {
  const { object, name, signature } = action;
  return alongside
    .slice(0, Math.max(0, alongside.indexOf(action)))
    .some(
      (each) =>
        each.kind === 'drop' &&
        each.object === object &&
        each.signature === signature &&
        each.name.name === name.name &&
        (each.name.schema ?? name.schema) === (name.schema ?? each.name.schema),
    );
}

/** SQLSTATE 2BP01, where something rests on what the statement drops and is not dropped with it. */
function held(
  action: Extract<Action, { kind: 'drop' }>,
  catalog: Catalog,
  alongside: readonly Action[],
): PredictedError | null {
  const all = alongside.includes(action) ? alongside : [action];
  const roots = all.flatMap((each) => droppedBy(each, catalog));
  return action.cascade
    ? null
    : heldError(
        fallOf(roots, false, catalog),
        `${action.object === 'domain' ? 'type' : action.object} ${action.name.name}`,
      );
}
