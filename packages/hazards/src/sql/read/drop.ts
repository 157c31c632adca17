import type { DropStmt, Node, RenameStmt } from 'libpg-query';
import type { Action, ObjectKind } from '../actions';
import { nameOf, objectName, rangeName, textsOf } from '../nodes';
import type { Name } from '../names';
import { signatureOf } from './objects';

const objects: Readonly<Record<string, ObjectKind>> = {
  OBJECT_TABLE: 'table',
  OBJECT_VIEW: 'view',
  OBJECT_MATVIEW: 'matview',
  OBJECT_FOREIGN_TABLE: 'foreign-table',
  OBJECT_SEQUENCE: 'sequence',
  OBJECT_INDEX: 'index',
  OBJECT_TYPE: 'type',
  OBJECT_DOMAIN: 'domain',
  OBJECT_SCHEMA: 'schema',
  OBJECT_DATABASE: 'database',
  OBJECT_EXTENSION: 'extension',
  OBJECT_FUNCTION: 'function',
  OBJECT_PROCEDURE: 'function',
  OBJECT_ROUTINE: 'function',
  OBJECT_AGGREGATE: 'function',
  OBJECT_TRIGGER: 'trigger',
  OBJECT_POLICY: 'policy',
  OBJECT_RULE: 'rule',
  OBJECT_TABCONSTRAINT: 'constraint',
  OBJECT_DOMCONSTRAINT: 'constraint',
  OBJECT_COLUMN: 'column',
  OBJECT_ATTRIBUTE: 'attribute',
  OBJECT_ROLE: 'role',
  OBJECT_STATISTIC_EXT: 'statistics',
  OBJECT_COLLATION: 'collation',
  OBJECT_PUBLICATION: 'publication',
};

export const objectKind = (type: string | undefined): ObjectKind => objects[type ?? ''] ?? 'other';

/** Reads DROP of anything into one action per object. Triggers, policies and rules are named after their table. */
export function readDrop(node: DropStmt): readonly Action[] {
  const object = objectKind(node.removeType);
  const options = {
    cascade: node.behavior === 'DROP_CASCADE',
    ifExists: node.missing_ok === true,
    concurrently: node.concurrent === true,
  };
  return (node.objects ?? []).map((each): Action => {
    if (object === 'trigger' || object === 'policy' || object === 'rule') {
      const { table, name } = partOfTable(each);
      return { kind: 'drop', object, name: { name }, onTable: table, ...options };
    }
    const which = object === 'function' ? signatureOf(each) : {};
    return { kind: 'drop', object, name: objectName(each), ...options, ...which };
  });
}

function partOfTable(node: Node): { readonly table: Name; readonly name: string } {
  const items = 'List' in node ? (node.List.items ?? []) : [];
  return { table: nameOf(items.slice(0, -1)), name: textsOf(items).at(-1) ?? '' };
}

export function readRename(node: RenameStmt): Action {
  const object = objectKind(node.renameType);
  const to = node.newname ?? '';
  if (node.renameType === 'OBJECT_DOMCONSTRAINT') {
    const type = node.object ? objectName(node.object) : { name: '' };
    return { kind: 'alter-domain', type, change: 'rename', notValid: false, name: node.subname ?? '', to };
  }
  const own: Name = node.relation
    ? rangeName(node.relation)
    : node.object
      ? objectName(node.object)
      : { name: node.subname ?? '' };
  if (node.renameType === 'OBJECT_ATTRIBUTE')
    return {
      kind: 'alter-attribute',
      type: own,
      change: 'rename',
      cascade: node.behavior === 'DROP_CASCADE',
      attribute: node.subname ?? '',
      to,
    };
  const part = node.relation !== undefined && node.subname ? { part: node.subname } : {};
  const only = node.relation !== undefined && node.relation.inh !== true ? { only: true } : {};
  const ifExists = node.missing_ok === true;
  const which = object === 'function' && node.object !== undefined ? signatureOf(node.object) : {};
  return { kind: 'rename', object, name: own, ...part, to, ...only, ifExists, ...which };
}
