import { compareFingerprints, type TableFingerprint } from '../verify/fingerprint';
import { tablesWithRows } from '../verify/proof';
import { tableName, type Structure } from '../verify/structure';

/** A fingerprint by column name: numbers and OIDs differ between a database and its restored copy. */
export type NamedFingerprint = TableFingerprint;

/** Renames the columns of fingerprints (by table OID, by column number) to `schema.table` and column names. */
export function nameFingerprints(
  structure: Structure,
  prints: ReadonlyMap<string, TableFingerprint>,
): Record<string, NamedFingerprint> {
  const named = tablesWithRows(structure).flatMap((table) => {
    const print = prints.get(table.oid);
    if (!print) return [];
    const columns = table.columns.flatMap(({ number, name }) => {
      const sum = print.columns[String(number)];
      return sum === undefined ? [] : [[name, sum] as const];
    });
    return [[tableName(table), { ...print, columns: Object.fromEntries(columns) }] as const];
  });
  return Object.fromEntries(named);
}

/** Compared by names, columns may stand in another order. */
function byName(...prints: readonly [NamedFingerprint, NamedFingerprint]) {
  const [one, other] = prints;
  if (one.wholeRowsByName === undefined || other.wholeRowsByName === undefined) return prints;
  return [
    { ...one, wholeRows: one.wholeRowsByName },
    { ...other, wholeRows: other.wholeRowsByName },
  ] as const;
}

/** One table whose content differs between two databases. */
export interface ContentDifference {
  readonly table: string;
  readonly words: string;
  /** Columns that differ where the rows are as many; empty where rows or columns are missing. */
  readonly columns: readonly string[];
  /** Rows there are less than expected; negative where there are more. */
  readonly rowsMissing: bigint;
}

/**
 * Every table that differs between two databases; empty where they hold the same rows.
 *
 * @param expected the one that must be matched, e.g. the live database at the snapshot.
 */
export function contentDifferences(
  expected: Readonly<Record<string, NamedFingerprint>>,
  actual: Readonly<Record<string, NamedFingerprint>>,
): readonly ContentDifference[] {
  const compared = Object.entries(expected).flatMap(([table, print]) =>
    compareTable(table, print, actual[table]),
  );
  const fresh = Object.keys(actual)
    .filter((table) => !(table in expected))
    .map((table) => ({ table, words: `${table} is new`, columns: [], rowsMissing: 0n }));
  return [...compared, ...fresh];
}

function compareTable(
  table: string,
  print: NamedFingerprint,
  other: NamedFingerprint | undefined,
): ContentDifference[] {
  const rowsMissing = BigInt(print.rows) - BigInt(other?.rows ?? 0);
  const difference = (words: string, columns: readonly string[] = []) => [
    { table, words: `${table} ${words}`, columns, rowsMissing },
  ];
  if (!other) return difference('is missing');
  const names = Object.keys(print.columns);
  const missing = names.filter((column) => !(column in other.columns));
  if (missing.length > 0) return difference(`lacks the column ${missing.join(', ')}`);
  if (rowsMissing !== 0n) return difference(`has ${other.rows} rows instead of ${print.rows}`);
  const columns = names.filter((column) => other.columns[column] !== print.columns[column]);
  if (columns.length > 0) return difference(`differs in ${columns.join(', ')}`, columns);
  return compareFingerprints(...byName(print, other))
    ? difference('has values that belong to other rows')
    : [];
}
