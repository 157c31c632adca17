import { setTimeout } from 'node:timers/promises';
import { SafeMigrateError } from '../errors';
import { qualifiedName } from '../target/identifier';
import { USER_SCHEMA } from '../target/own-schemas';
import type { Session } from '../target/session';

/** An index that exists and cannot be used (yet). */
interface InvalidIndex {
  readonly oid: number;
  readonly table: number;
  /** Quoted, with its schema. */
  readonly name: string;
  /** The transaction that changed or changes its row last; 0 where none did since it was written. */
  readonly changedBy: string;
}

const POLL_MS = 250;

async function read(session: Session): Promise<readonly InvalidIndex[]> {
  const rows = await session.query<Omit<InvalidIndex, 'name'> & { schema: string; relname: string }>(`
    SELECT c.oid::int8::float8 AS oid, i.indrelid::int8::float8 AS table, n.nspname::text AS schema, c.relname::text,
           i.xmax::text AS "changedBy"
      FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE NOT i.indisvalid AND c.relkind = 'i' AND ${USER_SCHEMA}`);
  return rows.map(({ schema, relname, ...index }) => ({ ...index, name: qualifiedName(schema, relname) }));
}

/** By table: the server process of another session that builds indexes on it right now: they are invalid until that is done. */
type Builders = ReadonlyMap<number, number>;

/**
 * Who builds indexes is told by pg_stat_progress_create_index; to a role that may not see whose, only that a process builds something: then its
 * lock on the table tells where. REINDEX CONCURRENTLY works on several indexes of a table at once, and says one of them at a time.
 * https://www.postgresql.org/docs/current/progress-reporting.html#CREATE-INDEX-PROGRESS-REPORTING
 */
async function readBuilders(session: Session): Promise<Builders> {
  const rows = await session.query<{ table: number; pid: number }>(`
    SELECT coalesce(p.relid, l.relation)::int8::float8 AS table, p.pid
      FROM pg_catalog.pg_stat_progress_create_index p
      LEFT JOIN pg_catalog.pg_locks l ON p.relid IS NULL AND l.pid = p.pid AND l.locktype = 'relation'
           AND l.mode = 'ShareUpdateExclusiveLock'
     WHERE p.datname = pg_catalog.current_database() AND p.pid <> pg_catalog.pg_backend_pid()`);
  return new Map(rows.map(({ table, pid }) => [table, pid]));
}

/** The server processes of other sessions whose transactions write, by their ids. */
async function readWriters(session: Session): Promise<ReadonlyMap<string, number>> {
  const rows = await session.query<{ xid: string; pid: number }>(`
    SELECT transactionid::text AS xid, pid FROM pg_catalog.pg_locks
     WHERE locktype = 'transactionid' AND mode = 'ExclusiveLock' AND granted AND pid <> pg_catalog.pg_backend_pid()`);
  return new Map(rows.map(({ xid, pid }) => [xid, pid]));
}

/** An {@link InvalidIndex}, and the process that may be building it; null: nobody is. */
interface Leftover extends InvalidIndex {
  readonly builder: number | null;
}

/**
 * The order is what makes this sound. A build ends in three steps: its row in pg_index says valid, its progress is gone, its transaction commits
 * (with a synchronous standby, much later). Whoever built an index of the first reading and has no progress any more has written the row
 * by then; if the transaction is not among the writers either, it has ended, and the second reading, which is newer, shows what came of it.
 */
async function readLeftovers(session: Session): Promise<readonly Leftover[]> {
  const before = new Set((await read(session)).map(({ oid }) => oid));
  if (before.size === 0) return [];
  const builders = await readBuilders(session);
  const writers = await readWriters(session);
  return (await read(session))
    .filter(({ oid }) => before.has(oid))
    .map((index) => ({
      ...index,
      builder: builders.get(index.table) ?? writers.get(index.changedBy) ?? null,
    }));
}

/**
 * Indexes that exist and cannot be used: what a failed CREATE INDEX CONCURRENTLY leaves behind, and what is being built.
 * https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY
 */
export async function readInvalidIndexes(session: Session): Promise<ReadonlySet<string>> {
  return new Set((await read(session)).map(({ name }) => name));
}

/** Options of {@link leftoverIndexes} and {@link dropInvalidIndexes}. */
export interface LeftoverOptions {
  /** Longest time in ms to wait for somebody else who builds an index on the same table; 0: what they may be building is left out. */
  readonly patience: number;
  /** Ends the wait, with what it was aborted for. */
  readonly signal?: AbortSignal;
}

/**
 * Invalid indexes that were not there before, and that nobody is building: DROP INDEX CONCURRENTLY would wait for whoever builds one, and drop
 * it then, when it is whole. Who begins to repair one between this answer and the drop is not seen: no lock keeps both REINDEX CONCURRENTLY and
 * nobody else away.
 *
 * @throws SafeMigrateError INDEX_BEING_BUILT where the patience is at its end
 */
export async function leftoverIndexes(
  session: Session,
  before: ReadonlySet<string>,
  { patience, signal }: LeftoverOptions,
): Promise<readonly string[]> {
  const deadline = performance.now() + patience;
  for (;;) {
    const found = (await readLeftovers(session)).filter(({ name }) => !before.has(name));
    const building = found.find(({ builder }) => builder !== null);
    if (!building || patience === 0)
      return found.filter(({ builder }) => builder === null).map(({ name }) => name);
    if (performance.now() >= deadline) throw beingBuilt(building);
    await setTimeout(POLL_MS, undefined, { signal });
  }
}

/** Drops the invalid indexes that were not there before; those of other people stay. */
export async function dropInvalidIndexes(
  session: Session,
  before: ReadonlySet<string>,
  options: LeftoverOptions,
): Promise<void> {
  for (const name of await leftoverIndexes(session, before, options))
    await session.query(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`);
}

function beingBuilt({ name, builder }: Leftover): SafeMigrateError {
  return new SafeMigrateError({
    code: 'INDEX_BEING_BUILT',
    what: `Somebody else builds an index on the table of ${name} (process ${builder}), and does not come to an end.`,
    why: 'Whether that index is what an interrupted migration left behind, or what is being built now, cannot be told before.',
    next: `Wait until that is done: SELECT * FROM pg_stat_progress_create_index WHERE pid = ${builder}; then safe-migrate resume`,
  });
}
