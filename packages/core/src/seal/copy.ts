import { quoteIdentifier } from '../target/identifier';
import type { Session } from '../target/session';
import { SEALED_NOWHERE_SQL } from './functions-sql';
import { FUNCTIONS, own } from './names';

/**
 * Has the seal sleep in a copy of a whole server, as in every copy: there the database has the same OID and the server the same identifier
 * as the sealed one, so that the seal cannot know. Only for a copy that goes; the session must be a superuser's.
 */
export async function putSealToSleep(session: Session): Promise<void> {
  const [there] = await session.query<{ there: boolean }>(
    'SELECT pg_catalog.to_regprocedure($1) IS NOT NULL AS there',
    [FUNCTIONS.map(own).find((name) => name.includes('sealed_here')) ?? ''],
  );
  if (!there?.there) return;
  const triggers = await session.query<{ name: string }>(
    `SELECT evtname::text AS name FROM pg_catalog.pg_event_trigger WHERE evtname LIKE 'safe\\_migrate\\_%'`,
  );
  // Event triggers are not asked about statements on event triggers.
  for (const { name } of triggers)
    await session.query(`ALTER EVENT TRIGGER ${quoteIdentifier(name)} DISABLE`);
  await session.query(SEALED_NOWHERE_SQL);
}
