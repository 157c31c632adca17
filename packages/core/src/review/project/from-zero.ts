import { loadParser } from '@safe-migrate/hazards';
import { groupIntoUnits } from '../../apply/unit';
import type { ClientTools } from '../../backup/client-tools';
import { usageError, type SafeMigrateError } from '../../errors';
import type { ConnectionParameters } from '../../target/connection';
import { quoteIdentifier } from '../../target/identifier';
import { withSession } from '../../target/session';
import type { Host } from '../../typeorm/host';
import type { HostFailure, LoadedDataSource, LoadedMigration } from '../../typeorm/protocol';
import { withUnknownSizes } from '../catalog-facts';
import { CatalogCopy } from '../catalog-copy';
import { judgeTrial, type ReviewedMigration } from '../judge-trial';
import { runOnScratch, stepsOf, tryMigrations } from '../try-migration';

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
  const facts = { major, sessionSettings: {}, timeZone: 'UTC' };
  const settingUp = setUp(input);
  // What is set up may be what TypeORM would make of itself when it connects.
  if (input.setup !== undefined) await settingUp;
  const connecting = host.connect('safe-migrate review', {}, database, { installExtensions: true });
  await Promise.all([settingUp, connecting]);
  const reviews: ReviewedMigration[] = [];
  const place = { host, tools, signal, database, catalog: new CatalogCopy() };
  try {
    await host.prepare();
    const steps = stepsOf(groupIntoUnits(loaded, ordered));
    const first = steps.findIndex(({ migration }) => judged.has(migration.name));
    for (const { migration, transactional } of steps.slice(0, first)) {
      const { failure } = await runOnScratch(host, migration, 'up', transactional);
      if (failure) throw replayFailed(migration, failure);
    }
    for await (const { step, trial } of tryMigrations(place, steps.slice(first))) {
      const conditions = { catalog: withUnknownSizes(trial.catalog), facts, today, enable };
      reviews.push(judgeTrial(step.migration, step.transactional, trial, conditions));
    }
    return reviews;
  } finally {
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
