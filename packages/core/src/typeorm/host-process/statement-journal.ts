import { createHash } from 'node:crypto';
import { howToRepeat, type Repeat } from '@safe-migrate/hazards';
import { OWN_SCHEMA } from '../../target/own-schemas';
import type { StatementKey } from '../protocol';
import { HostError } from './failure';

/** The migrating session, past TypeORM's logger. */
interface Client {
  readonly query: (
    sql: string,
    parameters?: unknown[],
  ) => Promise<{ readonly rows: readonly Record<string, unknown>[] }>;
}

interface Noted {
  readonly hash: string;
  readonly state: 'started' | 'done';
}

/**
 * What a migration sends outside a transaction, written down so that a process that was killed in its middle can be followed by another:
 *
 * - what may be sent again (reads, settings, ANALYZE, REINDEX CONCURRENTLY) is not written down;
 * - what can run in a transaction does, together with the note that it is done: both are there, or neither;
 * - CREATE and DROP INDEX CONCURRENTLY: intent -> act -> outcome; where the outcome is missing, the catalog tells.
 */
export class StatementJournal {
  private next = 1;

  private constructor(
    private readonly client: Client,
    private readonly key: StatementKey & { readonly migration: string },
    private readonly noted: ReadonlyMap<number, Noted>,
  ) {}

  static async open(
    client: Client,
    key: StatementKey & { readonly migration: string },
  ): Promise<StatementJournal> {
    const { rows } = await client.query(
      `SELECT number, hash, state FROM ${OWN_SCHEMA}.statement WHERE run_id = $1 AND unit = $2 AND direction = $3 AND migration = $4`,
      [key.runId, key.unit, key.direction, key.migration],
    );
    return new StatementJournal(
      client,
      key,
      new Map(rows.map(({ number, hash, state }) => [Number(number), { hash, state } as Noted])),
    );
  }

  /**
   * Sends one statement, or leaves it out where it is known to be done.
   *
   * @param isOpen the migration has opened a transaction of its own
   */
  async send(sql: string, isOpen: boolean, act: () => Promise<unknown>): Promise<unknown> {
    const how = howToRepeat(sql);
    if (how.kind === 'freely') return act();
    const number = this.next++;
    const hash = createHash('sha256').update(sql).digest('hex');
    const noted = this.noted.get(number);
    if (noted && noted.hash !== hash) {
      throw new HostError(
        'JOURNAL_DIFFERS',
        `Statement ${number} of ${this.key.migration} is another one than in the run that was interrupted; what was done already cannot be told.`,
      );
    }
    if (noted?.state === 'done') return [];
    const note = (state: Noted['state']) => this.note(number, hash, how.kind, state);
    if (how.kind === 'transaction-end') {
      await note('done');
      return act();
    }
    if (isOpen || how.kind === 'transaction-begin') {
      const result = await act();
      await note('done');
      return result;
    }
    if (how.kind === 'once') return this.together(act, () => note('done'));
    if (noted) {
      if (await this.isDone(how, number)) {
        await note('done');
        return [];
      }
    } else await note('started');
    const result = await act();
    await note('done');
    return result;
  }

  /** In one transaction: the statement and the note are there, or neither. */
  private async together(act: () => Promise<unknown>, note: () => Promise<void>): Promise<unknown> {
    await this.client.query('BEGIN');
    try {
      const result = await act();
      await note();
      await this.client.query('COMMIT');
      return result;
    } catch (error) {
      await this.client.query('ROLLBACK').catch(() => undefined);
      throw error;
    }
  }

  /** Begun by a process that was killed: was it finished? Invalid indexes that it left are dropped before. */
  private async isDone(how: Repeat, number: number): Promise<boolean> {
    if (how.kind === 'create-index') {
      const { rows } = await this.client.query(
        `SELECT FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
          WHERE i.indrelid = pg_catalog.to_regclass($1) AND c.relname = $2 AND i.indisvalid AND i.indisready AND i.indislive`,
        [how.table, how.index],
      );
      return rows.length > 0;
    }
    if (how.kind === 'drop-index') {
      const { rows } = await this.client.query(
        'SELECT FROM pg_catalog.unnest($1::text[]) AS name WHERE pg_catalog.to_regclass(name) IS NOT NULL',
        [[...how.indexes]],
      );
      return rows.length === 0;
    }
    throw new HostError(
      'JOURNAL_UNKNOWN',
      `The run was interrupted in statement ${number} of ${this.key.migration}, and whether the server has finished that kind of statement cannot be told.`,
    );
  }

  private async note(
    number: number,
    hash: string,
    kind: Repeat['kind'],
    state: Noted['state'],
  ): Promise<void> {
    const { runId, unit, direction, migration } = this.key;
    await this.client.query(
      `INSERT INTO ${OWN_SCHEMA}.statement (run_id, unit, direction, migration, number, hash, kind, state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
       ON CONFLICT (run_id, unit, direction, migration, number) DO UPDATE SET state = excluded.state, at = pg_catalog.now()`,
      [runId, unit, direction, migration, number, hash, kind, state],
    );
  }
}
