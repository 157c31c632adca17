import { SafeMigrateError } from '../errors';
import type { SchemaSource } from '../review/schema-source';
import { quoteIdentifier } from '../target/identifier';
import { withSession, type Session } from '../target/session';
import type { SchemaSnapshot } from './schema-snapshot';

/**
 * The schema of a snapshot as what a review builds on.
 *
 * @param file how it is named to the user
 * @param ownServer whether roles may be made on the scratch server: it goes with them
 */
export function snapshotSchema(snapshot: SchemaSnapshot, file: string, ownServer: boolean): SchemaSource {
  return {
    copyInto: (copy) =>
      withSession(copy, {}, async (session) => {
        if (ownServer) await createRoles(session, snapshot.roles);
        await session.query(snapshot.sql).catch((error: unknown) => {
          throw notBuilt(file, error instanceof Error ? error.message : String(error));
        });
      }),
    readSizes: () =>
      Promise.resolve(
        new Map(Object.entries(snapshot.sizes).map(([name, [rows, bytes]]) => [name, { rows, bytes }])),
      ),
  };
}

async function createRoles(session: Session, wanted: readonly string[]): Promise<void> {
  const rows = await session.query<{ name: string }>('SELECT rolname::text AS name FROM pg_catalog.pg_roles');
  const known = new Set(rows.map(({ name }) => name));
  for (const name of wanted)
    if (!known.has(name)) await session.query(`CREATE ROLE ${quoteIdentifier(name)} NOLOGIN`);
}

function notBuilt(file: string, why: string): SafeMigrateError {
  return new SafeMigrateError({
    code: 'SNAPSHOT_NOT_BUILT',
    what: `The schema of the snapshot ${file} cannot be built on the scratch server.`,
    why,
    next: 'Create there what is missing (a role, for one), leave --scratch-url out to have a server booted, or let a run write the snapshot anew.',
  });
}
