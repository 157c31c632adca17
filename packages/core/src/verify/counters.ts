import type { Session } from '../target/session';

/** Rows that a transaction has inserted, updated and deleted in one table. */
export interface RowCounters {
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
}

const NONE: RowCounters = { inserted: 0, updated: 0, deleted: 0 };

/**
 * Reads the current transaction's own counters per table OID. They see every way to change a row (functions, DO,
 * EXECUTE, cascades, MERGE, partition moves) but are not reset between transactions of one session: use differences.
 * https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-STATS-VIEWS (what pg_stat_xact_all_tables shows)
 */
export async function readCounters(session: Session): Promise<Map<string, RowCounters>> {
  const rows = await session.query<{ relid: string; ins: string; upd: string; del: string }>(`
    SELECT relid::text, ins::text, upd::text, del::text
      FROM (SELECT c.oid AS relid, pg_catalog.pg_stat_get_xact_tuples_inserted(c.oid) AS ins,
                   pg_catalog.pg_stat_get_xact_tuples_updated(c.oid) AS upd, pg_catalog.pg_stat_get_xact_tuples_deleted(c.oid) AS del
              FROM pg_catalog.pg_class c WHERE c.relkind IN ('r', 'm')) AS seen
     WHERE ins + upd + del > 0`);
  return new Map(
    rows.map(({ relid, ins, upd, del }) => [
      relid,
      { inserted: Number(ins), updated: Number(upd), deleted: Number(del) },
    ]),
  );
}

/** Whether the server counts at all; without counters nothing can be said about a table without reading it. */
export async function countersAreOn(session: Session): Promise<boolean> {
  const [row] = await session.query<{ on: boolean }>(`SELECT current_setting('track_counts') = 'on' AS on`);
  return row?.on === true;
}

/** What was counted between two readings, for one table. */
export function counted(
  before: ReadonlyMap<string, RowCounters>,
  after: ReadonlyMap<string, RowCounters>,
  oid: string,
): RowCounters {
  const from = before.get(oid) ?? NONE;
  const to = after.get(oid) ?? NONE;
  return {
    inserted: to.inserted - from.inserted,
    updated: to.updated - from.updated,
    deleted: to.deleted - from.deleted,
  };
}
