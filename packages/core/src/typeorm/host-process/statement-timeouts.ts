import { createHash } from 'node:crypto';
import { controlsTransaction } from '@safe-migrate/hazards';
import type { StatementLimits } from '../protocol';

/** The share of its limit after which a statement that was cancelled has run into it: the server's clock started a little later. */
const NEARLY = 0.95;
/** "query_canceled": by statement_timeout, or by anybody. Its message is in the server's language. */
const CANCELLED = '57014';

/** What a statement that ran into its limit is thrown with, besides its SQLSTATE. */
export interface TimedOut {
  safeMigrateTimeout?: number;
}

/**
 * Gives every statement of a migration its own `statement_timeout`. A migration that sets one itself is left alone from there on.
 */
export class StatementTimeouts {
  private current: number | undefined = 0;
  private isOwn = false;

  constructor(
    private readonly limits: StatementLimits,
    /** Sends on the migrating session, past TypeORM's logger. */
    private readonly send: (sql: string) => Promise<unknown>,
  ) {}

  /** Sends one statement by `act`. */
  async around<T>(sql: string, act: () => Promise<T>): Promise<T> {
    if (/\bstatement_timeout\b/i.test(sql)) this.isOwn = true;
    if (this.isOwn) return act();
    if (controlsTransaction(sql) || /^\s*(?:savepoint|release|rollback)\b/i.test(sql)) {
      // An aborted transaction takes nothing but its end; and going back to a savepoint brings back what was set then.
      this.current = undefined;
      return act();
    }
    const hash = createHash('sha256').update(sql).digest('hex');
    const limit = this.limits.bySha256[hash] ?? this.limits.otherwise;
    if (limit !== this.current) this.set(limit);
    const since = performance.now();
    try {
      return await act();
    } catch (error) {
      const driver = (error as { driverError?: object }).driverError ?? (error as object);
      const isOver = limit > 0 && performance.now() - since >= limit * NEARLY;
      if ((driver as { code?: unknown }).code === CANCELLED && isOver)
        (driver as TimedOut).safeMigrateTimeout = limit;
      throw error;
    }
  }

  /** Afterwards: what follows, the proof above all, takes its time. */
  async end(): Promise<void> {
    await this.send(`SELECT pg_catalog.set_config('statement_timeout', '0', false)`).catch(() => undefined);
  }

  /** Not awaited: the session answers in order, and what is sent at the same time must leave in the order in which it was sent. */
  private set(limit: number): void {
    this.current = limit;
    this.send(`SELECT pg_catalog.set_config('statement_timeout', '${limit}', false)`).catch(() => {
      this.current = undefined;
    });
  }
}
