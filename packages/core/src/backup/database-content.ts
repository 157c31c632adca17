import type { ConnectionParameters } from '../target/connection';
import { withSession, type Session } from '../target/session';
import type { TableFingerprint } from '../verify/fingerprint';
import { tablesWithRows } from '../verify/proof';
import { readStructure, tableName, type Structure, type TableState } from '../verify/structure';
import { inventoryDifferences, readInventory, type LeftOut } from './inventory';
import { largeObjectDifferences, readLargeObjects } from './large-objects';
import type { BackupContent } from './manifest';
import { contentDifferences, nameFingerprints, type NamedFingerprint } from './named-fingerprint';
import { fingerprintInParallel } from './parallel-fingerprint';
import { readSequences, sequenceDifferences } from './sequences';

/** Content of every table of one database at one instant: by name, to compare databases; by OID, to go on in this one. */
export interface DatabaseContent {
  readonly named: Readonly<Record<string, NamedFingerprint>>;
  readonly prints: ReadonlyMap<string, TableFingerprint>;
}

/** Everything that a backup is compared by. */
export interface WholeContent extends DatabaseContent {
  readonly structure: Structure;
  readonly content: BackupContent;
}

/** Where content is read, and who hears of it. */
export interface ContentReader {
  readonly connection: ConnectionParameters;
  /** Holds the snapshot. */
  readonly session: Session;
  readonly snapshotId: string;
  readonly onTable?: (table: TableState) => void;
}

/** Fingerprints every table of a database in one snapshot. */
export async function fingerprintDatabase(connection: ConnectionParameters): Promise<DatabaseContent> {
  return inSnapshot(connection, async (reader) => {
    const structure = await readStructure(reader.session);
    const prints = await fingerprintInParallel({ ...reader, tables: tablesWithRows(structure) });
    return { named: nameFingerprints(structure, prints), prints };
  });
}

/** Everything of a database that nobody else writes to. */
export const readWholeDatabase = (
  connection: ConnectionParameters,
  onTable?: (table: TableState) => void,
): Promise<WholeContent> =>
  inSnapshot(connection, (reader) => readWhole({ ...reader, onTable }, (finish) => finish()));

/**
 * Everything of the database at a snapshot. Sequences are no part of it: they are read before and after `during`.
 *
 * @param during waits for whatever else reads the same snapshot, then finishes.
 */
export async function readWhole(
  reader: ContentReader,
  during: (finish: () => Promise<WholeContent>) => Promise<WholeContent>,
): Promise<WholeContent> {
  const { session } = reader;
  const structure = await readStructure(session);
  const before = await readSequences(session, structure.sequences);
  const prints = await fingerprintInParallel({ ...reader, tables: tablesWithRows(structure) });
  const largeObjects = await readLargeObjects(session);
  const objects = await readInventory(session);
  return during(async () => {
    const after = await readSequences(session, structure.sequences);
    const sequences = structure.sequences.map((sequence) => {
      const to = after.get(sequence.oid) ?? null;
      return [tableName(sequence), { from: before.get(sequence.oid) ?? null, to }] as const;
    });
    const named = nameFingerprints(structure, prints);
    const content = { tables: named, sequences: Object.fromEntries(sequences), largeObjects, objects };
    return { structure, prints, named, content };
  });
}

/** What a restored database has otherwise than the one it was made from, in words; empty where nothing differs. */
export function wholeDifferences(
  expected: BackupContent,
  actual: BackupContent,
  leftOut?: LeftOut,
): readonly string[] {
  return [
    ...contentDifferences(expected.tables, actual.tables).map(({ words }) => words),
    ...sequenceDifferences(expected.sequences, actual.sequences),
    ...largeObjectDifferences(expected.largeObjects, actual.largeObjects),
    ...inventoryDifferences(expected.objects, actual.objects, leftOut),
  ];
}

function inSnapshot<T>(
  connection: ConnectionParameters,
  use: (reader: ContentReader) => Promise<T>,
): Promise<T> {
  return withSession(connection, { readOnly: true }, async (session) => {
    await session.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const [row] = await session.query<{ id: string }>('SELECT pg_catalog.pg_export_snapshot() AS id');
    const result = await use({ connection, session, snapshotId: row?.id ?? '' });
    await session.query('ROLLBACK');
    return result;
  });
}
