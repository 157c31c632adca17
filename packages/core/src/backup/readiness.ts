import { statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { SafeMigrateError, refusal } from '../errors';
import { describeConnection, type ConnectionParameters } from '../target/connection';
import type { ServerFacts } from '../target/facts';
import { withSession, type Session } from '../target/session';
import { rightsError } from './dump-error';
import type { BackupPlace } from './place';
import { bytesInWords } from './progress';

/** What is looked at before a backup starts. */
export interface ReadinessInput {
  readonly connection: ConnectionParameters;
  readonly facts: ServerFacts;
  readonly place: BackupPlace;
  /** A scratch server is booted on this machine, and the whole database restored into it. */
  readonly scratchHere: boolean;
}

/** What a backup may be expected to need, and what its user should know. */
export interface Readiness {
  readonly notes: readonly string[];
  /** Bytes of the archive. */
  readonly estimate: number;
  /** Bytes of rows on the server, by `schema.table`: what there is to dump. */
  readonly sizes: ReadonlyMap<string, number>;
}

/** Share of the rows' size on the server that a compressed dump takes, where no earlier backup says. */
const USUAL_SHARE = 0.35;
/** Rows vary from backup to backup. */
const RESERVE = 1.2;
/** A transaction older than this, in seconds, is worth a word. */
const LONG = 300;

/**
 * Whether a backup can be taken: every table and sequence can be read, there is space for it, nothing runs that must not run beside it.
 *
 * @throws SafeMigrateError BACKUP_RIGHTS, BACKUP_DISK_FULL, BACKUP_BESIDE_CONCURRENTLY
 */
export async function assertReady(input: ReadinessInput): Promise<Readiness> {
  const { connection, facts, place } = input;
  return withSession(connection, { readOnly: true }, async (session) => {
    const notes = await assertReadable(session);
    const rows = await session.query<{ name: string; bytes: string }>(
      `SELECT n.nspname || '.' || c.relname AS name, pg_catalog.pg_table_size(c.oid)::text AS bytes
         FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind = 'r' AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'`,
    );
    const sizes = new Map(rows.map(({ name, bytes }) => [name, Number(bytes)]));
    const ofRows = [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
    const share = await earlierShare(place, facts);
    const estimate = Math.ceil(share === undefined ? ofRows * USUAL_SHARE : facts.bytes * share * RESERVE);
    assertSpace(input, estimate);
    return { sizes, estimate, notes };
  });
}

/**
 * Whether every row can be read and compared now, whoever takes the backup.
 *
 * @returns what its user should know, in words.
 * @throws SafeMigrateError BACKUP_RIGHTS, BACKUP_BESIDE_CONCURRENTLY
 */
export async function assertReadable(session: Session): Promise<readonly string[]> {
  await assertRights(session);
  await assertNothingConcurrent(session);
  return longTransactions(session);
}

async function assertRights(session: Session): Promise<void> {
  const rows = await session.query<{ what: string }>(`
    SELECT format('%s %I.%I', CASE WHEN c.relkind = 'S' THEN 'sequence' ELSE 'table' END, n.nspname, c.relname)
           || CASE WHEN c.relkind <> 'S' AND pg_catalog.has_table_privilege(c.oid, 'SELECT') THEN ' (row-level security hides rows)' ELSE '' END AS what
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
       AND CASE WHEN c.relkind IN ('r', 'p') THEN NOT pg_catalog.has_schema_privilege(n.oid, 'USAGE')
                       OR NOT pg_catalog.has_table_privilege(c.oid, 'SELECT') OR pg_catalog.row_security_active(c.oid)
                WHEN c.relkind = 'S' THEN NOT pg_catalog.has_schema_privilege(n.oid, 'USAGE') OR NOT pg_catalog.has_sequence_privilege(c.oid, 'SELECT')
                ELSE false END
     ORDER BY 1`);
  if (rows.length === 0) return;
  const shown = rows.slice(0, 10).map(({ what }) => what);
  const more = rows.length > shown.length ? [`and ${rows.length - shown.length} more`] : [];
  throw rightsError(`It may not read all of: ${[...shown, ...more].join(', ')}`);
}

/** CREATE INDEX CONCURRENTLY and its like wait for every older snapshot, ours too: for as long as the backup takes. */
async function assertNothingConcurrent(session: Session): Promise<void> {
  const rows = await session.query<{ pid: number; query: string }>(`
    SELECT pid, left(regexp_replace(query, '\\s+', ' ', 'g'), 120) AS query FROM pg_catalog.pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle' AND query ~* '\\mconcurrently\\M' AND query ~* '^\\s*(create|drop|reindex|alter|refresh)'`);
  const [first] = rows;
  if (first === undefined) return;
  throw refusal({
    code: 'BACKUP_BESIDE_CONCURRENTLY',
    what: 'A CONCURRENTLY statement is under way in this database.',
    why: `Process ${first.pid}: ${first.query}\nIt waits for every older snapshot, and would wait until the backup is done, its index not valid.`,
    next: 'Run again when it has ended.',
  });
}

async function longTransactions(session: Session): Promise<readonly string[]> {
  const rows = await session.query<{ pid: number; application: string; seconds: number }>(`
    SELECT pid, application_name AS application, extract(epoch FROM clock_timestamp() - xact_start)::int AS seconds
      FROM pg_catalog.pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start < clock_timestamp() - interval '${LONG} seconds' ORDER BY xact_start LIMIT 5`);
  const prepared = await session.query<{ gid: string }>(
    'SELECT gid FROM pg_catalog.pg_prepared_xacts WHERE database = current_database() ORDER BY prepared LIMIT 5',
  );
  return [
    ...rows.map(
      ({ pid, application, seconds }) =>
        `process ${pid} (${application || 'no application name'}) has been in one transaction for ${Math.round(seconds / 60)} min: what it wrote and has not committed is not in the backup`,
    ),
    ...prepared.map(
      ({ gid }) => `the prepared transaction ${gid} is not committed: what it wrote is not in the backup`,
    ),
  ];
}

/** Size of the newest backup of the same database, as a share of what the database had then. */
async function earlierShare(place: BackupPlace, facts: ServerFacts): Promise<number | undefined> {
  const stored = await place.list();
  const same = stored.filter(
    ({ manifest: { database, engine } }) =>
      database.name === facts.database &&
      database.systemIdentifier === facts.systemIdentifier &&
      database.bytes > 0 &&
      engine === undefined,
  );
  const newest = same.at(-1)?.manifest;
  return newest && newest.bytes / newest.database.bytes;
}

function assertSpace({ place, facts, connection, scratchHere }: ReadinessInput, estimate: number): void {
  const free = place.freeBytes();
  if (free !== undefined && free < estimate)
    throw diskFull(
      `There is too little space for a backup of ${describeConnection(connection)}.`,
      `${place.name} has ${bytesInWords(free)} free; about ${bytesInWords(estimate)} are needed, the database has ${bytesInWords(facts.bytes)}.`,
      'Free space, or name another place with --backup-directory.',
    );
  if (!scratchHere) return;
  const stat = statfsSync(tmpdir());
  const here = stat.bavail * stat.bsize;
  // The archive may lie on the same disk.
  if (here >= facts.bytes) return;
  throw diskFull(
    'There is too little space to restore the backup into a scratch database.',
    `${tmpdir()} has ${bytesInWords(here)} free; the database has ${bytesInWords(facts.bytes)}.`,
    'Free space, set TMPDIR to a larger disk, or give --scratch-url of a server that has the space.',
  );
}

function diskFull(what: string, why: string, next: string): SafeMigrateError {
  return new SafeMigrateError({ code: 'BACKUP_DISK_FULL', what, why, next });
}
