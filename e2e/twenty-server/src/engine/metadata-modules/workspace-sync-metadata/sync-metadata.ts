import { type Client } from 'pg';

import { readCatalog } from 'src/engine/metadata-modules/workspace-sync-metadata/catalog-column';
import {
  insertRow,
  type MetadataTable,
  type StoredRow,
  updateRow,
} from 'src/engine/metadata-modules/workspace-sync-metadata/metadata-table';
import { nameObject } from 'src/engine/metadata-modules/workspace-sync-metadata/names';
import {
  type MetadataValues,
  wantedMetadata,
  type WantedObject,
} from 'src/engine/metadata-modules/workspace-sync-metadata/wanted-metadata';

/** What `/graphql` answers besides the objects. */
const NAMES_OF_THE_API = ['metadataVersion'];

export interface SyncResult {
  readonly objectCount: number;
  readonly fieldCount: number;
  /** One line per row that was written. */
  readonly changes: readonly string[];
}

/**
 * Makes the metadata say what the catalog of schema `core` says: new tables and columns are added, changed ones
 * updated, vanished ones deactivated. A row that is right already is not written.
 *
 * Call it in a transaction. Two runs at once take turns; readers are not held up.
 */
export async function syncMetadata(client: Client): Promise<SyncResult> {
  // Somebody else's lock should end in an error that names it, not in a hang.
  await client.query(`SET LOCAL lock_timeout = '10s'`);
  await requireMetadataTables(client);
  await client.query('LOCK TABLE "core"."objectMetadata" IN SHARE ROW EXCLUSIVE MODE');

  const wanted = wantedMetadata(await readCatalog(client));
  const objects = await storedRows(client, 'objectMetadata');
  const fields = await storedRows(client, 'fieldMetadata');
  const takenNames = new Set([
    ...NAMES_OF_THE_API,
    ...objects.flatMap((row) => [String(row.nameSingular), String(row.namePlural)]),
  ]);
  const changes: string[] = [];

  for (const object of wanted) {
    const id = await syncObject(client, object, objects, takenNames, changes);
    await syncFields(client, object, id, fields, changes);
  }
  const tables = new Set(wanted.map((object) => object.targetTableName));
  for (const stored of objects.filter((row) => !tables.has(String(row.targetTableName)))) {
    if (await deactivate(client, 'objectMetadata', stored))
      changes.push(`deactivated object ${stored.nameSingular}`);
  }

  return {
    objectCount: wanted.length,
    fieldCount: wanted.reduce((sum, object) => sum + object.fields.size, 0),
    changes,
  };
}

async function syncObject(
  client: Client,
  object: WantedObject,
  objects: readonly StoredRow[],
  takenNames: Set<string>,
  changes: string[],
): Promise<string> {
  const { targetTableName, values } = object;
  const stored = objects.find((row) => row.targetTableName === targetTableName);
  if (!stored) {
    const names = nameObject(targetTableName, takenNames);
    changes.push(`created object ${names.nameSingular}`);
    return insertRow(client, 'objectMetadata', { targetTableName, ...names, ...values });
  }
  const changed = await updateRow(client, 'objectMetadata', stored, values);
  if (changed.length > 0) changes.push(`updated object ${stored.nameSingular} (${changed.join(', ')})`);
  return stored.id;
}

async function syncFields(
  client: Client,
  object: WantedObject,
  objectMetadataId: string,
  allFields: readonly StoredRow[],
  changes: string[],
): Promise<void> {
  const ownFields = allFields.filter((row) => row.objectMetadataId === objectMetadataId);
  const nameOf = (field: unknown): string => `${object.targetTableName}.${field}`;

  for (const [name, values] of object.fields) {
    const stored = ownFields.find((row) => row.name === name);
    if (stored) {
      const changed = await updateRow(client, 'fieldMetadata', stored, values);
      if (changed.length > 0) changes.push(`updated field ${nameOf(name)} (${changed.join(', ')})`);
    } else {
      await insertRow(client, 'fieldMetadata', { objectMetadataId, name, ...values });
      changes.push(`created field ${nameOf(name)} (${values.type})`);
    }
  }
  for (const stored of ownFields.filter((row) => !object.fields.has(String(row.name)))) {
    if (await deactivate(client, 'fieldMetadata', stored))
      changes.push(`deactivated field ${nameOf(stored.name)}`);
  }
}

async function deactivate(client: Client, table: MetadataTable, stored: StoredRow): Promise<boolean> {
  const inactive: MetadataValues = { isActive: false };
  return (await updateRow(client, table, stored, inactive)).length > 0;
}

async function storedRows(client: Client, table: MetadataTable): Promise<readonly StoredRow[]> {
  const { rows } = await client.query<StoredRow>(`SELECT * FROM "core"."${table}"`);
  return rows;
}

async function requireMetadataTables(client: Client): Promise<void> {
  const { rows } = await client.query<{ ready: boolean }>(
    `SELECT to_regclass('"core"."objectMetadata"') IS NOT NULL AND to_regclass('"core"."fieldMetadata"') IS NOT NULL AS ready`,
  );
  if (!rows[0]?.ready)
    throw new Error('The metadata tables are missing: run the migrations of schema "core" first.');
}
