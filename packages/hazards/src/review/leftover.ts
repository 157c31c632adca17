import type { Catalog } from '../catalog/catalog';
import { qualified } from '../catalog/model';

/** Everything that a recording made, by a description; the value is the thing itself, so that a later namesake is not taken for it. */
export function madeByRecording(catalog: Catalog): ReadonlyMap<unknown, string> {
  const made = new Map<unknown, string>();
  for (const relation of catalog.relations.values()) {
    if (relation.schema === 'pg_temp') continue;
    if (relation.origin === 'here') {
      made.set(
        relation,
        `${relation.kind === 'partitioned' ? 'table' : relation.kind} ${qualified(relation)}`,
      );
      continue;
    }
    const at = ` of ${qualified(relation)}`;
    for (const column of relation.columns.values())
      if (column.origin === 'here') made.set(column, `column "${column.name}"${at}`);
    for (const each of relation.constraints.values())
      if (each.origin === 'here') made.set(each, `constraint "${each.name}"${at}`);
    for (const index of relation.indexes.values()) {
      if (index.origin === 'here' && !relation.constraints.has(index.name))
        made.set(index, `index "${index.name}"${at}`);
    }
  }
  for (const type of catalog.types.values()) {
    if (type.origin === 'here') made.set(type, `type ${qualified(type)}`);
    else
      for (const value of type.addedValues)
        made.set(`${qualified(type)}:${value}`, `value '${value}' of enum ${qualified(type)}`);
  }
  for (const object of catalog.made.values())
    if (!object.replaced) made.set(object, `${object.object} ${object.name}`);
  return made;
}

/** What `up()` made and `down()` left standing. */
export function leftover(
  before: ReadonlyMap<unknown, string>,
  after: ReadonlyMap<unknown, string>,
): readonly string[] {
  return [...before].flatMap(([thing, description]) => (after.has(thing) ? [description] : []));
}
