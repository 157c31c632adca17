import { loadParser } from '@safe-migrate/hazards';
import { groupIntoUnits } from '../../apply/unit';
import type { ClientTools } from '../../backup/client-tools';
import { usageError, type SafeMigrateError } from '../../errors';
import type { ConnectionParameters } from '../../target/connection';
import { quoteIdentifier } from '../../target/identifier';
import { openSession, withSession } from '../../target/session';
import type { Host } from '../../typeorm/host';
import type { HostFailure, LoadedDataSource, LoadedMigration } from '../../typeorm/protocol';
import { withUnknownSizes } from '../catalog-facts';
import { CatalogReader } from '../catalog-reader';
import { judgeTrial, type ReviewedMigration } from '../judge-trial';
import { runOnScratch, tryMigration } from '../try-migration';

export interface FromZeroInput {
  readonly host: Host;
  readonly loaded: LoadedDataSource;
  /** An empty database. */
  readonly database: ConnectionParameters;
  readonly major: number;
  readonly tools: ClientTools;
  /** SQL that sets up what the migrations expect: schemas, extensions, roles. */
  readonly setup?: { readonly file: string; readonly sql: string };
  /** Every migration, in the order in which TypeORM runs them. */
  readonly ordered: readonly LoadedMigration[];
  /** Those to judge; what comes before is only run. */
  readonly judged: ReadonlySet<string>;
  /** `YYYY-MM-DD` */
  readonly today: string;
  readonly enable?: readonly string[];
  readonly signal?: AbortSignal;
}

/**
 * Runs the migrations one after the other on an empty database, and tries and judges those that are asked for. Where one of these needs
 * rows, or fails, its review is the last: nothing behind it can be judged.
 *
 * @throws SafeMigrateError SETUP_FAILED, REPLAY_FAILED
 */
export async function reviewFromZero(input: FromZeroInput): Promise<readonly ReviewedMigration[]> {
  await loadParser();
  const { host, loaded, database, major, tools, ordered, judged, today, enable, signal } = input;
  await setUp(input);
  const facts = { major, sessionSettings: {}, timeZone: 'UTC' };
  await host.connect('safe-migrate review', {}, database, { installExtensions: true });
  const reviews: ReviewedMigration[] = [];
  const session = await openSession(database);
  const reader = new CatalogReader(session);
  const place = { host, session, tools, signal, database };
  let judgeLast = (): void => undefined;
  try {
    await host.prepare();
    const units = groupIntoUnits(loaded, ordered);
    const steps = units.flatMap(({ migrations, transactional }) =>
      migrations.map((migration) => ({ migration, transactional })),
    );
    for (const { migration, transactional } of steps) {
      if (!judged.has(migration.name)) {
        const { failure } = await runOnScratch(host, migration, 'up', transactional);
        if (failure) throw replayFailed(migration, failure);
        continue;
      }
      const catalog = withUnknownSizes(await reader.read());
      const trying = tryMigration(place, migration, transactional);
      // While the server and the host's process work on this one, the one before is judged here.
      judgeLast();
      const trial = await trying;
      judgeLast = () => {
        reviews.push(judgeTrial(migration, transactional, trial, { catalog, facts, today, enable }));
        judgeLast = () => undefined;
      };
      if (trial.up.failure) break;
    }
    judgeLast();
    return reviews;
  } finally {
    await session.close();
    await host.disconnect().catch(() => undefined);
  }
}

/** TypeORM creates its table in the schema of the data source before it runs anything, so that schema is there on every real database. */
async function setUp({ database, setup, loaded: { schema } }: FromZeroInput): Promise<void> {
  await withSession(database, {}, async (session) => {
    if (schema !== undefined) await session.query(`CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(schema)}`);
    if (setup === undefined) return;
    await session.query(setup.sql).catch((error: unknown) => {
      throw usageError({
        code: 'SETUP_FAILED',
        what: `The setup file ${setup.file} fails on an empty database.`,
        why: error instanceof Error ? error.message : String(error),
        next: 'It is sent as one text before the first migration. Correct it, or leave --setup out.',
      });
    });
  });
}

function replayFailed({ name, file }: LoadedMigration, { message }: HostFailure): SafeMigrateError {
  return usageError({
    code: 'REPLAY_FAILED',
    what: `The schema cannot be built from the project's migrations: ${name} fails on a database without rows.`,
    why: `${message}${file ? ` (${file})` : ''}`,
    next: `Give what the migrations expect to be there (extensions, roles, schemas) as --setup FILE.sql, or review against the live schema: --from live`,
  });
}
