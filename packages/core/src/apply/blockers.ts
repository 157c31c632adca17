import type { Session } from '../target/session';
import { withoutLiterals } from './without-literals';

/** A session that ours waits for, or that waits for ours. */
export interface OtherSession {
  readonly pid: number;
  readonly user: string;
  readonly application: string;
  readonly state: string;
  /** Age of its transaction in seconds. */
  readonly seconds: number;
  /** Seconds since it last began or ended a statement. */
  readonly inState: number;
  /** Its last statement, shortened and without values; empty where this role may not see it. */
  readonly query: string;
}

const COLUMNS = `a.pid, coalesce(a.usename, '')::text AS "user", a.application_name AS application, coalesce(a.state, '') AS state,
  coalesce(extract(epoch FROM pg_catalog.clock_timestamp() - a.xact_start), 0)::float8 AS seconds,
  coalesce(extract(epoch FROM pg_catalog.clock_timestamp() - a.state_change), 0)::float8 AS "inState",
  CASE WHEN a.query LIKE '<insufficient privilege>%' THEN '' ELSE coalesce(a.query, '') END AS query`;

type Found = OtherSession & Record<string, unknown>;

const shown = <T extends Found>(rows: readonly T[]): readonly T[] =>
  rows.map((row) => ({ ...row, query: withoutLiterals(row.query) }));

/** Whom a server process waits for now. */
export async function readBlockers(session: Session, pid: number): Promise<readonly OtherSession[]> {
  return shown(
    await session.query<Found>(
      `SELECT ${COLUMNS} FROM pg_catalog.pg_stat_activity a WHERE a.pid = ANY (pg_catalog.pg_blocking_pids($1))`,
      [pid],
    ),
  );
}

/** A session that waits for ours. */
export interface BlockedSession extends OtherSession {
  /** It wants to read or write rows; else it is a VACUUM, ANALYZE or DDL that takes its turn. */
  readonly traffic: boolean;
}

/**
 * Who waits for a server process now, or stands in a queue behind it.
 *
 * @param fence quoted name of a table that is locked to make others wait: who waits for it is left out
 */
export async function readBlocked(
  session: Session,
  pid: number,
  fence?: string,
): Promise<readonly BlockedSession[]> {
  return shown(
    await session.query<Found & BlockedSession>(
      `SELECT ${COLUMNS}, EXISTS (SELECT FROM pg_catalog.pg_locks w WHERE w.pid = a.pid AND NOT w.granted
                AND (w.locktype <> 'relation' OR w.mode IN ('AccessShareLock', 'RowShareLock', 'RowExclusiveLock'))) AS traffic
         FROM pg_catalog.pg_stat_activity a
        WHERE a.wait_event_type = 'Lock' AND a.pid <> $1 AND $1 = ANY (pg_catalog.pg_blocking_pids(a.pid))
          AND NOT EXISTS (SELECT FROM pg_catalog.pg_locks w WHERE w.pid = a.pid AND NOT w.granted AND w.locktype = 'relation'
                AND w.relation = pg_catalog.to_regclass($2))`,
      [pid, fence ?? null],
    ),
  );
}

/** One line for people. */
export function describeSession({ pid, user, application, state, seconds, query }: OtherSession): string {
  const last = query === '' ? '' : `, last statement: ${query}`;
  return `process ${pid} (user ${user}, application ${application || 'unnamed'}, ${state}, transaction open for ${seconds.toFixed(1)} s${last})`;
}

/** Sessions in this database whose transaction is open for longer than so many seconds; our own are left out. */
export async function readLongTransactions(
  session: Session,
  seconds: number,
): Promise<readonly OtherSession[]> {
  return shown(
    await session.query<Found>(
      `SELECT ${COLUMNS} FROM pg_catalog.pg_stat_activity a
        WHERE a.datname = pg_catalog.current_database() AND a.pid <> pg_catalog.pg_backend_pid() AND a.backend_type = 'client backend'
          AND a.application_name NOT LIKE 'safe-migrate%' AND a.xact_start < pg_catalog.clock_timestamp() - $1 * interval '1 second'
        ORDER BY a.xact_start LIMIT 5`,
      [seconds],
    ),
  );
}
