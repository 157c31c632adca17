import type { Name } from '../sql/names';
import type { SqlType } from '../sql/types';
import { isPlainType } from '../sql/types';
import type { Source } from '../sql/read/sources';
import type { Catalog } from './catalog';
import type { NamedType, Relation, Routine } from './model';
import { qualified } from './model';

/**
 * Who uses what. Every thing that may be used keeps the relations that use it, or once did: they are asked again when somebody wants to
 * know, so that nothing has to be taken out when a use ends, and nobody has to look through the whole catalog.
 */
export function refer(child: Relation, parent: Relation): void {
  child.refersTo.add(parent);
  parent.usedBy.add(child);
}

/** A column of the relation has the type: one of its own, or the row of a table. */
export function noteType(catalog: Catalog, relation: Relation, type: SqlType): void {
  if (isPlainType(type)) return;
  const found = catalog.findType(type);
  if (found === undefined) catalog.find(type)?.usedBy.add(relation);
  else found.users.add(relation);
}

/** The functions behind the names, so far as they were declared. */
export function routinesOf(
  catalog: Catalog,
  relation: Relation,
  names: readonly Name[] = [],
): readonly Routine[] {
  const found = names.flatMap((name) => catalog.findFunction(name) ?? []);
  for (const each of found) each.users.add(relation);
  return found;
}

/** The relations behind what an expression reads. */
export function readsOf(
  catalog: Catalog,
  relation: Relation,
  sources: readonly Source[] = [],
): ReadonlyMap<Relation, ReadonlySet<string> | null> {
  return new Map(
    sources.flatMap(({ table, columns }) => {
      const found = catalog.find(table);
      found?.usedBy.add(relation);
      return found === undefined ? [] : [[found, columns === null ? null : new Set(columns)]];
    }),
  );
}

/** Whether the relation is still there. */
export const stands = (catalog: Catalog, relation: Relation): boolean =>
  catalog.relations.peek(qualified(relation)) === relation;

/** Gives a type another name: the columns of it follow. */
export function renameType(
  catalog: Catalog,
  type: NamedType,
  to: { readonly schema?: string; readonly name?: string },
): void {
  const columns = [...type.users].flatMap((relation) =>
    [...relation.columns.values()].filter(
      (column) => column.type !== null && isOf(catalog, column.type, type),
    ),
  );
  // What is of the type is told by its old name.
  const signed = [...catalog.routineUses].map(([routine, uses]) => {
    const marked = [...uses].map(
      ([signature, each]) => [signature, each, each.types.map((one) => isOf(catalog, one, type))] as const,
    );
    const under = ({ schema, name }: NamedType) =>
      marked.map(
        ([signature, each, own]) =>
          [
            signature,
            {
              ...each,
              types: each.types.map((one, at) => (own[at] === true ? { ...one, schema, name } : one)),
            },
          ] as const,
      );
    return [routine, under] as const;
  });
  catalog.touchType(type);
  for (const relation of type.users) catalog.relations.touch(relation);
  catalog.types.delete(qualified(type));
  type.schema = to.schema ?? type.schema;
  type.name = to.name ?? type.name;
  catalog.types.set(qualified(type), type);
  for (const [routine, uses] of signed) catalog.routineUses.set(routine, new Map(uses(type)));
  for (const column of columns)
    if (column.type !== null) column.type = { ...column.type, schema: type.schema, name: type.name };
}

/** Whether a type as written is that one, or an array of it. */
export const isOf = (catalog: Catalog, type: SqlType, wanted: NamedType): boolean =>
  type.name === wanted.name && !isPlainType(type) && catalog.findType(type) === wanted;
