import type { Catalog } from './catalog';
import type { Index, Relation } from './model';
import { renamePublished } from './publications';
import { renameInRoutines } from './routine-uses';
import { UNKNOWN } from './typing/settled';
import { renamedIn } from './typing/renamed';

const inPlace = (map: Map<string, unknown>, entries: readonly (readonly [string, unknown])[]): void => {
  map.clear();
  for (const [key, value] of entries) map.set(key, value);
};

/** Gives a column another name, and everything that speaks of it: keys, indexes, triggers, views, sequences, foreign keys of others. */
export function renameColumn(catalog: Catalog, relation: Relation, from: string, to: string): void {
  relation.output = relation.output?.map((each) => (each.name === from ? { ...each, name: to } : each));
  for (const user of relation.usedBy) {
    if (user.output?.some((each) => each.from === from) !== true) continue;
    catalog.relations.touch(user);
    user.output = user.output.map((each) => (each.from === from ? { ...each, from: to } : each));
  }
  const column = relation.columns.get(from);
  if (column === undefined) return;
  const swap = (names: readonly string[]): readonly string[] =>
    names.includes(from) ? names.map((each) => (each === from ? to : each)) : names;
  renameInRoutines(relation, from, to, catalog);
  renamePublished(relation, from, to, catalog);
  column.name = to;
  // The order of the columns is what SELECT * and INSERT go by.
  inPlace(
    relation.columns,
    [...relation.columns].map(([key, each]) => [key === from ? to : key, each]),
  );
  for (const each of relation.columns.values())
    Object.assign(each, { generatedFrom: swap(each.generatedFrom) });
  for (const each of relation.constraints.values()) {
    const referred = each.parent === relation ? { parentColumns: swap(each.parentColumns) } : {};
    // What is compared under the old name proves nothing.
    if (each.columns.includes(from)) {
      each.tests = undefined;
      each.expression = renamedIn(each.expression, from, to);
    }
    Object.assign(each, {
      columns: swap(each.columns),
      provesNotNull: swap(each.provesNotNull),
      ...referred,
    });
  }
  for (const each of relation.indexes.values()) renameInIndex(each, from, to, swap);
  for (const each of relation.hooks) Object.assign(each, { columns: swap(each.columns) });
  Object.assign(relation, { partitionKey: swap(relation.partitionKey) });
  for (const [sequence, owner] of relation.sequences)
    if (owner === from) relation.sequences.set(sequence, to);
  for (const user of relation.usedBy) renameInUser(catalog, user, relation, swap);
}

function renameInIndex(
  index: Index,
  from: string,
  to: string,
  swap: (names: readonly string[]) => readonly string[],
): void {
  if (!index.columns.includes(from)) return;
  const { columns, keys, computed } = index;
  index.parts = index.parts?.map((part) => ({
    ...part,
    ...(part.column === from ? { column: to } : {}),
    ...(part.expression === undefined ? {} : { expression: renamedIn(part.expression, from, to) ?? UNKNOWN }),
  }));
  index.predicate = renamedIn(index.predicate, from, to);
  Object.assign(index, { columns: swap(columns), keys: swap(keys), computed: swap(computed) });
  Reflect.deleteProperty(index, 'shape');
}

function renameInUser(
  catalog: Catalog,
  user: Relation,
  relation: Relation,
  swap: (names: readonly string[]) => readonly string[],
): void {
  catalog.relations.touch(user);
  for (const each of user === relation ? [] : user.constraints.values())
    if (each.parent === relation) Object.assign(each, { parentColumns: swap(each.parentColumns) });
  const read = user.reads.get(relation);
  if (read) user.reads.set(relation, new Set(swap([...read])));
  for (const hook of user.hooks) {
    const columns = hook.reads.get(relation);
    if (columns)
      Object.assign(hook, { reads: new Map([...hook.reads, [relation, new Set(swap([...columns]))]]) });
  }
}
