import type { Structure, TableState } from './structure';

/** A label that has another name now, and with it the value of every row that holds it. */
export interface RenamedLabel {
  /** OID of its type. */
  readonly type: string;
  readonly words: string;
}

/** A column that can hold a renamed label. */
export interface RelabelledColumn {
  readonly type: string;
  readonly table: TableState;
  readonly name: string;
}

/**
 * Labels that were taken out of a type that is still there: PostgreSQL has no statement for it, but the catalog can be written to. Of a type
 * that is gone no row is left: each was written anew and compared, or its column was dropped.
 */
export function labelLosses(before: Structure, after: Structure): string[] {
  return Object.entries(before.labels).flatMap(([oid, [type, label]]) => {
    const name = after.enums[type];
    return name === undefined || after.labels[oid] !== undefined ? [] : [`enum type ${name} lost '${label}'`];
  });
}

/** No row is written where a label is renamed. */
export function renamedLabels(before: Structure, after: Structure): readonly RenamedLabel[] {
  return Object.entries(before.labels).flatMap(([oid, [type, label]]) => {
    const now = after.labels[oid]?.[1];
    if (now === undefined || now === label) return [];
    const words = `rows that held '${label}' of the enum type ${after.enums[type] ?? ''} hold '${now}' now`;
    return [{ type, words }];
  });
}

/** The columns of tables that show what is renamed; none for a type that is part of another one, where they would not be all. */
export function relabelledColumns(before: Structure, after: Structure): readonly RelabelledColumn[] {
  const types = [...new Set(renamedLabels(before, after).map(({ type }) => type))];
  return types.flatMap((type) => {
    const name = before.enums[type] ?? '';
    const parts = Object.values(before.composites).flatMap(([, attributes]) => attributes);
    if (parts.some((attribute) => attribute.endsWith(` ${name}`) || attribute.endsWith(` ${name}[]`)))
      return [];
    return before.tables.flatMap((table) =>
      table.columns
        .filter(({ baseType }) => baseType === name || baseType === `${name}[]`)
        .map((column) => ({ type, table, name: column.name })),
    );
  });
}
