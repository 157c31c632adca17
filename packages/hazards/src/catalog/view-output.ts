import type { SqlType } from '../sql/types';
import type { Output, OutputItem } from '../sql/read/view-output';
import type { Catalog } from './catalog';
import type { Column, Relation } from './model';

/** A column of a view; null stands for what is not known. */
export interface ViewColumn {
  readonly name: string | null;
  readonly type: SqlType | null;
  /** What it is called in the table that it comes from as it is. */
  readonly from?: string;
  /** In its place, where the type of an expression is known and its length is not. */
  readonly kind?: SqlType;
}

/** What a relation gives to who reads it; null: not known. */
export const columnsOf = (relation: Relation | undefined): readonly ViewColumn[] | null => {
  if (relation?.known !== true) return null;
  if (relation.output !== undefined) return relation.output;
  return relation.columns.size > 0 ? [...relation.columns.values()] : null;
};

/** A view as the table that it seems to be to who writes to it; any other relation as it is. */
export function asTable(relation: Relation): Relation {
  const { output } = relation;
  if (relation.kind !== 'view' || output === undefined || output.some(({ name }) => name === null))
    return relation;
  const columns = output.map(({ name, type, kind }): [string, Column] => [
    name ?? '',
    {
      ...{ name: name ?? '', origin: relation.origin, type: type ?? kind ?? null, notNull: null },
      ...{ hasDefault: null, generated: false, generatedFrom: [], identity: null },
      ...{ virtual: false, filled: false },
    },
  ]);
  const facts = { constraintsKnown: false, indexesKnown: false, childrenKnown: false };
  return { ...relation, ...facts, kind: 'table', columns: new Map(columns) };
}

/** The columns that a view has on this schema; null where they cannot be told. */
export function viewColumns(output: Output | undefined, catalog: Catalog): readonly ViewColumn[] | null {
  if (output === undefined) return null;
  const all: ViewColumn[] = [];
  for (const item of output.items) {
    const some =
      item.star === undefined ? [columnOf(item, output, catalog)] : starOf(item.star, output, catalog);
    if (some === null) return null;
    all.push(...some);
  }
  return all;
}

function starOf(table: string | null, { from }: Output, catalog: Catalog): readonly ViewColumn[] | null {
  const read = from?.filter(([alias]) => table === null || alias === table) ?? [];
  const columns = read.map(([, name]) => columnsOf(catalog.find(name)));
  return read.length === 0 || columns.includes(null)
    ? null
    : columns.flatMap((each) =>
        (each ?? []).map(({ name, type: of }) => ({
          name,
          type: of,
          ...(name === null ? {} : { from: name }),
        })),
      );
}

function columnOf({ name, type, column }: OutputItem, { from }: Output, catalog: Catalog): ViewColumn {
  if (type !== undefined || column === undefined) return { name, type: type ?? null };
  const [table, own] = column;
  const among = from?.filter(([alias]) => table === null || alias === table) ?? [];
  const found = among.flatMap(
    ([, each]) => columnsOf(catalog.find(each))?.filter((one) => one.name === own) ?? [],
  );
  return found.length === 1 ? { name, type: found[0]?.type ?? null, from: own } : { name, type: null };
}
