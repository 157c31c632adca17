import { parseArgs } from 'node:util';

import { inTransaction, withClient } from 'src/database/pg/with-client';
import { syncMetadata } from 'src/engine/metadata-modules/workspace-sync-metadata/sync-metadata';

/** `workspace:sync-metadata [--force]`: all changes are kept, or none. `--force` is accepted for old scripts: nothing asks here. */
export async function syncMetadataCommand(args: readonly string[]): Promise<void> {
  parseArgs({ args: [...args], options: { force: { type: 'boolean', short: 'f' } } });

  const result = await withClient((client) => inTransaction(client, () => syncMetadata(client)));
  for (const change of result.changes) console.log(change);
  const outcome =
    result.changes.length === 0 ? 'is up to date' : `was synced, ${result.changes.length} changes`;
  console.log(`Metadata ${outcome}: ${result.objectCount} objects, ${result.fieldCount} fields`);
}
