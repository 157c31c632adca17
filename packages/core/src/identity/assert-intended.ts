import { SafeMigrateError } from '../errors';
import type { RunContext } from '../run/context';
import { readIdentity, readSealProblems } from '../seal/state';
import { withSession } from '../target/session';
import type { LoadedDataSource } from '../typeorm/protocol';
import { whoIsAsking } from './asking';
import { assertConfirmed } from './confirmation';
import { assertOneDatabase } from './database-urls';

/**
 * Is it this database that is meant, and may whoever asks change it? Nothing is asked of a server that cannot be reached: that is for the
 * preflight to say.
 *
 * @throws SafeMigrateError DATABASE_URLS_DIFFER, CONFIRMATION_WRONG, CONFIRMATION_NEEDED
 */
export async function assertIntended(
  { settings, record, emit }: Pick<RunContext, 'settings' | 'record' | 'emit'>,
  { connection }: Pick<LoadedDataSource, 'connection'>,
): Promise<void> {
  const { projectRoot, dataSource, confirm } = settings;
  assertOneDatabase({ projectRoot, dataSource, environment: process.env, loaded: connection });
  const seen = await withSession(connection, { readOnly: true }, async (session) => {
    const [row] = await session.query<{ database: string }>('SELECT current_database()::text AS database');
    const identity = await readIdentity(session);
    const problems = identity?.sealed && !identity.isCopy ? await readSealProblems(session) : [];
    return { identity, problems, database: row?.database ?? connection.database };
  }).catch((error: unknown) => {
    if (error instanceof SafeMigrateError) return undefined;
    throw error;
  });
  if (seen === undefined) return;
  const { identity, problems, database } = seen;
  const warn = (message: string): void => {
    emit({ kind: 'warning', message });
    record.warnings.push(message);
  };
  if (identity?.isCopy)
    warn(
      `this database is a copy of ${identity.name} (${identity.environment}): its seal sleeps. If this is the real one now (restored, upgraded, moved), seal it again`,
    );
  for (const problem of problems) warn(`the seal is not whole: ${problem}`);
  if (record.command !== 'plan' && record.command !== 'rehearse' && !settings.planOnly)
    assertConfirmed({ identity, asking: whoIsAsking(process.env), database, host: connection.host, confirm });
}
