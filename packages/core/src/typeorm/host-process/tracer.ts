import { USER_SCHEMA } from '../../target/own-schemas';
import { HORIZON, isWrittenSince } from '../../target/transaction-marks';
import type { StatementTrace } from '../protocol';

/** Sends a statement past TypeORM's logger. */
export type Send = (sql: string) => Promise<{ readonly rows: readonly Record<string, unknown>[] }>;

interface Relation {
  readonly name: string;
  readonly kind: string;
  readonly fileNode: string;
}

type Relations = ReadonlyMap<string, Relation>;

/** What the session holds and what stands in the database at one moment. */
interface Moment {
  readonly walBytes: number;
  readonly rows: number;
  /** `oid mode` of every lock on a user's relation. */
  readonly locks: ReadonlySet<string>;
  /** How often each was read from end to end in this transaction, by OID; none where it was not. */
  readonly scans: ReadonlyMap<string, number>;
  /** By OID. */
  readonly relations: Relations;
}

/** What an earlier look leaves for the next, so that relations that nobody has written to since are not sent again. */
interface Known {
  readonly relations: Relations;
  readonly schemas: string;
  /** Whatever is written later bears this number or a higher one. */
  readonly horizon: string;
}

interface Look {
  readonly wal_bytes: string;
  readonly horizon: string;
  readonly locks: readonly string[];
  readonly counts: readonly (readonly [oid: string, scans: number, rows: number])[];
  readonly relations: {
    readonly count: number;
    readonly fresh: readonly (readonly [oid: string, name: string, kind: string, fileNode: string])[];
  };
  /** Differs where one was made, dropped or renamed. */
  readonly schemas: string;
}

/** SQL: with the names of all relations, or of those that were written since. */
function lookSql(since: string | undefined): string {
  const isFresh = since === undefined ? 'true' : isWrittenSince('c', `'${since}'::xid`);
  return `
  SELECT pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_insert_lsn(), '0/0')::text AS wal_bytes, ${HORIZON} AS horizon,
         (SELECT coalesce(json_agg(l.relation::text || ' ' || l.mode), '[]') FROM pg_catalog.pg_locks l
           WHERE l.pid = pg_catalog.pg_backend_pid() AND l.locktype = 'relation' AND l.granted
             AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())) AS locks,
         (SELECT coalesce(json_agg(json_build_array(x.oid::text, x.scans, x.rows)), '[]')
            FROM (SELECT c.oid, pg_catalog.pg_stat_get_xact_numscans(c.oid) AS scans, pg_catalog.pg_stat_get_xact_tuples_inserted(c.oid)
                           + pg_catalog.pg_stat_get_xact_tuples_updated(c.oid) + pg_catalog.pg_stat_get_xact_tuples_deleted(c.oid) AS rows
                    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                   WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')) x
           WHERE x.scans > 0 OR x.rows > 0) AS counts,
         (SELECT json_build_object('count', count(*), 'fresh', coalesce(
                   json_agg(json_build_array(c.oid::text, n.nspname || '.' || c.relname, c.relkind, c.relfilenode::text)) FILTER (WHERE ${isFresh}), '[]'))
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
           WHERE c.relkind IN ('r', 'p', 'm', 'f', 'i', 'I', 'S', 'v') AND ${USER_SCHEMA}) AS relations,
         (SELECT pg_catalog.md5(pg_catalog.string_agg(n.oid::text || ' ' || n.nspname, ',' ORDER BY n.oid)) FROM pg_catalog.pg_namespace n) AS schemas`;
}

/** Takes back what was done since, so that what is known is not true any more. */
const GOES_BACK = /\b(?:rollback|abort)\b/i;

/** Measures what single statements did to the relations that stood before: on a scratch database, never on the live one. */
export class Tracer {
  private known: Known | undefined;
  /** Counts how often that was forgotten. */
  private forgotten = 0;

  constructor(private readonly send: Send) {}

  /** To be told where anything else was done: what is looked at next is looked at whole. */
  forget(): void {
    this.known = undefined;
    this.forgotten += 1;
  }

  /**
   * Sends one statement by way of `act` and measures it; one that fails is not measured. Nothing is waited for before it is sent: a
   * statement that nobody awaits must not come later than it would without us. Those sent at the same time are measured together.
   */
  async measure<T>(
    sql: string,
    act: () => Promise<T>,
  ): Promise<{ readonly result: T; readonly trace: StatementTrace | undefined }> {
    let started = performance.now();
    const before = this.moment('before').finally(() => (started = performance.now()));
    if (GOES_BACK.test(sql)) this.forget();
    const result = await act();
    const durationMs = Math.round((performance.now() - started) * 10) / 10;
    const [then, now] = await Promise.all([before, this.moment('after')]);
    return { result, trace: then && now && traceOf(then, now, durationMs) };
  }

  /**
   * Undefined where the transaction is aborted, as the migration's own statement will say, and where it is too late to look at all of what
   * stood before.
   */
  private async moment(when: 'before' | 'after'): Promise<Moment | undefined> {
    const { known, forgotten } = this;
    const look = await this.look(known?.horizon);
    if (!look) return undefined;
    const told = known ? followed(known, look) : namesIn(look);
    const relations = told ?? (when === 'after' ? await this.allRelations() : undefined);
    if (!relations) return undefined;
    if (forgotten === this.forgotten)
      this.known = { relations, horizon: look.horizon, schemas: look.schemas };
    return {
      walBytes: Number(look.wal_bytes),
      rows: look.counts.reduce((sum, [, , rows]) => sum + rows, 0),
      locks: new Set(look.locks),
      scans: new Map(look.counts.map(([oid, scans]) => [oid, scans])),
      relations,
    };
  }

  private async allRelations(): Promise<Relations | undefined> {
    const look = await this.look(undefined);
    return look && namesIn(look);
  }

  private look(since: string | undefined): Promise<Look | undefined> {
    return this.send(lookSql(since)).then(
      ({ rows }) => rows[0] as unknown as Look,
      () => undefined,
    );
  }
}

const namesIn = ({ relations: { fresh } }: Look): Relations =>
  new Map(fresh.map(([oid, name, kind, fileNode]) => [oid, { name, kind, fileNode }]));

/** Undefined where it cannot be told what has changed by what was written: something was dropped, or a schema has another name. */
function followed({ relations: earlier, schemas }: Known, look: Look): Relations | undefined {
  const { count, fresh } = look.relations;
  if (look.schemas !== schemas) return undefined;
  const now = fresh.length === 0 ? earlier : new Map([...earlier, ...namesIn(look)]);
  return now.size === count ? now : undefined;
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
  const now = after.relations === before.relations ? [] : [...after.relations];
  const changed = now.filter(([oid, { fileNode }]) => before.relations.get(oid)?.fileNode !== fileNode);
  const renamed = now.filter(([oid, { name }]) => before.relations.get(oid)?.name !== name);
  const isTable = ({ kind }: Relation): boolean => kind === 'r' || kind === 'm';
  return {
    durationMs,
    walBytes: Math.max(0, after.walBytes - before.walBytes),
    rows: Math.max(0, after.rows - before.rows),
    locks,
    named: renamed.flatMap(([oid, { name, kind }]) =>
      kind.toLowerCase() === 'i' ? [] : [{ relation: name, was: before.relations.get(oid)?.name ?? null }],
    ),
    rewrites: changed
      .flatMap(([oid, is]) => (isTable(is) && before.relations.has(oid) ? [nameOf(oid)] : []))
      .sort(),
    scans: [...after.scans]
      .flatMap(([oid, scans]) =>
        before.relations.has(oid) && scans > (before.scans.get(oid) ?? 0) ? [nameOf(oid)] : [],
      )
      .sort(),
    builds: changed.flatMap(([, { kind, name }]) => (kind === 'i' ? [name] : [])).sort(),
  };
}
