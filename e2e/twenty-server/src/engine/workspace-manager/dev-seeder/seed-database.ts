import { type Client } from 'pg';

import { inTransaction } from 'src/database/pg/with-client';
import { COMPANIES_SQL } from 'src/engine/workspace-manager/dev-seeder/companies.sql';
import { OPPORTUNITIES_SQL } from 'src/engine/workspace-manager/dev-seeder/opportunities.sql';
import { PEOPLE_SQL } from 'src/engine/workspace-manager/dev-seeder/people.sql';
import { WORKSPACE_STATEMENTS } from 'src/engine/workspace-manager/dev-seeder/workspace.sql';

/** How many companies, people and opportunities there are, together. */
export async function countRecords(client: Client): Promise<number> {
  const { rows } = await client.query<{ total: string }>(`
    SELECT (SELECT count(*) FROM "core"."company")
         + (SELECT count(*) FROM "core"."person")
         + (SELECT count(*) FROM "core"."opportunity") AS total`);
  return Number(rows[0]?.total);
}

/**
 * Skips the foreign key checks of this transaction, which cost a third of the time: every key below is made by the
 * same expression as the row it points to. Only a superuser may; anybody else seeds a little slower.
 */
const SKIP_FOREIGN_KEY_CHECKS = `
  SELECT set_config('session_replication_role', 'replica', true)
  FROM pg_roles WHERE rolname = current_user AND rolsuper`;

/**
 * Writes `rows` companies, people and opportunities each, and the demo workspace with its users.
 * Every value follows from the row's number, so two databases with the same number of rows hold the same data.
 */
export async function seedDatabase(client: Client, rows: number): Promise<void> {
  await inTransaction(client, async () => {
    await client.query(SKIP_FOREIGN_KEY_CHECKS);
    for (const statement of WORKSPACE_STATEMENTS) await client.query(statement);
    for (const statement of [COMPANIES_SQL, PEOPLE_SQL, OPPORTUNITIES_SQL])
      await client.query(statement, [rows]);
  });
  await client.query('ANALYZE "core"."company", "core"."person", "core"."opportunity"');
}

/** Throws away all records, the demo workspace and its users. */
export async function clearDatabase(client: Client): Promise<void> {
  await client.query(`
    TRUNCATE "core"."company", "core"."person", "core"."opportunity",
             "core"."workspace", "core"."user", "core"."userWorkspace", "core"."keyValuePair" CASCADE`);
}
