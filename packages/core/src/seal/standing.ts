import { SafeMigrateError } from '../errors';
import { serverError } from '../target/server-error';
import type { Session } from '../target/session';
import { readIdentity, readSealProblems } from './state';

/** What can be said of a seal. `asleep`: the database is a copy of the one that was sealed. */
export interface SealStanding {
  readonly name: string;
  readonly environment: string;
  readonly state: 'sealed' | 'taken off' | 'asleep';
  /** What is open in it, and what went past it. */
  readonly problems: readonly string[];
}

/**
 * How a database stands to its seal, for who only looks: a role that may not read the seal's tables is told so.
 *
 * @returns undefined where it was never sealed, or where the role may not know
 */
export async function readSealStanding(session: Session): Promise<SealStanding | undefined> {
  const identity = await readIdentity(session);
  if (identity === undefined) return undefined;
  const { name, environment, sealed, isCopy } = identity;
  if (!sealed || isCopy) return { name, environment, state: sealed ? 'asleep' : 'taken off', problems: [] };
  const problems = await readSealProblems(session).catch((thrown: unknown) => {
    const error = thrown instanceof SafeMigrateError ? thrown : serverError(thrown);
    if (error === undefined) throw thrown;
    return [`it cannot be told whether it is whole: ${error.what}`];
  });
  return { name, environment, state: 'sealed', problems };
}
