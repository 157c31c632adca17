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

/** The sequence belongs to a column: it goes where that one goes. */
export function own(sequence: Relation, owner: Relation, column: string): void {
  owner.sequences.set(sequence, column);
  sequence.usedBy.add(owner);
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
  if (catalog.functions.size === 0) return [];
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

/** Whether a type as written is that one, or an array of it. */
export const isOf = (catalog: Catalog, type: SqlType, wanted: NamedType): boolean =>
  type.name === wanted.name && !isPlainType(type) && catalog.findType(type) === wanted;
