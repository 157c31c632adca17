import { parseArgs } from 'node:util';

import { inTransaction, withClient } from 'src/database/pg/with-client';
import { syncMetadata } from 'src/engine/metadata-modules/workspace-sync-metadata/sync-metadata';
import { clearDatabase, seedDatabase } from 'src/engine/workspace-manager/dev-seeder/seed-database';

const DEV_ROWS = 1000;

/** `workspace:seed:dev`: throws away every record without asking, then writes a small set and syncs the metadata. */
export async function seedDev(args: readonly string[]): Promise<void> {
  parseArgs({ args: [...args], options: {} });

  await withClient(async (client) => {
    await clearDatabase(client);
    await seedDatabase(client, DEV_ROWS);
    await inTransaction(client, () => syncMetadata(client));
  });
  console.log(`Seeded ${DEV_ROWS} companies, people and opportunities each`);
}
