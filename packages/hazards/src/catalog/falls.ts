import type { Catalog } from './catalog';
import type { Column, Constraint, Hook, Index, NamedType, Relation, Routine } from './model';
import { qualified } from './model';
import { sequencesIn } from '../sql/read/calls';
import { castsIn } from '../sql/read/casts';
import type { SqlType } from '../sql/types';
import { isPlainType } from '../sql/types';
import { partitionedAbove } from './key-trees';
import type { Published } from './publications';
import { speaksOf } from './publications';
import { routinesOnColumn, routinesOnRelation, routinesOnRoutine, routinesOnType } from './routine-uses';
import { isOf, stands } from './uses';

/** Something that can be dropped, or that falls because something else is dropped. */
export type Thing =
  | { readonly kind: 'relation'; readonly it: Relation }
  | { readonly kind: 'column'; readonly it: Column; readonly of: Relation }
  | { readonly kind: 'default'; readonly it: object; readonly column: Column; readonly of: Relation }
  | { readonly kind: 'constraint'; readonly it: Constraint; readonly of: Relation }
  | { readonly kind: 'index'; readonly it: Index; readonly of: Relation }
  | { readonly kind: 'hook'; readonly it: Hook; readonly of: Relation }
  | { readonly kind: 'type'; readonly it: NamedType }
  | { readonly kind: 'routine'; readonly it: Routine }
  | { readonly kind: 'published'; readonly it: Published; readonly from: string };

/** What goes when something is dropped. */
export interface Fall {
  /** The things that are dropped, and with CASCADE those that fall with them. */
  readonly things: readonly Thing[];
  /** What stands in the way of a DROP without CASCADE. */
  readonly held: Thing | null;
}

/** Follows pg_depend: what belongs to a thing goes with it, what rests on it forbids the drop or, with CASCADE, falls too. */
export function fallOf(roots: readonly Thing[], cascade: boolean, catalog: Catalog): Fall {
  const falling = new Map<object, Thing>();
  const resting: Thing[] = [];
  const add = (thing: Thing): void => {
    if (!falling.has(thing.it)) falling.set(thing.it, thing);
  };
  for (const root of roots) add(root);
  // A map that grows is walked to its new end.
  for (const thing of falling.values()) {
    for (const part of partsOf(thing, catalog)) add(part);
    for (const rest of restingOn(thing, catalog)) {
      if (cascade) add(rest);
      else resting.push(rest);
    }
  }
  return {
    things: [...falling.values()],
    held: resting.find(({ it }) => !falling.has(it)) ?? null,
  };
}

/** What has no life of its own. */
function partsOf(thing: Thing, catalog: Catalog): readonly Thing[] {
  switch (thing.kind) {
    case 'relation': {
      const { it } = thing;
      const partitions = it.kind === 'partitioned' ? [...it.children] : [];
      const type = it.kind === 'composite' ? catalog.types.get(qualified(it)) : undefined;
      return [
        ...[...partitions, ...it.sequences.keys()].map(toThing),
        ...(type === undefined ? [] : [{ kind: 'type' as const, it: type }]),
        ...[...it.constraints.values()].map((each) => ({ kind: 'constraint' as const, it: each, of: it })),
        ...[...it.columns.values()].map((each) => ({ kind: 'column' as const, it: each, of: it })),
        ...it.hooks.map((each) => ({ kind: 'hook' as const, it: each, of: it })),
      ];
    }
    case 'column': {
      const { it, of } = thing;
      const mine = ({ columns }: { readonly columns: readonly string[] }): boolean =>
        columns.includes(it.name);
      const owned = [...of.sequences]
        .filter(([, column]) => column === it.name)
        .map(([sequence]) => sequence);
      return [
        ...owned.map(toThing),
        ...[...of.constraints.values()]
          .filter((each) => mine(each) || mine(of.indexes.get(each.name) ?? { columns: [] }))
          .map((each) => ({ kind: 'constraint' as const, it: each, of })),
        ...[...of.indexes.values()].filter(mine).map((each) => ({ kind: 'index' as const, it: each, of })),
        ...of.hooks
          .filter((each) => each.kind === 'statistics' && mine(each))
          .map((each) => ({ kind: 'hook' as const, it: each, of })),
        ...(it.defaultExpression === undefined && it.serial === undefined ? [] : [defaultOf(it, of)]),
        ...[...of.columns.values()]
          .filter(({ generatedFrom }) => generatedFrom.includes(it.name))
          .map((each) => ({ kind: 'column' as const, it: each, of })),
      ];
    }
    case 'constraint': {
      const index =
        thing.it.kind === 'check' || thing.it.kind === 'foreign'
          ? undefined
          : thing.of.indexes.get(thing.it.name);
      return index === undefined ? [] : [{ kind: 'index', it: index, of: thing.of }];
    }
    case 'index':
      return [...thing.of.children].flatMap((of) =>
        [...of.indexes.values()]
          .filter(({ attachedTo }) => attachedTo === thing.it)
          .map((it) => ({ kind: 'index' as const, it, of })),
      );
    case 'type': {
      const relation =
        thing.it.kind === 'composite' ? catalog.relations.peek(qualified(thing.it)) : undefined;
      return relation === undefined ? [] : [toThing(relation)];
    }
    default:
      return [];
  }
}

/** What rests on a thing and is not a part of it. */
function restingOn(thing: Thing, catalog: Catalog): readonly Thing[] {
  switch (thing.kind) {
    case 'relation':
      return restingOnRelation(thing.it, catalog);
    case 'column':
      return restingOnColumn(thing.it, thing.of, catalog);
    case 'index':
      return restingOnIndex(thing.it, thing.of, catalog);
    case 'type':
      return restingOnType(thing.it, catalog);
    case 'routine':
      return thing.it.signatures.length === 1 ? restingOnRoutine(thing.it, catalog) : [];
    default:
      return [];
  }
}

const users = (of: { readonly usedBy: Set<Relation> }, catalog: Catalog): readonly Relation[] =>
  [...of.usedBy].filter((each) => stands(catalog, each));

function restingOnRelation(relation: Relation, catalog: Catalog): readonly Thing[] {
  const children = relation.kind === 'partitioned' ? [] : [...relation.children];
  return [
    ...routinesOnRelation(relation, catalog).map(asRoutine),
    ...children.map(toThing),
    // A key that refers to a partitioned table refers to each of its partitions.
    ...partitionedAbove(relation).flatMap((above) =>
      users(above, catalog).flatMap((user) => foreignKeys(user, above)),
    ),
    ...users(relation, catalog).flatMap((user): readonly Thing[] => [
      ...(user.reads.has(relation) ? [toThing(user)] : []),
      ...foreignKeys(user, relation),
      ...user.hooks
        .filter(({ reads }) => reads.has(relation))
        .map((each) => ({ kind: 'hook' as const, it: each, of: user })),
      ...columnsWith(user, (type) => isRowOf(catalog, type, relation)),
      ...[...user.columns.values()]
        .filter((column) => column.serial === relation || draws(column, relation, catalog))
        .map((column) => defaultOf(column, user)),
      ...identityOf(user, relation),
    ]),
  ];
}

/** The identity column that a sequence is the inside of. */
export const identityOf = (owner: Relation, sequence: Relation): readonly Thing[] => {
  const column = owner.columns.get(owner.sequences.get(sequence) ?? '');
  const inside = column?.draws === undefined || column.draws === sequence;
  return column?.identity === true && inside ? [{ kind: 'column', it: column, of: owner }] : [];
};

function restingOnColumn(column: Column, of: Relation, catalog: Catalog): readonly Thing[] {
  const reads = (all: ReadonlyMap<Relation, ReadonlySet<string> | null>): boolean => {
    const columns = all.get(of);
    return columns === null || columns?.has(column.name) === true;
  };
  return [
    ...routinesOnColumn(of, column.name, catalog).map(asRoutine),
    ...speaksOf(of, column.name, catalog).map(({ name, entry }) => ({
      kind: 'published' as const,
      it: entry,
      from: name,
    })),
    ...of.hooks
      .filter(({ kind, columns }) => kind !== 'statistics' && columns.includes(column.name))
      .map((each) => ({ kind: 'hook' as const, it: each, of })),
    ...users(of, catalog).flatMap((user): readonly Thing[] => [
      ...(reads(user.reads) ? [toThing(user)] : []),
      ...foreignKeys(user, of).filter(({ it }) => referred(it, of).includes(column.name)),
      ...user.hooks
        .filter((hook) => reads(hook.reads))
        .map((each) => ({ kind: 'hook' as const, it: each, of: user })),
    ]),
  ];
}

/** A foreign key rests on the first unique index of its columns; a view that groups by the primary key rests on that. */
function restingOnIndex(index: Index, of: Relation, catalog: Catalog): readonly Thing[] {
  if (!index.unique) return [];
  const primary = of.constraints.get(index.name)?.kind === 'primary';
  return users(of, catalog).flatMap((user): readonly Thing[] => [
    ...foreignKeys(user, of).filter(({ it }) => restsOn(it, of) === index),
    ...(primary && user.groupedBy.has(of) ? [toThing(user)] : []),
  ]);
}

/** The unique index that a foreign key was made for. */
function restsOn(key: Constraint, parent: Relation): Index | undefined {
  const wanted = [...referred(key, parent)].sort().join();
  return [...parent.indexes.values()].find(
    ({ unique, partial, computed, keys }) =>
      unique && !partial && computed.length === 0 && [...keys].sort().join() === wanted,
  );
}

function restingOnType(type: NamedType, catalog: Catalog): readonly Thing[] {
  const standing = [...type.users].filter((each) => stands(catalog, each));
  return [
    ...routinesOnType(type, catalog).map(asRoutine),
    ...[...type.domains]
      .filter((each) => catalog.types.get(qualified(each)) === each)
      .map((each) => ({ kind: 'type' as const, it: each })),
    ...standing.flatMap((user): readonly Thing[] => [
      ...(user.ofType === type || user.casts.has(type) ? [toThing(user)] : []),
      ...columnsWith(user, (each) => isOf(catalog, each, type)),
      ...[...user.columns.values()]
        .filter(
          ({ defaultExpression }) =>
            defaultExpression !== undefined &&
            castsIn(defaultExpression).some((each) => isOf(catalog, each, type)),
        )
        .map((column) => defaultOf(column, user)),
    ]),
  ];
}

function restingOnRoutine(routine: Routine, catalog: Catalog): readonly Thing[] {
  const calls = (one: { readonly calls?: readonly Routine[] | undefined }): boolean =>
    one.calls?.includes(routine) === true;
  const users = [...routine.users].filter((each) => stands(catalog, each));
  return [
    ...routinesOnRoutine(routine, catalog).map(asRoutine),
    ...users.flatMap((of): readonly Thing[] => [
      ...(of.calls.has(routine) ? [toThing(of)] : []),
      ...[...of.constraints.values()].filter(calls).map((it) => ({ kind: 'constraint' as const, it, of })),
      ...[...of.indexes.values()].filter(calls).map((it) => ({ kind: 'index' as const, it, of })),
      ...of.hooks.filter(calls).map((it) => ({ kind: 'hook' as const, it, of })),
      ...[...of.columns.values()]
        .filter(calls)
        .map((it) => (it.generated ? { kind: 'column' as const, it, of } : defaultOf(it, of))),
    ]),
  ];
}

const asRoutine = (it: Routine): Thing => ({ kind: 'routine', it });

export const toThing = (it: Relation): Thing => ({ kind: 'relation', it });

// A default has no object of its own where a serial column made it.
const implicitDefaults = new WeakMap<Column, object>();

function defaultOf(column: Column, of: Relation): Thing {
  const implicit = implicitDefaults.get(column) ?? {};
  implicitDefaults.set(column, implicit);
  return { kind: 'default', it: column.defaultExpression ?? implicit, column, of };
}

const foreignKeys = (user: Relation, parent: Relation) =>
  [...user.constraints.values()]
    .filter((each) => each.kind === 'foreign' && each.parent === parent)
    .map((it) => ({ kind: 'constraint' as const, it, of: user }));

function referred(key: Constraint, parent: Relation): readonly string[] {
  if (key.parentColumns.length > 0) return key.parentColumns;
  return [...parent.constraints.values()].find(({ kind }) => kind === 'primary')?.columns ?? [];
}

/** A table that stores rows of another one, or of a composite type, in a column, at any depth. */
export function storesRowsOf(
  relation: Relation,
  catalog: Catalog,
  seen = new Set<Relation>(),
): Relation | null {
  if (seen.has(relation)) return null;
  seen.add(relation);
  const type = relation.kind === 'composite' ? catalog.types.get(qualified(relation)) : undefined;
  const suits = (each: SqlType): boolean =>
    type === undefined ? isRowOf(catalog, each, relation) : isOf(catalog, each, type);
  for (const user of new Set([...relation.usedBy, ...(type?.users ?? [])])) {
    if (!stands(catalog, user) || columnsWith(user, suits).length === 0) continue;
    if (['table', 'matview', 'partitioned'].includes(user.kind)) return user;
    const further = storesRowsOf(user, catalog, seen);
    if (further !== null) return further;
  }
  return null;
}

const columnsWith = (of: Relation, suits: (type: SqlType) => boolean): readonly Thing[] =>
  [...of.columns.values()]
    .filter(({ type }) => type !== null && suits(type))
    .map((it) => ({ kind: 'column', it, of }));

const isRowOf = (catalog: Catalog, type: SqlType, relation: Relation): boolean =>
  type.name === relation.name &&
  !isPlainType(type) &&
  catalog.findType(type) === undefined &&
  catalog.find(type) === relation;

const draws = ({ defaultExpression }: Column, sequence: Relation, catalog: Catalog): boolean =>
  sequence.kind === 'sequence' &&
  defaultExpression !== undefined &&
  sequencesIn(defaultExpression).some((name) => catalog.find(name) === sequence);
