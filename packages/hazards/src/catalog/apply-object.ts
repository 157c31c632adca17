import { dropIndexTree } from './partition-indexes';
import type { Action } from '../sql/actions';
import type { Name } from '../sql/names';
import type { Catalog } from './catalog';
import { familyOf } from './family';
import type { Hook, Relation } from './model';
import { qualified } from './model';
import { objectKey } from './object-key';
import { moveSchema } from './publications';
import { renameColumn } from './rename-column';
import { forgetRoutineUses, knownSignature } from './routine-uses';
import { renameType } from './rename-type';

const relationObjects = ['table', 'view', 'matview', 'foreign-table', 'sequence'];

export function applyDrop(catalog: Catalog, action: Extract<Action, { kind: 'drop' }>): void {
  if (relationObjects.includes(action.object)) {
    const relation = catalog.find(action.name);
    if (relation === undefined)
      catalog.relations.leave(qualified({ ...action.name, schema: catalog.creationSchema(action.name) }));
    else
      for (const each of relation.kind === 'partitioned' ? familyOf(relation) : [relation])
        dropRelation(catalog, each);
  } else if (action.object === 'index') {
    const found = catalog.findIndex(action.name);
    if (found !== undefined) dropIndexTree(found.table, found.index);
  } else if (action.object === 'type' || action.object === 'domain') {
    catalog.loseType(action.name);
    const type = catalog.findType(action.name);
    if (type !== undefined) catalog.types.delete(qualified(type));
    // Its attributes stand beside it, as PostgreSQL keeps them.
    const attributes = type?.kind === 'composite' ? catalog.relations.get(qualified(type)) : undefined;
    if (attributes !== undefined) dropRelation(catalog, attributes);
  } else if (action.object === 'function') {
    dropRoutine(catalog, action);
  } else {
    catalog.made.delete(`${action.object}:${objectKey(action)}`);
    if (action.onTable !== undefined) dropHook(catalog.resolve(action.onTable), action);
    if (action.object === 'statistics') dropStatistics(catalog, action.name.name);
    if (action.object === 'schema') dropSchema(catalog, action.name.name);
    if (action.object === 'collation') catalog.collations.delete(action.name.name);
    if (action.object === 'extension') catalog.extensions.delete(action.name.name);
    if (action.object === 'publication') catalog.publications.delete(action.name.name);
  }
}

// The others of the name stay.
function dropRoutine(catalog: Catalog, action: Extract<Action, { kind: 'drop' }>): void {
  catalog.made.delete(`function:${objectKey(action)}`);
  const routine = catalog.findFunction(action.name);
  if (routine === undefined) return;
  const signature =
    action.signature === undefined ? undefined : knownSignature(routine, action.signature, catalog);
  if (action.signature !== undefined && signature === undefined) return;
  forgetRoutineUses(catalog, routine, signature);
  const left = signature === undefined ? [] : routine.signatures.filter((each) => each !== signature);
  if (left.length === 0) catalog.functions.delete(qualified(routine));
  else Object.assign(routine, { signatures: left });
}

function dropHook(relation: Relation, action: Extract<Action, { kind: 'drop' }>): void {
  const at = relation.hooks.findIndex(
    ({ kind, name }) => kind === action.object && name === action.name.name,
  );
  if (at >= 0) relation.hooks.splice(at, 1);
}

export function dropRelation(catalog: Catalog, relation: Relation): void {
  catalog.relations.delete(qualified(relation));
  for (const sequence of relation.sequences.keys()) catalog.relations.delete(qualified(sequence));
  for (const parent of relation.parents) {
    parent.children.delete(relation);
    if (parent.defaultPartition === qualified(relation)) parent.defaultPartition = null;
  }
  for (const key of catalog.made.keys()) if (key.includes(`:${relation.name}.`)) catalog.made.delete(key);
}

function dropStatistics(catalog: Catalog, name: string): void {
  for (const each of catalog.relations.values()) {
    const at = each.hooks.findIndex((hook) => hook.kind === 'statistics' && hook.name === name);
    if (at < 0) continue;
    catalog.relations.touch(each);
    each.hooks.splice(at, 1);
  }
}

function dropSchema(catalog: Catalog, schema: string): void {
  for (const map of [catalog.relations, catalog.types])
    for (const [key, entry] of map) if (entry.schema === schema) map.delete(key);
  for (const [key, entry] of catalog.functions) if (entry.schema === schema) catalog.functions.delete(key);
  moveSchema(schema, undefined, catalog);
  catalog.dropSchema(schema);
}

export function applyRename(catalog: Catalog, action: Extract<Action, { kind: 'rename' }>): void {
  const { part, to } = action;
  if (action.object === 'column' && part !== undefined) {
    for (const each of familyOf(catalog.resolve(action.name))) renameColumn(catalog, each, part, to);
  } else if (action.object === 'constraint' && part !== undefined) {
    const table = catalog.resolve(action.name);
    for (const each of familyOf(table, action.only === true)) {
      const own = each.constraints.get(part);
      // Those of keys have a name of their own on every partition.
      const handedOn = own?.inherited === true && (own.kind === 'check' || own.kind === 'not-null');
      if (each !== table && !handedOn) continue;
      catalog.relations.touch(each);
      renameKey(each.constraints, part, to);
      if (each === table) renameKey(each.indexes, part, to);
    }
  } else if (action.object === 'index') {
    const found = catalog.findIndex(action.name);
    if (found) renameKey(found.table.indexes, found.index.name, to);
  } else if (action.object === 'type' || action.object === 'domain') {
    catalog.loseType(action.name);
    const type = catalog.findType(action.name);
    if (type === undefined) return;
    renameType(catalog, type, { name: to });
  } else if (action.object === 'enum-value' && part !== undefined) {
    renameLabel(catalog, action.name, part, to);
  } else if (action.object === 'function') {
    moveRoutine(catalog, action.name, { name: to });
  } else if (isHook(action.object) && part !== undefined) {
    renameHook(catalog.resolve(action.name), action.object, part, to);
  } else if (action.object === 'statistics') {
    const { name } = action.name;
    for (const each of catalog.relations.values()) {
      if (!each.hooks.some((hook) => hook.kind === 'statistics' && hook.name === name)) continue;
      catalog.relations.touch(each);
      renameHook(each, 'statistics', name, to);
    }
  } else if (action.object === 'publication') {
    const publication = catalog.publications.get(action.name.name);
    if (publication === undefined) return;
    catalog.publications.delete(action.name.name);
    catalog.publications.set(to, publication);
  } else if (action.object === 'schema') {
    renameSchema(catalog, action.name.name, to);
  } else if (relationObjects.includes(action.object)) {
    moveTo(catalog, catalog.resolve(action.name), { name: to });
  }
}

function renameLabel(catalog: Catalog, name: Name, from: string, to: string): void {
  const type = catalog.findType(name);
  if (type?.labels !== undefined) type.labels = type.labels.map((each) => (each === from ? to : each));
}

function moveRoutine(
  catalog: Catalog,
  name: Name,
  to: { readonly schema?: string; readonly name?: string },
): void {
  const routine = catalog.findFunction(name);
  if (routine === undefined) return;
  catalog.functions.delete(qualified(routine));
  Object.assign(routine, to);
  catalog.functions.set(qualified(routine), routine);
}

function renameSchema(catalog: Catalog, from: string, to: string): void {
  const inside = <T extends { readonly schema: string }>(all: Iterable<T>): readonly T[] =>
    [...all].filter(({ schema }) => schema === from);
  for (const each of inside(catalog.relations.values())) {
    catalog.relations.touch(each);
    moveTo(catalog, each, { schema: to });
  }
  for (const each of inside(catalog.types.values())) renameType(catalog, each, { schema: to });
  for (const each of inside(catalog.functions.values()))
    moveRoutine(catalog, { schema: from, name: each.name }, { schema: to });
  moveSchema(from, to, catalog);
  catalog.dropSchema(from);
  catalog.addSchema(to);
}

const isHook = (object: string): object is 'trigger' | 'policy' | 'rule' =>
  object === 'trigger' || object === 'policy' || object === 'rule';

function renameHook({ hooks }: Relation, of: Hook['kind'], from: string, to: string): void {
  const at = hooks.findIndex(({ kind, name }) => kind === of && name === from);
  const hook = hooks[at];
  if (hook !== undefined) hooks[at] = { ...hook, name: to };
}

function renameKey<T extends { name: string }>(map: Map<string, T>, from: string, to: string): void {
  const found = map.get(from);
  if (found === undefined) return;
  map.delete(from);
  found.name = to;
  map.set(to, found);
}

export function applySetSchema(catalog: Catalog, action: Extract<Action, { kind: 'set-schema' }>): void {
  const relation = relationObjects.includes(action.object) ? catalog.find(action.name) : undefined;
  if (relation !== undefined) {
    for (const sequence of relation.sequences.keys()) moveTo(catalog, sequence, { schema: action.schema });
    return moveTo(catalog, relation, { schema: action.schema });
  }
  if (action.object === 'function') {
    const routine = catalog.findFunction(action.name);
    // Of several of the name it is not known which one goes: they are taken to be in both places.
    if (routine !== undefined && routine.signatures.length > 1)
      catalog.functions.set(`${action.schema}.${routine.name}`, { ...routine, schema: action.schema });
    else moveRoutine(catalog, action.name, { schema: action.schema });
    return;
  }
  const type = catalog.findType(action.name);
  if (type === undefined || (action.object !== 'type' && action.object !== 'domain')) return;
  renameType(catalog, type, { schema: action.schema });
}

function moveTo(
  catalog: Catalog,
  relation: Relation,
  to: { readonly schema?: string; readonly name?: string },
): void {
  catalog.relations.delete(qualified(relation));
  relation.schema = to.schema ?? relation.schema;
  relation.name = to.name ?? relation.name;
  catalog.relations.set(qualified(relation), relation);
}
