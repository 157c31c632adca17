import { lineDifferences } from '../review/line-differences';
import { tableName, type Structure, type TableState } from './structure';

/**
 * How two structures differ in what a user sees: tables and columns that are gone, new or of another type. Storage
 * (relfilenode), sizes and sequence positions may differ.
 */
export function structureDifferences(before: Structure, after: Structure): readonly string[] {
  const now = new Map(after.tables.map((table) => [table.oid, table]));
  const then = new Set(before.tables.map(({ oid }) => oid));
  return [
    ...before.tables.flatMap((table) => compare(table, now.get(table.oid))),
    ...after.tables.filter(({ oid }) => !then.has(oid)).map((table) => `${tableName(table)} is new`),
  ];
}

function compare(before: TableState, after: TableState | undefined): string[] {
  const name = tableName(before);
  if (!after) return [`${name} is gone`];
  const renamed = tableName(after) === name ? [] : [`${name} is now ${tableName(after)}`];
  const shape = ({ columns }: TableState) =>
    new Map(
      columns.map((column) => [
        column.number,
        `${column.name} ${column.type}${column.notNull ? ' NOT NULL' : ''}`,
      ]),
    );
  const [old, fresh] = [shape(before), shape(after)];
  const gone = [...old]
    .filter(([number, text]) => fresh.get(number) !== text)
    .map(([, text]) => `${name}: - ${text}`);
  const added = [...fresh]
    .filter(([number, text]) => old.get(number) !== text)
    .map(([, text]) => `${name}: + ${text}`);
  return [...renamed, ...gone, ...added];
}

/** The same for `readDefinitions`: every line that only one side has. */
export function definitionDifferences(
  before: readonly string[],
  after: readonly string[],
): readonly string[] {
  const [old, fresh] = [before.join('\n'), after.join('\n')];
  return old === fresh ? [] : lineDifferences(old, fresh).split('\n');
}
