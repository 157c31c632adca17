import type { RowCounters } from './counters';
import { isDeclared, type DeclaredChanges } from './declared-changes';
import { compareFingerprints, type TableFingerprint } from './fingerprint';
import { tableName, type TableState } from './structure';

/**
 * - `untouched`: same storage, same columns, no row updated or deleted: the rows are there by construction.
 * - `unchanged`: rewritten or updated, and every column that existed has the same content, compared under lock.
 * - `changed-as-declared`: only columns that the migration declares with `@Changes` differ.
 * - `changed`: something differs that was not declared.
 * - `lost`: the table, or a column of it, is gone.
 * - `unplanned`: rows changed in a table that the rehearsal did not see touched, so there is nothing to compare with.
 */
export type VerdictKind =
  'untouched' | 'unchanged' | 'changed-as-declared' | 'changed' | 'lost' | 'unplanned';

/** What is known about one table's rows after a migration. */
export interface TableVerdict {
  readonly table: string;
  readonly verdict: VerdictKind;
  /** Whether every row that existed before is provably still there. */
  readonly holds: boolean;
  readonly evidence: string;
  /** Rows that existed before, where they were counted. */
  readonly rows?: string;
  readonly counters: RowCounters;
}

/** What {@link judgeTable} looks at. */
export interface TableEvidence {
  readonly before: TableState;
  readonly after: TableState | undefined;
  readonly rows: RowCounters;
  readonly touched: boolean;
  readonly printBefore: TableFingerprint | undefined;
  readonly printAfter: TableFingerprint | undefined;
  readonly declared: DeclaredChanges;
}

/** Judges one table that existed before. */
export function judgeTable(evidence: TableEvidence): TableVerdict {
  const { before, after, rows, touched, printBefore, printAfter, declared } = evidence;
  const verdict = (kind: VerdictKind, holds: boolean, words: string): TableVerdict => ({
    table: tableName(before),
    verdict: kind,
    holds,
    evidence: words,
    rows: printBefore?.rows,
    counters: rows,
  });

  if (!after) return verdict('lost', false, 'the table is gone');
  const gone = before.columns.filter(
    ({ number }) => !after.columns.some((column) => column.number === number),
  );
  if (gone.length > 0) {
    const names = gone.map(({ name }) => `"${name}"`).join(', ');
    const again = gone.some(({ name }) => after.columns.some((column) => column.name === name));
    return verdict(
      'lost',
      false,
      `column ${names} is gone${again ? '; the column of that name is a new, empty one' : ''}`,
    );
  }
  if (before.parents.some((oid) => !after.parents.includes(oid))) {
    return verdict(
      'lost',
      false,
      'it is no longer a partition or child of its parent table, through which its rows were seen',
    );
  }
  if (!touched) {
    const inserted = rows.inserted > 0 ? `; ${rows.inserted} rows were inserted beside them` : '';
    return verdict(
      'untouched',
      true,
      `same storage (relfilenode), same columns, no row updated or deleted${inserted}`,
    );
  }
  if (!printBefore || !printAfter) {
    return verdict(
      'unplanned',
      false,
      `${rows.updated} rows updated, ${rows.deleted} deleted or the table rewritten, which the rehearsal did not show`,
    );
  }
  const difference = compareFingerprints(printBefore, printAfter);
  if (!difference) {
    return verdict(
      'unchanged',
      true,
      `${printBefore.rows} rows and ${Object.keys(printBefore.columns).length} columns have the same fingerprint before and after`,
    );
  }
  const changed = before.columns.filter(({ number }) => difference.columns.includes(number));
  const names = changed.map(({ name }) => `"${name}"`).join(', ');
  const sameRows = difference.rowsBefore === difference.rowsAfter;
  const keyChanged = before.key.some((number) => difference.columns.includes(number));
  if (
    sameRows &&
    changed.length > 0 &&
    !keyChanged &&
    changed.every(({ name }) => isDeclared(declared, before, name))
  ) {
    return verdict(
      'changed-as-declared',
      true,
      `only ${names} changed, as declared; ${printBefore.rows} rows and all other columns are the same`,
    );
  }
  const parts = [
    sameRows ? '' : `${difference.rowsBefore} rows became ${difference.rowsAfter}`,
    sameRows && names ? `the values of ${names} differ` : '',
    sameRows && !names ? 'values moved between rows' : '',
  ].filter(Boolean);
  return verdict('changed', false, parts.join('; '));
}
