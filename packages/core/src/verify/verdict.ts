import type { RowCounters } from './counters';
import { isDeclared, type DeclaredChanges } from './declared-changes';
import type { Deposit } from '../escrow/deposit';
import { compareFingerprints, type FingerprintDifference, type TableFingerprint } from './fingerprint';
import type { Sample } from './sample';
import { tableName, type ColumnState, type TableState } from './structure';

/**
 * - `untouched`: same storage, same columns, no row updated or deleted: the rows are there by construction.
 * - `untouched-columns`: updated, and nothing but columns that the migration added can have been written.
 * - `unchanged`: rewritten or updated, and every column that existed has the same content, compared under lock.
 * - `rehearsed`: too large to be compared under lock: compared in full on the rehearsal copy, by counts and samples live.
 * - `changed-as-declared`: only columns that the migration declares with `@Changes` differ.
 * - `escrowed`: the table, or columns of it, were dropped as answered for; what was in them is in escrow, and the rest holds.
 * - `changed`: something differs that was not declared.
 * - `lost`: the table, or a column of it, is gone.
 * - `unplanned`: rows changed in a table that the rehearsal did not see touched, so there is nothing to compare with.
 */
export type VerdictKind =
  | 'untouched'
  | 'untouched-columns'
  | 'unchanged'
  | 'rehearsed'
  | 'changed-as-declared'
  | 'escrowed'
  | 'changed'
  | 'lost'
  | 'unplanned';

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
  /** Columns that a declaration would have to name; undefined where it holds, or none could cover it. */
  readonly toDeclare?: readonly string[];
}

/** What {@link judgeTable} looks at. */
export interface TableEvidence {
  readonly before: TableState;
  readonly after: TableState | undefined;
  readonly rows: RowCounters;
  readonly touched: boolean;
  /** It has another storage, or columns that were there are gone or are something else. */
  readonly reshaped?: boolean;
  readonly printBefore: TableFingerprint | undefined;
  readonly printAfter: TableFingerprint | undefined;
  /** On the way back: from before `up()`. */
  readonly printBeforeUp?: TableFingerprint;
  readonly declared: DeclaredChanges;
  /** It is shown that only columns that came with the migration were written. */
  readonly onlyNewColumns?: boolean;
  /** Columns that are declared and of an enum type whose labels have other names now. */
  readonly relabelled?: readonly string[];
  /** What was put aside of it; `before` is without the columns that are gone and in there. */
  readonly deposit?: Deposit;
  /** It was too large to be compared whole. */
  readonly sampled?: {
    readonly sample: Sample;
    readonly after: Sample;
    readonly estimateMs: number;
    readonly budgetMs: number;
  };
}

/** Judges one table that existed before. */
export function judgeTable(evidence: TableEvidence): TableVerdict {
  const { before, after, rows, deposit } = evidence;
  const named = { table: tableName(before), counters: rows };
  if (!after && deposit?.wholeTable) {
    const words = `dropped, ${deposit.rows} rows with ${deposit.values} values in escrow until ${deposit.keepUntil}`;
    return { ...named, verdict: 'escrowed', holds: true, evidence: words, rows: deposit.rows };
  }
  if (deposit?.deletes && evidence.reshaped !== true && isOnlyDeleted(rows))
    return judgeDeleted(evidence, deposit);
  const verdict = judgeWhatStays(evidence);
  const gone =
    deposit?.columns.filter((name) => !before.columns.some((column) => column.name === name)) ?? [];
  if (!deposit || gone.length === 0 || !verdict.holds) return verdict;
  const names = gone.map((name) => `"${name}"`).join(', ');
  const words = `${names} dropped, ${deposit.values} values in escrow until ${deposit.keepUntil}; the rest: ${verdict.verdict} (${verdict.evidence})`;
  return { ...verdict, verdict: 'escrowed', evidence: words };
}

/** Rows are gone, and none was updated or inserted. */
export const isOnlyDeleted = ({ inserted, updated, deleted }: RowCounters): boolean =>
  deleted > 0 && updated === 0 && inserted === 0;

/** How many rows are in escrow that are not in the table any more; by the counters where no key tells. */
export const deletedRows = ({ key, rows }: Deposit, counters: RowCounters): number =>
  key.length > 0 ? Number(rows) : counters.deleted;

/** The rows that are left cannot have changed; those that are gone are in escrow, and may be no more than are accounted for. */
function judgeDeleted({ before, rows }: TableEvidence, deposit: Deposit): TableVerdict {
  const { deletes, key, keepUntil } = deposit;
  const gone = deletedRows(deposit, rows);
  const most = deletes?.most ?? gone;
  const stored =
    key.length > 0 ? 'they are' : 'there is no primary key to know them by, so that all rows are';
  const named = { table: tableName(before), counters: rows };
  return gone <= most
    ? {
        ...{ ...named, verdict: 'escrowed', holds: true },
        evidence: `${gone} rows deleted, and ${stored} in escrow until ${keepUntil}; the rest: same storage, no row updated or inserted`,
      }
    : {
        ...{ ...named, verdict: 'changed', holds: false },
        evidence: `${gone} rows were deleted, and up() had inserted ${most}`,
      };
}

function judgeWhatStays(evidence: TableEvidence): TableVerdict {
  const { before, after, rows, touched, printAfter, declared } = evidence;
  const printBefore = limited(evidence.printBefore, before);
  const verdict = (kind: VerdictKind, holds: boolean, words: string): TableVerdict => ({
    table: tableName(before),
    verdict: kind,
    holds,
    evidence: words,
    rows: printBefore?.rows,
    counters: rows,
  });

  if (!after) return verdict('lost', false, 'the table is gone');
  const same = after.columns === before.columns;
  const gone = same
    ? []
    : before.columns.filter(({ number }) => !after.columns.some((column) => column.number === number));
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
  const changed = (columns: readonly string[], words: string): TableVerdict => ({
    ...verdict('changed', false, words),
    toDeclare: columns,
  });
  const taken = (same ? [] : takenNames(before, after)).filter((name) => !isDeclared(declared, before, name));
  if (taken.length > 0)
    return changed(
      taken,
      taken
        .map((name) => `the name "${name}" belongs to another column that was there before, with its values`)
        .join('; '),
    );
  if (!touched && evidence.relabelled?.length) {
    const names = evidence.relabelled.map((name) => `"${name}"`).join(', ');
    return verdict(
      'changed-as-declared',
      true,
      `labels that ${names} can hold have other names, as declared; same storage, no row updated or deleted`,
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
  if (evidence.onlyNewColumns && (!printBefore || !printAfter))
    return verdict('untouched-columns', true, NEW_COLUMNS(rows));
  if (evidence.sampled)
    return { ...verdict('rehearsed', true, ''), ...judgeSample(evidence, evidence.sampled) };
  if (!printBefore || !printAfter) {
    return verdict(
      'unplanned',
      false,
      `${rows.updated} rows updated, ${rows.deleted} deleted or the table rewritten, which the rehearsal did not show`,
    );
  }
  const collated = before.columns.flatMap((column) => {
    const words = otherCollation(
      column,
      after.columns.find(({ number }) => number === column.number),
    );
    return words === undefined || isDeclared(declared, before, column.name)
      ? []
      : [{ name: column.name, words }];
  });
  if (collated.length > 0)
    return changed(
      collated.map(({ name }) => name),
      collated.map(({ words }) => words).join('; '),
    );
  const frozen = before.columns.filter(
    ({ number, name, generated }) =>
      generated &&
      after.columns.some((column) => column.number === number && !column.generated) &&
      !isDeclared(declared, before, name),
  );
  if (frozen.length > 0) {
    const names = frozen.map(({ name }) => `"${name}"`).join(', ');
    return changed(
      frozen.map(({ name }) => name),
      `${names} followed from other columns and does not any more, and rows were written: whether it holds what it held was not compared`,
    );
  }
  const difference = compareFingerprints(printBefore, printAfter);
  if (!difference && evidence.onlyNewColumns) return verdict('untouched-columns', true, NEW_COLUMNS(rows));
  if (!difference) {
    return verdict(
      'unchanged',
      true,
      `${printBefore.rows} rows and ${Object.keys(printBefore.columns).length} columns have the same fingerprint before and after`,
    );
  }
  const beforeUp = limited(evidence.printBeforeUp, before);
  if (beforeUp && !compareFingerprints(beforeUp, printAfter))
    return verdict('unchanged', true, `the same fingerprint as before up(): ${beforeUp.rows} rows`);
  const { names, asDeclared, words, toDeclare } = inWords(before, difference, declared);
  if (asDeclared) {
    return verdict(
      'changed-as-declared',
      true,
      `only ${names} changed, as declared; ${printBefore.rows} rows and all other columns are the same`,
    );
  }
  return { ...verdict('changed', false, words), toDeclare };
}

/** Names of columns that another column has now which stood beside them: whoever reads them gets the other one's values. */
function takenNames(before: TableState, after: TableState): readonly string[] {
  const earlier = new Set(before.columns.map(({ number }) => number));
  return before.columns.flatMap(({ number, name }) => {
    const now = after.columns.find((column) => column.name === name);
    return now && now.number !== number && earlier.has(now.number) ? [name] : [];
  });
}

/** Values are the same bytes then, and no longer equal, unique or in order as they were; undefined where it is the same. */
export function otherCollation(before: ColumnState, after: ColumnState | undefined): string | undefined {
  const [then, now] = [before.collation ?? null, after?.collation ?? null];
  return then === null || now === null || then === now
    ? undefined
    : `"${before.name}" is compared by the collation ${now} instead of ${then}`;
}

/** Without the columns that went to escrow. */
function limited(print: TableFingerprint | undefined, { columns }: TableState): TableFingerprint | undefined {
  if (
    !print ||
    Object.keys(print.columns).every((number) => columns.some((each) => String(each.number) === number))
  )
    return print;
  const kept = Object.entries(print.columns).filter(([number]) =>
    columns.some((each) => String(each.number) === number),
  );
  return { rows: print.rows, key: print.key, columns: Object.fromEntries(kept) };
}

const NEW_COLUMNS = ({ updated }: RowCounters): string =>
  `${updated} rows updated, nothing but columns that the migration added was assigned, and no trigger, rule or cascade is there: same storage, no row inserted or deleted`;

function inWords(before: TableState, difference: FingerprintDifference, declared: DeclaredChanges) {
  const changed = before.columns.filter(({ number }) => difference.columns.includes(number));
  const names = changed.map(({ name }) => `"${name}"`).join(', ');
  const sameRows = difference.rowsBefore === difference.rowsAfter;
  const keyChanged = before.key.some((number) => difference.columns.includes(number));
  const canBeDeclared = sameRows && changed.length > 0 && !keyChanged;
  const asDeclared = canBeDeclared && changed.every(({ name }) => isDeclared(declared, before, name));
  const parts = [
    sameRows ? '' : `${difference.rowsBefore} rows became ${difference.rowsAfter}`,
    sameRows && names ? `the values of ${names} differ` : '',
    sameRows && !names ? 'values moved between rows' : '',
  ].filter(Boolean);
  const toDeclare = canBeDeclared ? changed.map(({ name }) => name) : undefined;
  return { names, asDeclared, words: parts.join('; '), toDeclare };
}

/** A table that is too large to be compared under lock. */
function judgeSample(
  { before, after, rows, declared }: TableEvidence,
  { sample, after: again, estimateMs, budgetMs }: NonNullable<TableEvidence['sampled']>,
): Pick<TableVerdict, 'verdict' | 'holds' | 'evidence' | 'rows' | 'toDeclare'> {
  const no = (verdict: VerdictKind, evidence: string) => ({
    verdict,
    evidence,
    holds: false,
    rows: sample.count,
  });
  if (rows.deleted > 0) return no('changed', `${rows.deleted} rows were deleted`);
  if (after?.fileNode !== before.fileNode && sample.count === undefined)
    return no('unplanned', 'the table was rewritten, which the rehearsal did not show');
  const expected = sample.count === undefined ? undefined : BigInt(sample.count) + BigInt(rows.inserted);
  if (expected !== undefined && expected !== BigInt(again.count ?? 0))
    return no('changed', `${sample.count} rows became ${again.count ?? 0}`);
  const difference = sample.print && again.print ? compareFingerprints(sample.print, again.print) : undefined;
  const found = difference && inWords(before, difference, declared);
  if (found && !found.asDeclared)
    return { ...no('changed', `in a sample, ${found.words}`), toDeclare: found.toDeclare };
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  const parts = [
    `too large for the lock budget of ${seconds(budgetMs)} (two comparisons are estimated at ${seconds(estimateMs)}): compared in full on the rehearsal copy; live`,
    sample.count === undefined
      ? ' no row was deleted by this transaction'
      : ` ${sample.count} rows before and after`,
    sample.print
      ? ` and ${sample.print.rows} sampled rows are the same${found ? ` but for ${found.names}, as declared` : ''}`
      : '; no rows were sampled, as it has no primary key',
  ];
  return { verdict: 'rehearsed', holds: true, evidence: parts.join(''), rows: sample.count };
}
