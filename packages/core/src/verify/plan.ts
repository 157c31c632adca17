import type { DroppedPart } from '../escrow/deposit';
import type { SentStatement } from '../typeorm/protocol';
import type { Proof } from './proof';
import { tableName, type Structure } from './structure';

/** How strong the lock must be that keeps clients from writing between two looks at a table. */
export type ProofLock = 'SHARE ROW EXCLUSIVE' | 'ACCESS EXCLUSIVE';

/** A table that a migration was seen to write to or to rewrite when it was rehearsed: what the proof on the live database needs to look at. */
export interface PlannedTable {
  /** `schema.table` */
  readonly table: string;
  /** ACCESS EXCLUSIVE where the migration takes more than SHARE ROW EXCLUSIVE itself: a lock that is made stronger later deadlocks. */
  readonly lock: ProofLock;
  /** Milliseconds that one comparison took on the copy; undefined where none was made. */
  readonly printMs?: number;
  /** Size of the table on the copy, in bytes. */
  readonly bytes: number;
  /** It got another storage: the counters do not see what became of its rows. */
  readonly rewritten: boolean;
  /** It, or columns of it, are dropped, or rows of it deleted: they go to escrow first. */
  readonly dropped?: DroppedPart;
  /** False: its rows need no comparison, it is here for what is dropped of it. */
  readonly compare?: boolean;
}

/** Default of the longest time in ms that comparisons may add to the locks of one transaction. */
export const LOCK_BUDGET_MS = 2_000;

/** Of tables that rows are deleted from, and that nothing else is done to: those rows can be put aside. */
export const deletedParts = ({ deleted }: Pick<Proof, 'deleted'>): readonly DroppedPart[] =>
  deleted.map(({ table }) => ({ table, deletes: {} }));

/** What is left to be compared when a migration is run for real: tables whose rows are safe by construction are not. */
export function planFrom(
  before: Structure,
  proof: Proof,
  statements: ReadonlyMap<string, readonly SentStatement[]>,
): readonly PlannedTable[] {
  const traces = [...statements.values()].flat().map(({ trace }) => trace);
  const locks = traces.flatMap((trace) => trace?.locks ?? []);
  const measured = traces.length > 0 && traces.every((trace) => trace !== undefined);
  const dropped: readonly DroppedPart[] = [
    ...proof.dropped.filter(({ table }) => proof.deposits.some((deposit) => deposit.table === table)),
    ...deletedParts(proof),
  ];
  const tables = new Set([...proof.toCompare, ...dropped.map(({ table }) => table)]);
  return [...tables].map((table) => {
    const gone = dropped.find((part) => part.table === table);
    const state = before.tables.find((candidate) => tableName(candidate) === table);
    const strong = locks.some(({ relation, mode }) => relation === table && STRONGER.has(mode));
    return {
      table,
      lock: measured && !strong ? 'SHARE ROW EXCLUSIVE' : 'ACCESS EXCLUSIVE',
      printMs: proof.printMs.get(table),
      bytes: state?.bytes ?? 0,
      rewritten: proof.rewritten.includes(table),
      ...(gone
        ? { dropped: gone, compare: proof.toCompare.includes(table) && gone.columns !== undefined }
        : {}),
    };
  });
}

const STRONGER: ReadonlySet<string> = new Set(['ExclusiveLock', 'AccessExclusiveLock']);

/**
 * Which of the tables are too large to be compared under lock: the smallest are taken first, as long as two comparisons of each,
 * estimated from the rehearsal at the size of the live table, fit into the budget together.
 */
export function overBudget(
  planned: readonly PlannedTable[],
  live: Structure,
  budgetMs: number,
): ReadonlyMap<string, number> {
  const estimates = planned
    .filter(({ compare }) => compare !== false)
    .map((entry) => [entry.table, estimateMs(entry, live)] as const)
    .sort(([, a], [, b]) => a - b);
  const over = new Map<string, number>();
  let spent = 0;
  for (const [table, ms] of estimates) {
    spent += ms;
    if (spent > budgetMs) over.set(table, ms);
  }
  return over;
}

/** Two comparisons of the live table, in ms. */
function estimateMs({ table, printMs = 0, bytes }: PlannedTable, live: Structure): number {
  const now = live.tables.find((candidate) => tableName(candidate) === table)?.bytes ?? bytes;
  return 2 * printMs * (bytes > 0 ? Math.max(1, now / bytes) : 1);
}
