import type { ErrorFacts } from '../errors';
import type { ConnectionParameters } from '../target/connection';
import { OWN_SCHEMA } from '../target/own-schemas';
import { openSession, type OwnSession, type Row, type Session } from '../target/session';
import { serverError } from '../target/server-error';
import { HEARTBEAT_MS, writeLease } from './lease-row';
import { thisProcess } from './process-identity';
import { ensureJournal, type JournalState } from './schema';
import type { JournaledPlan, JournaledUnit, UnitBefore } from './unfinished';

/** What the first row of a run says. */
export interface JournaledRun {
  readonly id: string;
  readonly command: string;
  readonly project: { readonly root: string; readonly name?: string; readonly dataSource: string };
}

/**
 * The record of a run inside the database that it changes, written from a session of its own so that it outlives what the migrating session
 * rolls back. Only {@link UnitJournal.commitWith} writes on the migrating session, in its transaction: there both must agree at every instant.
 */
export class Journal {
  private session: OwnSession | undefined;
  private heartbeat: NodeJS.Timeout | undefined;
  /** One statement after the other, whoever asks. */
  private queue: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly connection: ConnectionParameters,
    readonly runId: string,
    private readonly holder: string,
  ) {}

  /**
   * Makes the journal where it is missing, and writes who has the lease. To be called with the advisory lock held by `migrating`.
   *
   * @param runId the run that is written about: a resumed one keeps its own
   * @param holder the run that has the lease
   * @returns why there is none, where this role may not have one
   */
  static async open(
    connection: ConnectionParameters,
    migrating: Session,
    runId: string,
    holder: string = runId,
  ): Promise<Journal | Extract<JournalState, { state: 'unusable' }>> {
    const journal = new Journal(connection, runId, holder);
    try {
      const state = await ensureJournal(await journal.connected());
      if (state.state === 'unusable') {
        await journal.session?.close();
        return state;
      }
      await writeLease(migrating, holder);
    } catch (error) {
      // An open session would keep the process alive.
      await journal.session?.close();
      throw error;
    }
    journal.heartbeat = setInterval(() => void journal.beat(), HEARTBEAT_MS);
    journal.heartbeat.unref();
    return journal;
  }

  /** The first row of a run. */
  async begin({ id, command, project }: JournaledRun): Promise<void> {
    const { host, pid } = thisProcess();
    await this.write(
      `INSERT INTO ${OWN_SCHEMA}.run (id, command, project, host, pid, state) VALUES ($1, $2, $3::jsonb, $4, $5, 'running')`,
      [id, command, JSON.stringify(project), host, pid],
    );
  }

  /** An unfinished run goes on, in this process. */
  async resume(): Promise<void> {
    const { host, pid } = thisProcess();
    await this.write(
      `UPDATE ${OWN_SCHEMA}.run SET state = 'running', resumed_by = $2, host = $3, pid = $4, outcome = NULL, error = NULL, finished_at = NULL,
              seen_at = pg_catalog.clock_timestamp() WHERE id = $1`,
      [this.runId, this.holder, host, pid],
    );
  }

  /** Which step the run is at. */
  async step(step: string, state: string): Promise<void> {
    await this.write(
      `UPDATE ${OWN_SCHEMA}.run SET step = $2, seen_at = pg_catalog.clock_timestamp() WHERE id = $1`,
      [this.runId, `${step}: ${state}`],
    );
  }

  /** What is about to be applied, and all that a later process needs to finish it or to go back. In one transaction. */
  async plan(plan: JournaledPlan, units: readonly JournaledUnit[]): Promise<void> {
    const rows = units.map((unit) => ({
      ...{ number: unit.number, migrations: unit.migrations, transactional: unit.transactional },
      ...{ touched_up: unit.touchedUp, touched_down: unit.touchedDown },
    }));
    await this.write(
      `WITH planned AS (UPDATE ${OWN_SCHEMA}.run SET plan = $2::jsonb WHERE id = $1)
       INSERT INTO ${OWN_SCHEMA}.unit (run_id, number, migrations, transactional, state, touched_up, touched_down)
       SELECT $1, u.number, u.migrations, u.transactional, 'planned', u.touched_up, u.touched_down
         FROM pg_catalog.jsonb_to_recordset($3::jsonb) AS u (number int, migrations text[], transactional boolean, touched_up jsonb, touched_down jsonb)`,
      [this.runId, JSON.stringify(plan), JSON.stringify(rows)],
    );
  }

  /** The intent of a unit, before its first statement. What was written of an earlier attempt stays. */
  async unitStarted(number: number, direction: 'up' | 'down', before: UnitBefore): Promise<void> {
    await this.write(
      `UPDATE ${OWN_SCHEMA}.unit SET state = $3, before = coalesce(before, $4::jsonb), started_at = coalesce(started_at, pg_catalog.clock_timestamp())
        WHERE run_id = $1 AND number = $2`,
      [this.runId, number, direction === 'up' ? 'started' : 'undoing', JSON.stringify(before)],
    );
  }

  /** From here on the run only goes back; a later process must too. */
  async goingBack(cause: ErrorFacts): Promise<void> {
    await this.write(
      `UPDATE ${OWN_SCHEMA}.run SET direction = 'down', cause = coalesce(cause, $2::jsonb) WHERE id = $1`,
      [this.runId, JSON.stringify(cause)],
    );
  }

  /**
   * How the run ended. What was only needed to finish it goes: answers of the API and prints may hold, or follow from, customers' data.
   *
   * @param settled whether nothing is left to be done
   */
  async finish(outcome: string, settled: boolean, error: ErrorFacts | undefined): Promise<void> {
    await this.write(
      `UPDATE ${OWN_SCHEMA}.run SET state = $2, outcome = $3, error = $4::jsonb, finished_at = pg_catalog.clock_timestamp(),
              plan = CASE WHEN $2 = 'settled' THEN plan - '{samples,fingerprints,sync,graphql,verify}'::text[] ELSE plan END WHERE id = $1`,
      [this.runId, settled ? 'settled' : 'unsettled', outcome, error ? JSON.stringify(error) : null],
    );
  }

  /** Ends the heartbeat and the session, and takes our name off the lease; the lock itself ends with the migrating session. */
  async close(): Promise<void> {
    clearInterval(this.heartbeat);
    // In a backup that has taken the place of the database stands who had the lease when it was taken: the run that is resumed.
    await this.write(`DELETE FROM ${OWN_SCHEMA}.lease WHERE run_id = ANY ($1)`, [
      [this.holder, this.runId],
    ]).catch(() => undefined);
    await this.session?.close();
    this.session = undefined;
  }

  /** Reads or writes on the journal's own session; where that was lost, once more on a new one. */
  async write<R extends Row = Row>(sql: string, parameters: readonly unknown[] = []): Promise<readonly R[]> {
    const act = async (): Promise<readonly R[]> => {
      try {
        return await (await this.connected()).query<R>(sql, parameters);
      } catch (error) {
        if (serverError(error)?.code !== 'DATABASE_CONNECTION_LOST') throw error;
        await this.session?.close();
        this.session = undefined;
        return (await this.connected()).query<R>(sql, parameters);
      }
    };
    const done = this.queue.then(act, act);
    this.queue = done.catch(() => undefined);
    return done;
  }

  private async connected(): Promise<OwnSession> {
    this.session ??= await openSession(this.connection, {
      applicationName: `safe-migrate journal ${this.runId}`,
    });
    return this.session;
  }

  private async beat(): Promise<void> {
    await this.write(
      `UPDATE ${OWN_SCHEMA}.lease SET heartbeat_at = pg_catalog.clock_timestamp() WHERE run_id = $1`,
      [this.holder],
    ).catch(() => undefined);
  }
}
