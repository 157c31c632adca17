import { SafeMigrateError } from '../errors';
import { quoteIdentifier } from '../target/identifier';
import { withSession, type OwnSession, type Session } from '../target/session';
import type { Maintenance } from './maintenance';

/** Names before and after a swap. */
export interface Swap {
  /** The name that the application connects to. */
  readonly live: string;
  /** The database that takes it. */
  readonly restored: string;
  /** What the live database is called then; undefined where there is no live database any more. */
  readonly aside: string | undefined;
  /** A session on the live database whose locks keep writers out. It is closed last, when nobody else is connected and nobody can connect. */
  readonly guard?: OwnSession;
}

/** Attempts to find a moment at which nobody is connected. */
const ATTEMPTS = 5;
const KICK_MS = 50;

/**
 * Gives the live database's name to the restored one. Both renames are one transaction: a client finds the old database or the new one
 * under the name, never none, and where we are killed in between, everything is as it was. Whoever is connected is disconnected.
 *
 * @throws SafeMigrateError SWAP_FAILED
 */
export async function swapDatabases({ session, connection }: Maintenance, swap: Swap): Promise<void> {
  const { live, restored, aside, guard } = swap;
  const renamer = await pidOf(session);
  const guarding = guard && (await pidOf(guard));
  let released = false;
  for (let attempt = 1; ; attempt++) {
    let renaming = true;
    // Renaming locks out new connections first, then waits a few seconds for the old ones to go: they are sent away meanwhile.
    const kicking = withSession(connection, {}, async (other) => {
      while (renaming) {
        await disconnectAll(other, [live, restored], guarding);
        if (guard && !released && (await isLast(other, live, guarding, renamer))) {
          released = true;
          await guard.close();
        }
        await new Promise((resolve) => setTimeout(resolve, KICK_MS));
      }
    });
    kicking.catch(() => undefined);
    try {
      await session.query('BEGIN');
      if (aside !== undefined)
        await session.query(`ALTER DATABASE ${quoteIdentifier(live)} RENAME TO ${quoteIdentifier(aside)}`);
      await session.query(`ALTER DATABASE ${quoteIdentifier(restored)} RENAME TO ${quoteIdentifier(live)}`);
      await session.query('COMMIT');
      return;
    } catch (error) {
      await session.query('ROLLBACK').catch(() => undefined);
      const { code, message } = error as { code?: string; message?: string };
      // 55006: a database is accessed by other users
      if (code === '55006' && attempt < ATTEMPTS && !released) continue;
      throw new SafeMigrateError({
        code: 'SWAP_FAILED',
        what: `"${restored}" could not be given the name "${live}". Nothing was renamed.`,
        why: message ?? String(error),
        next: 'Stop what is connected to the database (or connect as its owner or a superuser), and run again.',
      });
    } finally {
      renaming = false;
      await kicking.catch(() => undefined);
    }
  }
}

/** Sessions of others on these databases. What this role may not end is left. */
async function disconnectAll(
  session: Session,
  databases: readonly string[],
  but: number | undefined,
): Promise<void> {
  await session.query(
    `SELECT pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity
      WHERE datname = ANY ($1) AND pid <> pg_backend_pid() AND pid <> coalesce($2::int, 0) AND backend_type = 'client backend'
        AND ((SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user)
          OR NOT (SELECT rolsuper FROM pg_catalog.pg_roles WHERE oid = usesysid))
        AND (pg_catalog.pg_has_role(current_user, usesysid, 'USAGE') OR pg_catalog.pg_has_role(current_user, 'pg_signal_backend', 'USAGE'))`,
    [databases, but ?? null],
  );
}

/** Whether nobody but the guard is connected, and nobody can connect: the rename holds its lock on the database, and waits for the guard. */
async function isLast(
  session: Session,
  database: string,
  guard: number | undefined,
  renamer: number,
): Promise<boolean> {
  const [row] = await session.query<{ last: boolean }>(
    `SELECT NOT EXISTS (SELECT FROM pg_catalog.pg_stat_activity a WHERE a.datid = d.oid AND a.pid <> $2::int AND a.backend_type <> 'autovacuum worker')
            AND EXISTS (SELECT FROM pg_catalog.pg_locks l WHERE l.locktype = 'object' AND l.classid = 'pg_catalog.pg_database'::regclass AND l.objid = d.oid
                          AND l.mode = 'AccessExclusiveLock' AND l.granted AND l.pid = $3::int) AS last
       FROM pg_catalog.pg_database d WHERE d.datname = $1`,
    [database, guard ?? 0, renamer],
  );
  return row?.last === true;
}

async function pidOf(session: Session): Promise<number> {
  const [row] = await session.query<{ pid: number }>('SELECT pg_catalog.pg_backend_pid() AS pid');
  return row?.pid ?? 0;
}
