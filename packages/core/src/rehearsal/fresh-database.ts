import type { ClientTools } from '../backup/client-tools';
import { dumpSchema } from '../backup/dump';
import { groupIntoUnits } from '../apply/unit';
import { lineDifferences } from '../review/line-differences';
import { runOnScratch } from '../review/try-migration';
import type { ConnectionParameters } from '../target/connection';
import type { ServerFacts } from '../target/facts';
import { quoteIdentifier } from '../target/identifier';
import { USER_SCHEMA } from '../target/own-schemas';
import { withSession } from '../target/session';
import type { Host } from '../typeorm/host';
import { inRunOrder } from '../typeorm/migration-list';
import type { LoadedDataSource } from '../typeorm/protocol';

/** How a database made from nothing by the migrations compares with one that they were added to over time. */
export type FreshComparison =
  | { readonly outcome: 'same'; readonly migrations: number; readonly schemas: readonly string[] }
  /** Lines with `-` are only in the database that was upgraded, lines with `+` only in the fresh one. */
  | { readonly outcome: 'different'; readonly difference: string }
  /** Projects that began without migrations, or that expect something to be there, cannot be built from nothing. */
  | { readonly outcome: 'not-built'; readonly migration: string; readonly message: string };

export interface FreshInput {
  readonly host: Host;
  readonly loaded: LoadedDataSource;
  readonly facts: ServerFacts;
  readonly tools: ClientTools;
  /** An empty database. */
  readonly empty: ConnectionParameters;
  /** A copy of the live database with every migration applied. */
  readonly upgraded: ConnectionParameters;
  readonly signal?: AbortSignal;
}

/**
 * Runs every migration on an empty database, in the order in which TypeORM runs them there, and compares the schemas that this makes with
 * the same schemas of the upgraded database. An order that differs from the one in which production got them (a migration that was merged
 * late, a stamp of 14 digits), a change by hand and a migration that was edited after it ran all show here.
 */
export async function compareWithFresh(input: FreshInput): Promise<FreshComparison> {
  const { host, loaded, facts, tools, empty, upgraded, signal } = input;
  if (loaded.schema !== undefined) {
    const create = `CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(loaded.schema)}`;
    await withSession(empty, {}, (session) => session.query(create));
  }
  await host.connect('safe-migrate fresh', facts.sessionSettings, empty, { installExtensions: true });
  const ordered = inRunOrder(loaded.migrations);
  try {
    await host.prepare();
    for (const { migrations, transactional } of groupIntoUnits(loaded, ordered)) {
      for (const migration of migrations) {
        const { failure } = await runOnScratch(host, migration, 'up', transactional);
        if (failure) return { outcome: 'not-built', migration: migration.name, message: failure.message };
      }
    }
  } finally {
    await host.disconnect().catch(() => undefined);
  }
  const schemas = await withSession(empty, { readOnly: true }, async (session) => {
    const rows = await session.query<{ name: string }>(
      `SELECT n.nspname::text AS name FROM pg_catalog.pg_namespace n WHERE ${USER_SCHEMA} ORDER BY 1`,
    );
    return rows.map(({ name }) => name);
  });
  const before = await dumpSchema(tools, upgraded, signal, schemas);
  const fresh = await dumpSchema(tools, empty, signal, schemas);
  return before === fresh
    ? { outcome: 'same', migrations: ordered.length, schemas }
    : { outcome: 'different', difference: lineDifferences(before, fresh) };
}
