import { USER_SCHEMA } from '../../target/own-schemas';
import type { StatementTrace } from '../protocol';

/** Sends a statement past TypeORM's logger. */
export type Send = (sql: string) => Promise<{ readonly rows: readonly Record<string, unknown>[] }>;

interface Relation {
  readonly name: string;
  readonly kind: string;
  readonly fileNode: string;
  readonly scans: number;
}

/** What the session holds and what stands in the database at one moment. */
interface Moment {
  readonly walBytes: number;
  readonly rows: number;
  /** `oid mode` of every lock on a user's relation. */
  readonly locks: ReadonlySet<string>;
  /** By OID. */
  readonly relations: ReadonlyMap<string, Relation>;
}

const MOMENT = `
  SELECT pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_insert_lsn(), '0/0')::text AS wal_bytes,
         (SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) FROM pg_catalog.pg_stat_xact_user_tables)::text AS rows,
         (SELECT coalesce(jsonb_agg(l.relation::text || ' ' || l.mode), '[]') FROM pg_catalog.pg_locks l
           WHERE l.pid = pg_catalog.pg_backend_pid() AND l.locktype = 'relation' AND l.granted
             AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())) AS locks,
         (SELECT coalesce(jsonb_object_agg(c.oid::text, jsonb_build_object('name', n.nspname || '.' || c.relname, 'kind', c.relkind,
                   'fileNode', c.relfilenode::text, 'scans', coalesce(s.seq_scan, 0))), '{}')
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            LEFT JOIN pg_catalog.pg_stat_xact_user_tables s ON s.relid = c.oid
           WHERE c.relkind IN ('r', 'p', 'm', 'f', 'i', 'I', 'S', 'v') AND ${USER_SCHEMA}) AS relations`;

/** Measures what single statements did to the relations that stood before: on a scratch database, never on the live one. */
export class Tracer {
  constructor(private readonly send: Send) {}

  /**
   * Sends one statement by way of `act` and measures it; one that fails is not measured. Nothing is waited for before it is sent: a
   * statement that nobody awaits must not come later than it would without us. Those sent at the same time are measured together.
   */
  async measure<T>(
    act: () => Promise<T>,
  ): Promise<{ readonly result: T; readonly trace: StatementTrace | undefined }> {
    let started = performance.now();
    const before = this.moment().finally(() => (started = performance.now()));
    const result = await act();
    const durationMs = Math.round((performance.now() - started) * 10) / 10;
    const [then, now] = await Promise.all([before, this.moment()]);
    return { result, trace: then && now && traceOf(then, now, durationMs) };
  }

  /** Undefined where the transaction is aborted: the migration's own statement will say so. */
  private async moment(): Promise<Moment | undefined> {
    const row = await this.send(MOMENT).then(
      ({ rows }) =>
        rows[0] as {
          wal_bytes: string;
          rows: string;
          locks: string[];
          relations: Record<string, Relation>;
        },
      () => undefined,
    );
    return (
      row && {
        walBytes: Number(row.wal_bytes),
        rows: Number(row.rows),
        locks: new Set(row.locks),
        relations: new Map(Object.entries(row.relations)),
      }
    );
  }
}

function traceOf(before: Moment, after: Moment, durationMs: number): StatementTrace {
  const nameOf = (oid: string): string => before.relations.get(oid)?.name ?? '';
  const locks = [...after.locks].flatMap((lock) => {
    const [oid = '', mode = ''] = lock.split(' ');
    const relation = before.relations.get(oid);
    // An index is locked along with its table.
    const isTold = relation !== undefined && relation.kind.toLowerCase() !== 'i' && !before.locks.has(lock);
    return isTold ? [{ relation: relation.name, mode }] : [];
  });
  const changed = [...after.relations].filter(
    ([oid, { fileNode }]) => before.relations.get(oid)?.fileNode !== fileNode,
  );
  const isTable = ({ kind }: Relation): boolean => kind === 'r' || kind === 'm';
  return {
    durationMs,
    walBytes: Math.max(0, after.walBytes - before.walBytes),
    rows: Math.max(0, after.rows - before.rows),
    locks,
    rewrites: changed
      .flatMap(([oid, now]) => (isTable(now) && before.relations.has(oid) ? [nameOf(oid)] : []))
      .sort(),
    scans: [...after.relations]
      .flatMap(([oid, { scans }]) => {
        const then = before.relations.get(oid);
        return then && scans > then.scans ? [then.name] : [];
      })
      .sort(),
    builds: changed.flatMap(([, now]) => (now.kind === 'i' ? [now.name] : [])).sort(),
  };
}
