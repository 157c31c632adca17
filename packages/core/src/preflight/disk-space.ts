import { closeSync, openSync, readSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { refusal } from '../errors';
import type { ConnectionParameters } from '../target/connection';
import type { ServerFacts } from '../target/facts';
import type { Session } from '../target/session';

/** A rewrite writes the table once more, and as much write-ahead log; the old file goes at COMMIT. */
const TIMES = 2;
/** Below so many bytes nobody needs to be told to look. */
const WORTH_A_WORD = 1_000_000_000;
/** A disk is not filled to its last block. */
const SPARE = 0.05;

/**
 * Whether the server's disk has room for tables (`schema.table`) that will be written anew. PostgreSQL itself does not tell how much is free; where its data directory
 * is on this machine, and can be read, the system does.
 *
 * @returns one line per warning: where it cannot be known, how much room it takes
 * @throws SafeMigrateError DISK_SPACE
 */
export async function assertRoom(
  session: Session,
  tables: readonly string[],
  connection: Pick<ConnectionParameters, 'host'>,
  facts: Pick<ServerFacts, 'systemIdentifier'>,
): Promise<readonly string[]> {
  if (tables.length === 0) return [];
  const { bytes, names, isElsewhere } = await sizeOf(session, tables);
  const need = bytes * TIMES;
  const free = isElsewhere ? undefined : await freeBytes(session, connection, facts);
  if (free !== undefined && need > free * (1 - SPARE))
    throw refusal({
      code: 'DISK_SPACE',
      what: `Writing ${names} anew takes about ${megabytes(need)}, and the server's disk has ${megabytes(free)} left.`,
      why: 'The table and its indexes are written once more, along with as much write-ahead log, before the old files go. A full disk stops the server for everybody.',
      next: 'Make room, or change the table without a rewrite (safe-migrate plan tells the safe way).',
    });
  if (free !== undefined || need < WORTH_A_WORD) return [];
  return [
    `writing ${names} anew takes about ${megabytes(need)} on the server's disk; PostgreSQL does not tell how much is free there: look (df, or the platform's metrics) before you go on`,
  ];
}

async function sizeOf(session: Session, tables: readonly string[]) {
  const rows = await session.query<{ name: string; bytes: string; elsewhere: boolean }>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS name, pg_catalog.pg_total_relation_size(c.oid)::text AS bytes, c.reltablespace <> 0 AS elsewhere
       FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname || '.' || c.relname = ANY ($1::text[]) AND c.relkind IN ('r', 'm') ORDER BY 1`,
    [tables],
  );
  return {
    bytes: rows.reduce((sum, row) => sum + Number(row.bytes), 0),
    names: rows.map(({ name }) => name).join(', '),
    isElsewhere: rows.some(({ elsewhere }) => elsewhere),
  };
}

/** Undefined where it cannot be known. A folder of that name may belong to another server: its control file tells. */
async function freeBytes(
  session: Session,
  { host }: Pick<ConnectionParameters, 'host'>,
  { systemIdentifier }: Pick<ServerFacts, 'systemIdentifier'>,
): Promise<number | undefined> {
  if (!/^(?:localhost|127\.|::1$|\/)/.test(host) || systemIdentifier === null) return undefined;
  try {
    // Throws where the role may not see it.
    const [row] = await session.query<{ folder: string }>(
      `SELECT pg_catalog.current_setting('data_directory') AS folder`,
    );
    const folder = row?.folder ?? '';
    if (identifierIn(folder) !== systemIdentifier) return undefined;
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return undefined;
  }
}

/** The first eight bytes of the control file: https://github.com/postgres/postgres/blob/master/src/include/catalog/pg_control.h */
function identifierIn(folder: string): string {
  const file = openSync(join(folder, 'global', 'pg_control'), 'r');
  try {
    const bytes = Buffer.alloc(8);
    readSync(file, bytes, 0, 8, 0);
    return bytes.readBigUInt64LE().toString();
  } finally {
    closeSync(file);
  }
}

function megabytes(bytes: number): string {
  return bytes >= 10e9 ? `${(bytes / 1e9).toFixed(0)} GB` : `${(bytes / 1e6).toFixed(0)} MB`;
}
