import { tableName, type Structure, type TableState } from './structure';

/**
 * How two structures differ in what a user sees: tables and columns that are gone, new or of another type. Storage
 * (relfilenode), sizes and sequence positions may differ.
 *
 * @param givenBack `schema.table` of those that are compared by the names of their columns, not by their numbers.
 */
export function structureDifferences(
  before: Structure,
  after: Structure,
  givenBack: ReadonlySet<string> = new Set(),
): readonly string[] {
  const now = new Map(after.tables.map((table) => [table.oid, table]));
  const then = new Set(before.tables.map(({ oid }) => oid));
  // What came back out of escrow is another table, or has another column, of the same name.
  const again = (table: TableState) =>
    givenBack.has(tableName(table))
      ? after.tables.find((each) => tableName(each) === tableName(table))
      : undefined;
  return [
    ...before.tables.flatMap((table) => {
      const twin = again(table);
      return twin ? compare(byName(table), byName(twin)) : compare(table, now.get(table.oid));
    }),
    ...after.tables
      .filter((table) => !then.has(table.oid) && !givenBack.has(tableName(table)))
      .map((table) => `${tableName(table)} is new`),
  ];
}

const byName = (table: TableState): TableState => {
  const columns = [...table.columns].sort((a, b) => (a.name < b.name ? -1 : 1));
  return { ...table, columns: columns.map((column, at) => ({ ...column, number: at + 1 })) };
};

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

/** The same for `readDefinitions`: every definition that only one side has, in one line. */
export function definitionDifferences(
  before: readonly string[],
  after: readonly string[],
): readonly string[] {
  const [old, fresh] = [new Set(before), new Set(after)];
  const oneLine = (definition: string): string => definition.replaceAll(/\s+/g, ' ');
  return [
    ...before.filter((each) => !fresh.has(each)).map((each) => `- ${oneLine(each)}`),
    ...after.filter((each) => !old.has(each)).map((each) => `+ ${oneLine(each)}`),
  ];
}

/** Most differences that one error shows. */
const MOST = 20;

/** Differences as the reason of an error: one per line, not more than a person reads. */
export function differencesShown(differences: readonly string[]): string {
  const more = differences.length - MOST;
  return [...differences.slice(0, MOST), ...(more > 0 ? [`... and ${more} more`] : [])].join('\n');
}

/**
 * Differences without those that are TypeORM's list itself, where there was none before: on a database that was never migrated the first run
 * makes it, and taking the migrations back leaves it there, empty.
 *
 * @param bookkeeping `schema.table` of the list
 * @param before definitions before the run
 */
export function withoutNewList(
  differences: readonly string[],
  bookkeeping: string,
  before: readonly string[],
): readonly string[] {
  const names = [bookkeeping, ...sequenceOf(bookkeeping)].map((name) =>
    name.replaceAll('"', '').replace(/[^\w]/g, String.raw`\$&`),
  );
  const list = new RegExp(`(^|\\W)(${names.join('|')})(?!\\w)`);
  const isAbout = (line: string): boolean => list.test(line.replaceAll('"', ''));
  return before.some(isAbout) ? differences : differences.filter((line) => !isAbout(line));
}

/** PostgreSQL cuts a table's name short in that of its sequence, where the two together have more than 63 bytes. */
function sequenceOf(bookkeeping: string): readonly string[] {
  const characters = [...bookkeeping];
  return characters.flatMap((character, at) => {
    if (character !== '.') return [];
    let table = characters.slice(at + 1);
    while (Buffer.byteLength(table.join('')) > 63 - Buffer.byteLength('_id_seq')) table = table.slice(0, -1);
    return [`${characters.slice(0, at + 1).join('')}${table.join('')}_id_seq`];
  });
}
