import type { ConnectionParameters } from '../target/connection';
import { openSession, type OwnSession, type Session } from '../target/session';
import { fingerprintTables, type TableFingerprint } from '../verify/fingerprint';
import type { TableState } from '../verify/structure';

/** Sessions that read at once, the holder of the snapshot included. */
const SESSIONS = 2;
/** Below this sum of bytes one session is as fast. */
const WORTH_IT = 64 * 1024 * 1024;

/** Tables, and the snapshot at which they are read. */
export interface TablesToPrint {
  readonly connection: ConnectionParameters;
  /** Its transaction holds the snapshot. */
  readonly session: Session;
  readonly snapshotId: string;
  readonly tables: readonly TableState[];
  readonly onTable?: (table: TableState) => void;
}

/** Fingerprints tables at one snapshot with several sessions, each with its share of the bytes. */
export async function fingerprintInParallel({
  connection,
  session,
  snapshotId,
  tables,
  onTable,
}: TablesToPrint): Promise<ReadonlyMap<string, TableFingerprint>> {
  const bytes = tables.reduce((sum, table) => sum + table.bytes, 0);
  if (bytes < WORTH_IT || tables.length < 2) return fingerprintTables(session, tables, onTable);
  const shares = share(tables, SESSIONS);
  const helpers: OwnSession[] = [];
  try {
    for (let made = 1; made < shares.length; made++) {
      const helper = await openSession(connection, { readOnly: true });
      helpers.push(helper);
      await helper.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
      await helper.query(`SET TRANSACTION SNAPSHOT '${snapshotId}'`);
    }
    const prints = await Promise.all(
      [session, ...helpers].map((each, index) => fingerprintTables(each, shares[index] ?? [], onTable)),
    );
    return new Map(prints.flatMap((each) => [...each]));
  } finally {
    for (const helper of helpers) await helper.close();
  }
}

/** The largest table first, each to whoever has the least so far. */
function share(tables: readonly TableState[], count: number): readonly (readonly TableState[])[] {
  const shares = Array.from({ length: count }, () => ({ bytes: 0, tables: [] as TableState[] }));
  for (const table of [...tables].sort((a, b) => b.bytes - a.bytes)) {
    const [least] = [...shares].sort((a, b) => a.bytes - b.bytes);
    if (!least) continue;
    least.tables.push(table);
    least.bytes += table.bytes;
  }
  return shares.map((each) => each.tables);
}
