import { setTimeout } from 'node:timers/promises';
import { SafeMigrateError } from '../errors';
import { qualifiedName } from '../target/identifier';
import { USER_SCHEMA } from '../target/own-schemas';
import type { Session } from '../target/session';

/** An index that exists and cannot be used (yet). */
interface InvalidIndex {
  /** Quoted, with its schema. */
  readonly name: string;
  /** The server process of another session that builds indexes on its table right now: it is invalid until that is done. */
  readonly builder: number | null;
}

const POLL_MS = 250;

/**
 * Who builds indexes is told by pg_stat_progress_create_index; to a role that may not see whose, only that a process builds something: then its
 * lock on the table tells where. REINDEX CONCURRENTLY works on several indexes of a table at once, and says one of them at a time.
 * https://www.postgresql.org/docs/current/progress-reporting.html#CREATE-INDEX-PROGRESS-REPORTING
 */
async function read(session: Session): Promise<readonly InvalidIndex[]> {
  const rows = await session.query<{ schema: string; name: string; builder: number | null }>(`
    SELECT n.nspname::text AS schema, c.relname::text AS name,
           (SELECT min(p.pid) FROM pg_catalog.pg_stat_progress_create_index p
             WHERE p.datname = pg_catalog.current_database() AND p.pid <> pg_catalog.pg_backend_pid()
               AND (p.relid = i.indrelid
                    OR p.relid IS NULL AND EXISTS (SELECT FROM pg_catalog.pg_locks l WHERE l.pid = p.pid AND l.locktype = 'relation'
                         AND l.relation = i.indrelid AND l.mode = 'ShareUpdateExclusiveLock'))) AS builder
      FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE NOT i.indisvalid AND c.relkind = 'i' AND ${USER_SCHEMA}`);
  return rows.map(({ schema, name, builder }) => ({ name: qualifiedName(schema, name), builder }));
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
 * it then, when it is whole.
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
    const found = (await read(session)).filter(({ name }) => !before.has(name));
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

function beingBuilt({ name, builder }: InvalidIndex): SafeMigrateError {
  return new SafeMigrateError({
    code: 'INDEX_BEING_BUILT',
    what: `Somebody else builds an index on the table of ${name} (process ${builder}), and does not come to an end.`,
    why: 'Whether that index is what an interrupted migration left behind, or what is being built now, cannot be told before.',
    next: `Wait until that is done: SELECT * FROM pg_stat_progress_create_index WHERE pid = ${builder}; then safe-migrate resume`,
  });
}
