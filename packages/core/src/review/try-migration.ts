import type { ClientTools } from '../backup/client-tools';
import { dumpSchema } from '../backup/dump';
import type { ConnectionParameters } from '../target/connection';
import type { Host } from '../typeorm/host';
import type { LoadedMigration, MigrationRun } from '../typeorm/protocol';

/** What one migration did on a scratch database. */
export interface Trial {
  readonly up: MigrationRun;
  /** Undefined where `up()` failed or there is no `down()`. */
  readonly down?: MigrationRun;
  /** The schema before `up()` and after `down()`, as SQL; undefined where `down()` did not get through. */
  readonly schemas?: { readonly before: string; readonly after: string };
}

/**
 * Runs up -> down -> up on the scratch database that the host is connected to; the second `up()` leaves the schema as
 * the next migration will find it.
 */
export async function tryMigration(
  host: Host,
  migration: LoadedMigration,
  transactional: boolean,
  tools: ClientTools,
  scratch: ConnectionParameters,
  signal?: AbortSignal,
): Promise<Trial> {
  const before = await dumpSchema(tools, scratch, signal);
  const up = await runOnScratch(host, migration, 'up', transactional);
  if (up.failure || !migration.hasDown) return { up };
  const down = await runOnScratch(host, migration, 'down', transactional);
  if (down.failure) return { up, down };
  const after = await dumpSchema(tools, scratch, signal);
  await runOnScratch(host, migration, 'up', transactional);
  return { up, down, schemas: { before, after } };
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
  // The session may be gone; what failed says more than that it cannot be rolled back.
  else await host.rollback().catch(() => undefined);
  return result;
}
