import type { AppliedUnit } from '../apply/apply';
import type { BackupContent } from '../backup/manifest';
import { largeObjectDifferences, readLargeObjects } from '../backup/large-objects';
import { contentDifferences, nameFingerprints } from '../backup/named-fingerprint';
import { SafeMigrateError } from '../errors';
import { assertNothingWrittenSince } from '../rollback/added-content';
import { qualifiedName } from '../target/identifier';
import type { Session } from '../target/session';
import { listMigrations } from '../typeorm/migration-list';
import type { LoadedDataSource } from '../typeorm/protocol';
import { fingerprintTables } from '../verify/fingerprint';
import { tablesWithRows } from '../verify/proof';
import { readStructure } from '../verify/structure';

/** Longest wait in ms for writers to end their transactions. */
const LOCK_WAIT_MS = 5_000;

/** What the live database must still be: its backup, and what one unit of migrations has done to it. */
export interface Since {
  readonly loaded: LoadedDataSource;
  readonly bookkeeping: string;
  readonly units: readonly AppliedUnit[];
  readonly content: BackupContent;
}

/**
 * Whether anything in the live database is neither in the backup nor the migration's own doing. Every table is locked against writers first,
 * and stays so until the session's transaction ends: what is true then is true until it is closed. Where it cannot be told, that is said as
 * if somebody had written: the answer may be too careful, never too bold.
 *
 * @returns in words; empty where nobody has written
 */
export async function writtenSince(
  session: Session,
  { loaded, bookkeeping, units, content }: Since,
): Promise<readonly string[]> {
  const [unit, ...others] = units;
  if (!unit || others.length > 0)
    return ['Several units were committed: what they did and what others wrote cannot be told apart.'];
  const slots = await session.query<{ name: string }>(
    `SELECT slot_name::text AS name FROM pg_catalog.pg_replication_slots WHERE database = current_database()`,
  );
  if (slots.length > 0)
    return [
      `The database is replicated (slot ${slots.map(({ name }) => name).join(', ')}), which would not go along.`,
    ];
  try {
    await session.query('BEGIN');
    await session.query(`SELECT pg_catalog.set_config('lock_timeout', '${LOCK_WAIT_MS}ms', true)`);
    await lockAll(session);
    await assertNothingWrittenSince(session, unit.before, unit.added);
    const structure = await readStructure(session);
    const tables = tablesWithRows(structure);
    const now = nameFingerprints(structure, await fingerprintTables(session, tables));
    // New tables are among what the migration added; they were looked at above.
    const expected = Object.entries(content.tables).filter(([name]) => name !== bookkeeping);
    const differing = contentDifferences(
      Object.fromEntries(expected),
      Object.fromEntries(expected.flatMap(([name]) => (now[name] ? [[name, now[name]]] : []))),
    );
    return [
      ...differing.map(({ words }) => words),
      ...largeObjectDifferences(content.largeObjects, await readLargeObjects(session)),
      ...(await otherMigrations(session, loaded, unit, content.tables[bookkeeping]?.rows)),
    ];
  } catch (error) {
    if (error instanceof SafeMigrateError) return [`${error.what} ${error.why}`];
    return [`Writers could not be kept out: ${(error as Error).message}`];
  }
}

async function lockAll(session: Session): Promise<void> {
  const { tables } = await readStructure(session, { sizes: false });
  const names = tables
    .filter(({ kind }) => kind === 'r' || kind === 'p')
    .map(({ schema, name }) => `ONLY ${qualifiedName(schema, name)}`);
  if (names.length > 0) await session.query(`LOCK TABLE ${names.join(', ')} IN EXCLUSIVE MODE`);
}

/** Whether TypeORM's list holds more than at the backup and of this unit. */
async function otherMigrations(
  session: Session,
  loaded: Since['loaded'],
  { unit }: AppliedUnit,
  rowsBefore: string | undefined,
): Promise<readonly string[]> {
  const { executed } = await listMigrations(session, loaded);
  const own = new Set(unit.migrations.map(({ name }) => name));
  const rest = executed.filter((name) => !own.has(name));
  return rest.length === Number(rowsBefore ?? 0) ? [] : ['Other migrations were recorded since the backup.'];
}
