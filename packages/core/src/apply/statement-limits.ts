import { createHash } from 'node:crypto';
import type { Rehearsal } from '../rehearsal/rehearse';
import type { SentStatement, StatementLimits } from '../typeorm/protocol';
import type { Unit } from './unit';

/** Longest time for one statement, in ms, by what it keeps others from; 0 for no limit. */
export interface StatementTimeouts {
  /** While a lock is held that writers, or readers too, wait for. */
  readonly blocking: number;
  /** Outside a transaction: CONCURRENTLY, VALIDATE and their kind let others work. */
  readonly online: number;
  /** Everything else: reads, and writes to rows. */
  readonly other: number;
}

/** A statement may take as many times what it took on the restored backup: the live server is busy, and its disks may be slower. */
const SLOWER_LIVE = 10;
/** Modes that conflict with RowExclusiveLock: https://www.postgresql.org/docs/current/explicit-locking.html */
const BLOCKING = new Set(['ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock']);

/**
 * How long each statement of the migrations may take: the timeout of its class, or ten times what it took in the rehearsal where that is more.
 *
 * @returns by the name of the migration
 */
export function statementLimits(
  units: readonly Unit[],
  { statements }: Pick<Rehearsal, 'statements'>,
  timeouts: StatementTimeouts,
): Readonly<Record<string, StatementLimits>> {
  const limits: Record<string, StatementLimits> = {};
  for (const { migrations, transactional } of units) {
    // What a statement locks stays locked until COMMIT: every later one of the transaction prolongs it.
    let isBlocking = false;
    for (const { name } of migrations) {
      const bySha256: Record<string, number> = {};
      for (const statement of statements.get(name) ?? []) {
        isBlocking ||= transactional && takesBlockingLock(statement);
        const standard = transactional ? (isBlocking ? timeouts.blocking : timeouts.other) : timeouts.online;
        const hash = createHash('sha256').update(statement.sql).digest('hex');
        const measured = Math.ceil((statement.trace?.durationMs ?? 0) * SLOWER_LIVE);
        const limit = standard === 0 ? 0 : Math.max(standard, measured);
        // The same text may be sent twice.
        bySha256[hash] = limit === 0 || bySha256[hash] === 0 ? 0 : Math.max(limit, bySha256[hash] ?? 0);
      }
      limits[name] = { bySha256, otherwise: transactional ? timeouts.other : timeouts.online };
    }
  }
  return limits;
}

const takesBlockingLock = ({ trace }: SentStatement): boolean =>
  trace?.locks.some(({ mode }) => BLOCKING.has(mode)) ?? false;
