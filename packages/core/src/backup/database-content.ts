import type { ConnectionParameters } from '../target/connection';
import { withSession } from '../target/session';
import { fingerprintTables, type TableFingerprint } from '../verify/fingerprint';
import { tablesWithRows } from '../verify/proof';
import { readStructure } from '../verify/structure';
import { nameFingerprints, type NamedFingerprint } from './named-fingerprint';

/** Content of every table of one database at one instant: by name, to compare databases; by OID, to go on in this one. */
export interface DatabaseContent {
  readonly named: Readonly<Record<string, NamedFingerprint>>;
  readonly prints: ReadonlyMap<string, TableFingerprint>;
}

/** Fingerprints every table of a database in one snapshot. */
export function fingerprintDatabase(connection: ConnectionParameters): Promise<DatabaseContent> {
  return withSession(connection, { readOnly: true }, async (session) => {
    await session.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const structure = await readStructure(session);
    const prints = await fingerprintTables(session, tablesWithRows(structure));
    await session.query('ROLLBACK');
    return { named: nameFingerprints(structure, prints), prints };
  });
}
