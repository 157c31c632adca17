import { escapeIdentifier } from 'pg';

import { exitWithMessage } from 'src/database/pg/exit-with-message';
import { withClient } from 'src/database/pg/with-client';

const KEPT_SCHEMAS = ['information_schema', 'metric_helpers', 'user_management', 'public'];

/** Drops every schema that holds data, for every workspace. There is no way back, and nothing here asks. */
async function truncateDatabase(): Promise<void> {
  await withClient(async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `SELECT nspname AS name FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> ALL ($1) ORDER BY nspname`,
      [KEPT_SCHEMAS],
    );
    for (const { name } of rows) {
      await client.query(`DROP SCHEMA IF EXISTS ${escapeIdentifier(name)} CASCADE`);
      console.log(`Dropped schema "${name}"`);
    }
  });
}

truncateDatabase().catch(exitWithMessage);
