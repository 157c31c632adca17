import { parseArgs } from 'node:util';

import { exitWithMessage } from 'src/database/pg/exit-with-message';
import { withClient } from 'src/database/pg/with-client';
import { countRecords, seedDatabase } from 'src/engine/workspace-manager/dev-seeder/seed-database';

/** Fills an empty database: `seed.ts [--rows N]`, with N companies, people and opportunities each (200,000 by default). */
async function seed(): Promise<void> {
  const { values } = parseArgs({ options: { rows: { type: 'string', default: '200000' } } });
  const rows = Number(values.rows);
  if (!Number.isInteger(rows) || rows < 1 || rows > 10_000_000) {
    throw new Error(`--rows takes a whole number from 1 to 10000000, not "${values.rows}".`);
  }

  await withClient(async (client) => {
    const found = await countRecords(client);
    if (found > 0)
      throw new Error(`The database already holds ${found} records: this script only fills an empty one.`);

    const started = Date.now();
    await seedDatabase(client, rows);
    console.log(`Seeded ${rows} companies, people and opportunities each in ${Date.now() - started} ms`);
  });
}

seed().catch(exitWithMessage);
