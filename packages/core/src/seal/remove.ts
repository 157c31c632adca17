import { setTimeout } from 'node:timers/promises';
import { quoteIdentifier } from '../target/identifier';
import type { Session } from '../target/session';
import { SEALED_NOWHERE_SQL } from './functions-sql';
import { dropEventTriggers, readKey, rightsError } from './install';
import { FUNCTIONS, own, TRUNCATE_TRIGGER } from './names';
import { DROP_OWN_TRIGGERS_SQL } from './tables-sql';

const LOCK_MS = 500;
const ATTEMPTS = 8;

/**
 * Takes the seal off; that it was taken off, by whom and when, stays in `safe_migrate.seal_event`. Who the database is stays known.
 *
 * @returns tables whose trigger could not be removed in time; it refuses nothing any more.
 * @throws SafeMigrateError SEAL_RIGHTS
 */
export async function removeSeal(session: Session): Promise<readonly string[]> {
  const { database } = await readKey(session);
  await session.query('BEGIN');
  try {
    await session.query(`SET LOCAL lock_timeout = '10s'`);
    await dropEventTriggers(session);
    await session.query(SEALED_NOWHERE_SQL);
    await session.query(DROP_OWN_TRIGGERS_SQL);
    await session.query(`UPDATE ${own('identity')} SET sealed = false`);
    await session.query(`INSERT INTO ${own('seal_event')} (what) VALUES ('unsealed')`);
    await session.query('COMMIT');
  } catch (error) {
    await session.query('ROLLBACK').catch(() => undefined);
    throw rightsError(error);
  }
  await session.query(`ALTER DATABASE ${quoteIdentifier(database)} IS_TEMPLATE false`).catch(() => undefined);
  const left = await dropTableTriggers(session);
  if (left.length === 0)
    await session.query(
      FUNCTIONS.map((signature) => `DROP FUNCTION IF EXISTS ${own(signature)}`).join(';\n'),
    );
  return left;
}

async function dropTableTriggers(session: Session): Promise<string[]> {
  const tables = await session.query<{ name: string }>(
    `SELECT tgrelid::regclass::text AS name FROM pg_catalog.pg_trigger WHERE tgname = '${TRUNCATE_TRIGGER}' ORDER BY tgrelid`,
  );
  const left: string[] = [];
  await session.query(`SET lock_timeout = ${LOCK_MS}`);
  for (const { name } of tables) {
    for (let attempt = 1; ; attempt++) {
      try {
        // The name comes quoted from regclass.
        await session.query(`DROP TRIGGER IF EXISTS ${TRUNCATE_TRIGGER} ON ${name}`);
        break;
      } catch (error) {
        const { code } = error as { code?: string };
        if (code === '42P01') break;
        if (code === '55P03' && attempt < ATTEMPTS) {
          await setTimeout(LOCK_MS * attempt * (0.5 + Math.random()));
          continue;
        }
        left.push(name);
        break;
      }
    }
  }
  return left;
}
