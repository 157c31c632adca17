import { refusal, SafeMigrateError } from '../errors';
import type { Host } from '../typeorm/host';
import type { Session } from '../target/session';
import { differencesShown } from '../verify/structure-differences';
import type { Unit } from './unit';

/**
 * Keeps a `typeorm migration:run` of somebody else from running the same migrations at the same time. TypeORM reads its list, runs what is
 * not on it, and writes to the list, without any lock of its own: so the list is locked first in our transaction, against readers too, and
 * read again behind the lock. Whoever wants to read it waits until we are done, and then finds the migration there.
 *
 * @param table quoted name of TypeORM's list
 * @throws SafeMigrateError MIGRATED_MEANWHILE
 */
export async function lockBookkeeping(
  host: Host,
  table: string,
  unit: Unit,
  direction: 'up' | 'down',
): Promise<void> {
  await host.prepare();
  await host.query(`LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
  await assertStillPending(host, table, unit, direction);
}

/**
 * Whether the list still says what the run went by.
 *
 * @throws SafeMigrateError MIGRATED_MEANWHILE
 */
export async function assertStillPending(
  session: Session,
  table: string,
  { migrations }: Unit,
  direction: 'up' | 'down',
): Promise<void> {
  const names = migrations.map(({ name }) => name);
  const [there] = await session.query<{ there: boolean }>('SELECT to_regclass($1) IS NOT NULL AS there', [
    table,
  ]);
  const rows = there?.there
    ? await session.query<{ name: string }>(`SELECT name FROM ${table} WHERE name = ANY ($1)`, [names])
    : [];
  const recorded = new Set(rows.map(({ name }) => name));
  const other = names.filter((name) => recorded.has(name) === (direction === 'up'));
  if (other.length === 0) return;
  throw meanwhile(
    `Somebody else has ${direction === 'up' ? 'run' : 'taken back'} ${other.join(', ')} since this run began.`,
    notAsItWas(table),
  );
}

/**
 * Ours was rolled back, and what it was to do is there all the same: what differs is the work of whoever recorded it.
 *
 * @param recorded migrations that were pending when this run began
 * @param differences what is not as it was then
 * @param cause why ours was rolled back
 */
export function migratedMeanwhile(
  table: string,
  recorded: readonly string[],
  differences: readonly string[],
  cause: SafeMigrateError,
): SafeMigrateError {
  const isSaid = cause.code === 'MIGRATED_MEANWHILE';
  return meanwhile(
    isSaid ? cause.what : `Somebody else has run ${recorded.join(', ')} while this run was trying to.`,
    [
      notAsItWas(table),
      ...(isSaid ? [] : [`Ours was rolled back: ${cause.what}`]),
      ...(differences.length > 0 ? [`Of theirs, not of ours:\n${differencesShown(differences)}`] : []),
    ].join('\n'),
  );
}

function notAsItWas(table: string): string {
  return `TypeORM's list ${table} is not what it was; that was not safe-migrate, which lets only one run at a time work on a database.`;
}

function meanwhile(what: string, why: string): SafeMigrateError {
  return refusal({
    ...{ code: 'MIGRATED_MEANWHILE', what, why },
    next: 'Find out who runs migrations without safe-migrate (a start command, a deploy step, a colleague), and run again.',
  });
}

/**
 * A last look before COMMIT: a session that waits to write to the list has run migrations of its own, past us. Ours are rolled back, so
 * that none is applied twice.
 *
 * @throws SafeMigrateError MIGRATED_MEANWHILE
 */
export async function assertNobodyRecords(session: Session, table: string): Promise<void> {
  const rows = await session.query<{ who: string }>(
    `SELECT format('process %s, user %s, application %s', a.pid, a.usename, coalesce(nullif(a.application_name, ''), 'unnamed')) AS who
       FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a USING (pid)
      WHERE l.locktype = 'relation' AND l.relation = pg_catalog.to_regclass($1) AND l.mode = 'RowExclusiveLock' AND NOT l.granted
        AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())`,
    [table],
  );
  if (rows.length === 0) return;
  throw refusal({
    code: 'MIGRATED_MEANWHILE',
    what: 'Somebody else is running migrations on this database right now; ours were rolled back.',
    why: `Waiting to write to TypeORM's list ${table}: ${rows.map(({ who }) => who).join('; ')}`,
    next: 'Let that end, find out who runs migrations without safe-migrate, and run again.',
  });
}

/**
 * After the last COMMIT: a migration that is on the list twice was run twice.
 *
 * @throws SafeMigrateError RECORDED_TWICE
 */
export async function assertRecordedOnce(
  session: Session,
  table: string,
  names: readonly string[],
): Promise<void> {
  const rows = await session.query<{ name: string; times: number }>(
    `SELECT name, count(*)::int AS times FROM ${table} WHERE name = ANY ($1) GROUP BY name HAVING count(*) > 1`,
    [names],
  );
  if (rows.length === 0) return;
  throw new SafeMigrateError({
    code: 'RECORDED_TWICE',
    what: `${rows.map(({ name, times }) => `${name} is recorded ${times} times`).join('; ')}.`,
    why: 'Somebody ran the same migrations without safe-migrate at the same moment; rows that they write may be there twice.',
    next: `Look at what the migration writes, correct it, and delete the surplus rows of the list. Then stop whoever runs migrations besides safe-migrate; this makes the second run fail instead: CREATE UNIQUE INDEX ON ${table} (name);`,
  });
}
