import { exitWithMessage } from 'src/database/pg/exit-with-message';
import { withClient } from 'src/database/pg/with-client';

const STEPS = [
  ['schema "public"', 'CREATE SCHEMA IF NOT EXISTS "public"'],
  ['schema "core"', 'CREATE SCHEMA IF NOT EXISTS "core"'],
  ['extension "uuid-ossp"', 'CREATE EXTENSION IF NOT EXISTS "uuid-ossp" SCHEMA "public"'],
] as const;

/** Prepares an empty database for the first migration. */
async function setupDatabase(): Promise<void> {
  await withClient(async (client) => {
    for (const [what, sql] of STEPS) {
      await client.query(sql);
      console.log(`Set up ${what}`);
    }
  });
}

setupDatabase().catch(exitWithMessage);
