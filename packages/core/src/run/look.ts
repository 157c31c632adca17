import { SafeMigrateError, type ErrorFacts } from '../errors';
import { isDead, leaseHolder, type LeaseHolder } from '../journal/lease-row';
import { readKnownRuns, type KnownRun } from '../journal/unfinished';
import { keepSecret } from '../secrets';
import { readSealStanding, type SealStanding } from '../seal/standing';
import { describeConnection } from '../target/connection';
import { readServerFacts } from '../target/facts';
import { withSession } from '../target/session';
import { Host } from '../typeorm/host';
import { listMigrations } from '../typeorm/migration-list';
import { tableName } from '../verify/structure';

/** What a database and the journal in it say, read without changing or locking anything. */
export interface Looked {
  readonly database: string;
  readonly executed: readonly string[];
  readonly pending: readonly string[];
  /** Why the list of migrations cannot be told, e.g. MIGRATION_FILE_MISSING. */
  readonly problem?: ErrorFacts;
  readonly newest?: KnownRun;
  readonly unfinished?: KnownRun;
  /** `schema.table` of TypeORM's list of executed migrations. */
  readonly bookkeeping: string;
  /** Who works on the database now. */
  readonly holder?: LeaseHolder & { readonly dead: boolean };
  /** Where the database was sealed once. */
  readonly seal?: SealStanding;
}

const LOCK_WAIT_MS = 3_000;
const STATEMENT_MS = 15_000;

/**
 * Loads the data source in the user's project and looks.
 *
 * @throws SafeMigrateError as loading and connecting do
 */
export async function look(projectRoot: string, dataSource: string): Promise<Looked> {
  const { host, loaded } = await Host.start(projectRoot, dataSource);
  try {
    keepSecret(loaded.connection);
    return await withSession(loaded.connection, { readOnly: true }, async (session) => {
      // Who asks is about to start an application, or is in a hurry: a list that is locked is an answer too.
      await session.query(
        `SET lock_timeout = '${LOCK_WAIT_MS}ms'; SET statement_timeout = '${STATEMENT_MS}ms'`,
      );
      const { currentSchema } = await readServerFacts(session);
      const schema = loaded.schema ?? currentSchema;
      const list = await listMigrations(session, { ...loaded, schema }).catch((error: unknown) => {
        if (error instanceof SafeMigrateError) return error.facts();
        throw error;
      });
      const holder = await leaseHolder(session);
      const seal = await readSealStanding(session);
      const base = {
        database: describeConnection(loaded.connection),
        bookkeeping: tableName({ schema, name: loaded.migrationsTable }),
        ...(await readKnownRuns(session)),
        ...(holder?.session ? { holder: { ...holder, dead: isDead(holder) } } : {}),
        ...(seal ? { seal } : {}),
      };
      return 'pending' in list
        ? { ...base, executed: list.executed, pending: list.pending.map(({ name }) => name) }
        : { ...base, executed: [], pending: [], problem: list };
    });
  } finally {
    await host.close();
  }
}
