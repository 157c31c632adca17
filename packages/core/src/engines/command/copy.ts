import { randomInt } from 'node:crypto';
import { SafeMigrateError, refusal } from '../../errors';
import { describeConnection, type ConnectionParameters } from '../../target/connection';
import { readServerFacts, type ServerFacts } from '../../target/facts';
import { openSession, withSession } from '../../target/session';

/**
 * Holds a restored copy to being one: a database of its own, of the same major, that can be written to. Migrations are tried on it: were it the
 * live database, they would be applied there.
 *
 * @throws SafeMigrateError BACKUP_COPY_IS_LIVE, BACKUP_COPY_UNFIT, and those of a connection
 */
export async function assertIsCopy(
  live: ConnectionParameters,
  liveFacts: ServerFacts,
  copy: ConnectionParameters,
): Promise<ServerFacts> {
  const where = describeConnection(copy);
  const access = { correct: 'what --backup-restore-command prints' };
  const facts = await withSession(copy, access, readServerFacts);
  if (await isSame(live, copy)) {
    throw refusal({
      code: 'BACKUP_COPY_IS_LIVE',
      what: `The restore command names the live database itself: ${where}.`,
      why: 'Migrations are tried on the copy; a lock that was taken in the live database is seen there.',
      next: 'Correct --backup-restore-command: it must restore into a database of its own. Nothing was migrated.',
    });
  }
  const why = facts.readOnly
    ? 'It does not accept writes (a standby, or set to read-only); migrations are tried on it.'
    : facts.major !== liveFacts.major
      ? `It is PostgreSQL ${facts.version}, the live server ${liveFacts.version}.`
      : undefined;
  if (why === undefined) return facts;
  throw new SafeMigrateError({
    code: 'BACKUP_COPY_UNFIT',
    what: `The restored copy cannot be used: ${where}.`,
    why,
    next: 'Correct --backup-restore-command; the backup is not certified, and nothing was migrated.',
  });
}

/** Names, addresses and identifiers of a clone are those of its original; what is locked there is not. */
async function isSame(live: ConnectionParameters, copy: ConnectionParameters): Promise<boolean> {
  const session = await openSession(live, { readOnly: true });
  try {
    const [a, b] = [randomInt(2 ** 31), randomInt(2 ** 31)];
    await session.query('BEGIN');
    await session.query('SELECT pg_catalog.pg_advisory_xact_lock($1::int, $2::int)', [a, b]);
    const rows = await withSession(copy, { readOnly: true }, (other) =>
      other.query(
        `SELECT 1 FROM pg_catalog.pg_locks WHERE locktype = 'advisory' AND classid::bigint = $1 AND objid::bigint = $2 AND objsubid = 2
            AND database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())`,
        [a, b],
      ),
    );
    return rows.length > 0;
  } finally {
    await session.query('ROLLBACK').catch(() => undefined);
    await session.close();
  }
}
