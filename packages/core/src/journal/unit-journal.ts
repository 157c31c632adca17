import { OWN_SCHEMA } from '../target/own-schemas';
import type { Session } from '../target/session';
import type { StatementKey } from '../typeorm/protocol';
import type { Journal } from './journal';
import type { UnitBefore, UnitOutcome } from './unfinished';

/** The part of the journal that speaks of one unit of a run, in one direction. */
export interface UnitJournal {
  /** Written before the first statement. */
  readonly started: (before: UnitBefore) => Promise<void>;
  /** Written on the migrating session, to be committed together with the migration or not at all. */
  readonly commitWith: (session: Session, outcome: UnitOutcome) => Promise<void>;
  /** Under which key statements outside a transaction are written down. */
  readonly statements: StatementKey;
}

/** For the unit of this number. */
export function unitJournal(journal: Journal, number: number, direction: 'up' | 'down'): UnitJournal {
  const { runId } = journal;
  return {
    started: (before) => journal.unitStarted(number, direction, before),
    commitWith: (session, outcome) => writeOutcome(session, runId, number, direction, outcome),
    statements: { runId, unit: number, direction },
  };
}

async function writeOutcome(
  session: Session,
  runId: string,
  number: number,
  direction: 'up' | 'down',
  outcome: UnitOutcome,
): Promise<void> {
  const update = `UPDATE ${OWN_SCHEMA}.unit SET state = $3, result = coalesce($4::jsonb, result), ended_at = pg_catalog.clock_timestamp() WHERE run_id = $1 AND number = $2`;
  const [state, result] = direction === 'up' ? ['committed', JSON.stringify(outcome)] : ['undone', null];
  await session.query('SAVEPOINT safe_migrate_outcome');
  try {
    await session.query(update, [runId, number, state, result]);
    await session.query('RELEASE SAVEPOINT safe_migrate_outcome');
  } catch (error) {
    // A migration that changes its role (SET ROLE) may have lost the right; TypeORM's own row then says that it is committed.
    if ((error as { code?: string }).code !== '42501') throw error;
    await session.query('ROLLBACK TO SAVEPOINT safe_migrate_outcome');
  }
}
