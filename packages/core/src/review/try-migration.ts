import type { ClientTools } from '../backup/client-tools';
import { dumpSchema } from '../backup/dump';
import type { ConnectionParameters } from '../target/connection';
import type { Session } from '../target/session';
import type { Host } from '../typeorm/host';
import type { LoadedMigration, MigrationRun } from '../typeorm/protocol';
import { isCatalogUndone } from './catalog-undone';

/** What one migration did on a scratch database. */
export interface Trial {
  readonly up: MigrationRun;
  /** Undefined where `up()` failed or there is no `down()`. */
  readonly down?: MigrationRun;
  /** The schema before `up()` and after `down()`, as SQL; undefined where `down()` did not get through, or is known to bring it back. */
  readonly schemas?: { readonly before: string; readonly after: string };
}

/** Where a migration is tried. */
export interface TrialPlace {
  readonly host: Host;
  /** The scratch database that the host is connected to. */
  readonly database: ConnectionParameters;
  /** A session of ours on it. */
  readonly session: Session;
  readonly tools: ClientTools;
  readonly signal?: AbortSignal;
}

/**
 * Runs up -> down -> up on the scratch database that the host is connected to; the second `up()` leaves the schema as
 * the next migration will find it.
 */
export async function tryMigration(
  place: TrialPlace,
  migration: LoadedMigration,
  transactional: boolean,
): Promise<Trial> {
  const quick = transactional && migration.hasDown ? await tryInOneTransaction(place, migration) : undefined;
  if (quick) return quick;
  const { host, tools, database, signal } = place;
  const before = await dumpSchema(tools, database, signal);
  const up = await runOnScratch(host, migration, 'up', transactional);
  if (up.failure || !migration.hasDown) return { up };
  const down = await runOnScratch(host, migration, 'down', transactional);
  if (down.failure) return { up, down };
  const after = await dumpSchema(tools, database, signal);
  await runOnScratch(host, migration, 'up', transactional);
  return { up, down, schemas: { before, after } };
}

/**
 * The same without a dump, in a hundredth of the time: up -> down in one transaction, which shows by itself whether anything is left of
 * it; then down() is taken back. Undefined, and nothing done, where that is not certain, or where down() fails, which it may only do
 * because its up() is not committed yet.
 */
async function tryInOneTransaction(
  { host, session }: TrialPlace,
  { name }: LoadedMigration,
): Promise<Trial | undefined> {
  const { up, down } = await host.attempt(name);
  if (!down) return rolledBack(host, { up });
  try {
    if (down.failure || !(await isCatalogUndone(host, session))) return await rolledBack(host, undefined);
    await host.keepUp();
    return { up, down };
  } catch {
    // Whatever it is: the long way shows it to the user.
    return rolledBack(host, undefined);
  }
}

/** The session may be gone; what failed says more than that it cannot be rolled back. */
async function rolledBack<T>(host: Host, result: T): Promise<T> {
  await host.rollback().catch(() => undefined);
  return result;
}

/** Runs one direction in a transaction of its own, or outside one, and commits what got through. */
export async function runOnScratch(
  host: Host,
  { name }: LoadedMigration,
  direction: 'up' | 'down',
  transactional: boolean,
): Promise<MigrationRun> {
  if (!transactional) return host.migrate(name, direction);
  await host.begin();
  const result = await host.migrate(name, direction);
  if (!result.failure) await host.commit();
  return result.failure ? rolledBack(host, result) : result;
}
