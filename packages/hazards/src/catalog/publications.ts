import type { Action, RowEvent } from '../sql/actions';
import type { Catalog } from './catalog';
import { familyOf } from './family';
import type { Relation } from './model';
import { stands } from './uses';

/** What a publication says of one of its tables. */
export interface Published {
  readonly table: Relation;
  /** Left out: all columns. */
  readonly columns?: readonly string[];
  /** The columns that its WHERE looks at. */
  readonly filtered?: readonly string[];
}

/** Never changed in place. */
export interface Publication {
  readonly all: boolean;
  readonly tables: readonly Published[];
  readonly schemas: readonly string[];
  readonly publishes: readonly RowEvent[];
  readonly viaRoot: boolean;
}

type Publish = Extract<Action, { kind: 'publish' }>;

const everything: readonly RowEvent[] = ['insert', 'update', 'delete', 'truncate'];

/** The tables of a publication that still stand. */
export const publishedIn = ({ tables }: Publication, catalog: Catalog): readonly Published[] =>
  tables.filter(({ table }) => stands(catalog, table));

/** The tables that a statement names, with the children that come along. */
export const namedTables = ({ tables }: Publish, catalog: Catalog): readonly Published[] => {
  const found = new Map<Relation, Published>();
  for (const { table: name, only, columns, filter } of tables)
    for (const table of withChildren(catalog.spokenOf(name), only))
      if (!found.has(table))
        found.set(table, {
          table,
          ...(columns === undefined ? {} : { columns }),
          ...(filter === undefined ? {} : { filtered: filter.columns }),
        });
  return [...found.values()];
};

// The partitions are published with the table that they are of.
const withChildren = (table: Relation, only: boolean): readonly Relation[] =>
  familyOf(table, only || table.kind === 'partitioned');

export const schemasNamed = ({ schemas }: Publish, catalog: Catalog): readonly string[] =>
  schemas.map((name) => (name === '' ? catalog.creationSchema({ name }) : name));

/** Follows CREATE PUBLICATION and ALTER PUBLICATION. */
export function applyPublish(catalog: Catalog, action: Publish): void {
  const { name, change, all, publishes, viaRoot } = action;
  const old = catalog.publications.get(name);
  if (change !== 'create' && old === undefined) return;
  const before = old ?? { all, tables: [], schemas: [], publishes: everything, viaRoot: false };
  for (const { table } of action.tables) catalog.resolve(table);
  const named = namedTables(action, catalog);
  const schemas = schemasNamed(action, catalog);
  const isNamed = ({ table }: Published): boolean => named.some((each) => each.table === table);
  const rest = before.tables.filter((each) => !isNamed(each));
  const others = before.schemas.filter((each) => !schemas.includes(each));
  const [tables, within] =
    change === 'options'
      ? [before.tables, before.schemas]
      : change === 'drop'
        ? [rest, others]
        : change === 'set'
          ? [named, schemas]
          : [
              [...rest, ...named],
              [...others, ...schemas],
            ];
  catalog.publications.set(name, {
    all: before.all,
    tables,
    schemas: within,
    publishes: publishes ?? before.publishes,
    viaRoot: viaRoot ?? before.viaRoot,
  });
}

/** The publications that rows of a table go to, and what each says of it; a partition goes with the tables above it. */
export function publicationsOf(
  table: Relation,
  catalog: Catalog,
): readonly { readonly publication: Publication; readonly as?: Published }[] {
  if (catalog.publications.size === 0 || table.unlogged === true || table.schema === 'pg_temp') return [];
  const above = new Set<Relation>([table]);
  for (const each of above) if (each.isPartition) for (const parent of each.parents) above.add(parent);
  return [...catalog.publications.values()].flatMap((publication) => {
    const as = publication.tables.find((each) => above.has(each.table));
    const inSchema = publication.all || [...above].some(({ schema }) => publication.schemas.includes(schema));
    if (as !== undefined) return [{ publication, as }];
    return inSchema ? [{ publication }] : [];
  });
}

/** The publications that speak of a column: in a list of columns, or in a WHERE. */
export const speaksOf = (
  table: Relation,
  column: string,
  catalog: Catalog,
): readonly { readonly name: string; readonly entry: Published }[] =>
  catalog.publications.size === 0
    ? []
    : [...catalog.publications].flatMap(([name, { tables }]) =>
        tables
          .filter(
            (each) =>
              each.table === table &&
              (each.columns?.includes(column) === true || each.filtered?.includes(column) === true),
          )
          .map((entry) => ({ name, entry })),
      );

/** A table leaves a publication. */
export function leavePublication(name: string, entry: Published, catalog: Catalog): void {
  const publication = catalog.publications.get(name);
  if (publication === undefined) return;
  catalog.publications.set(name, {
    ...publication,
    tables: publication.tables.filter(({ table }) => table !== entry.table),
  });
}

/** Everything that speaks of a column follows its new name. */
export function renamePublished(table: Relation, from: string, to: string, catalog: Catalog): void {
  const swap = (names: readonly string[]): readonly string[] =>
    names.map((each) => (each === from ? to : each));
  for (const { name } of speaksOf(table, from, catalog)) {
    const publication = catalog.publications.get(name);
    if (publication === undefined) continue;
    catalog.publications.set(name, {
      ...publication,
      tables: publication.tables.map((each) =>
        each.table !== table
          ? each
          : {
              table,
              ...(each.columns === undefined ? {} : { columns: swap(each.columns) }),
              ...(each.filtered === undefined ? {} : { filtered: swap(each.filtered) }),
            },
      ),
    });
  }
}

/** A schema that is gone, or called otherwise. */
export function moveSchema(from: string, to: string | undefined, catalog: Catalog): void {
  for (const [name, publication] of catalog.publications) {
    if (!publication.schemas.includes(from)) continue;
    const schemas = publication.schemas.flatMap((each) => (each === from ? (to ?? []) : [each]));
    catalog.publications.set(name, { ...publication, schemas });
  }
}

/** The columns that rows are told apart by; null where there are none. */
export function replicaIdentity({
  identityBy,
  constraints,
  indexes,
}: Relation): readonly string[] | 'all' | null {
  if (identityBy === 'full') return 'all';
  if (identityBy === 'nothing') return null;
  if (identityBy !== undefined) return [...indexes.values()].includes(identityBy) ? identityBy.keys : null;
  const primary = [...constraints.values()].find(({ kind }) => kind === 'primary');
  return primary === undefined || primary.deferrable === true ? null : primary.columns;
}
