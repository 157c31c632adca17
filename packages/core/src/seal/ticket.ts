import { createHash, randomBytes } from 'node:crypto';
import { refusal } from '../errors';
import type { Session } from '../target/session';

/** Opens the seal for the transaction that the session is in, and for nothing else. */
export interface SealTicket {
  readonly open: () => Promise<void>;
}

/** Where there is no seal, or it is that of another database which this one was copied from. */
const NOTHING_TO_OPEN: SealTicket = { open: () => Promise.resolve() };

/**
 * Takes a ticket for this session, outside of any transaction, so that it is on record whatever becomes of the migration. Its secret is
 * known to this process alone; the database keeps the hash and refuses the ticket in every other session.
 *
 * @param run what is shown of it on record
 * @throws SafeMigrateError SEAL_NOT_OPENED
 */
export async function takeSealTicket(session: Session, run: string): Promise<SealTicket> {
  if (!(await isSealed(session))) return NOTHING_TO_OPEN;
  const secret = randomBytes(32).toString('hex');
  const hash = createHash('sha256').update(secret).digest('hex');
  await session.query('SELECT safe_migrate.issue_ticket($1, $2)', [run.slice(0, 200), hash]).catch(refused);
  return {
    open: async () =>
      void (await session.query('SELECT safe_migrate.open_seal($1)', [secret]).catch(refused)),
  };
}

/** Whether a seal is awake in the database of the session. */
export async function isSealed(session: Session): Promise<boolean> {
  const [there] = await session.query<{ there: boolean }>(
    `SELECT pg_catalog.to_regprocedure('safe_migrate.open_seal(text)') IS NOT NULL AS there`,
  );
  if (!there?.there) return false;
  const [here] = await session.query<{ sealed: boolean }>('SELECT safe_migrate.sealed_here() AS sealed');
  return here?.sealed === true;
}

function refused(error: unknown): never {
  const { code, message } = error as { code?: string; message?: string };
  if (code !== '42501' && code !== 'SM001') throw error;
  throw refusal({
    code: 'SEAL_NOT_OPENED',
    what: 'The database is sealed, and the role of the data source may not open the seal.',
    why: message ?? 'A right is missing.',
    next: 'Seal it again with the data source that runs the migrations: safe-migrate seal -d <data source>. Its role gets the right.',
  });
}
