import { setTimeout } from 'node:timers/promises';
import type { Emit } from '../events';
import { refusal } from '../errors';
import type { ConnectionParameters } from '../target/connection';
import { withSession, type Session } from '../target/session';
import { describeSession, readLongTransactions } from './blockers';

/** What counts as quiet, and how long it is waited for. */
export interface Quiet {
  /** No transaction of others in this database is older than so many ms. */
  readonly oldest?: number | undefined;
  /** At most so many transactions of others are open on the tables that will be touched. */
  readonly active?: number | undefined;
  /** A time of day in UTC, `02:00-05:00`; it may reach over midnight. */
  readonly window?: string | undefined;
  /** Longest wait in ms. */
  readonly wait: number;
}

const LOOK_MS = 1_000;
const TELL_MS = 15_000;

/**
 * Waits until it is quiet on the database, before anything is locked.
 *
 * @param tables `schema.table` of those that the migrations touch
 * @throws SafeMigrateError NOT_QUIET
 */
export async function waitForQuiet(
  connection: ConnectionParameters,
  quiet: Quiet,
  tables: readonly string[],
  {
    emit,
    signal,
    now = Date.now,
  }: { readonly emit: Emit; readonly signal: AbortSignal; readonly now?: () => number },
): Promise<void> {
  const deadline = now() + quiet.wait;
  let toldAt = -Infinity;
  await withSession(connection, { readOnly: true }, async (session) => {
    for (;;) {
      const loud = await whatIsLoud(session, quiet, tables, new Date(now()));
      if (loud === undefined) return;
      if (now() >= deadline) throw notQuiet(loud, quiet.wait);
      if (now() - toldAt >= TELL_MS) {
        toldAt = now();
        emit({
          kind: 'note',
          message: `waiting for a quiet moment, ${Math.ceil((deadline - now()) / 1_000)} s more at most: ${loud}`,
        });
      }
      await setTimeout(LOOK_MS, undefined, { signal });
    }
  });
}

/** In words; undefined where it is quiet. */
async function whatIsLoud(
  session: Session,
  { oldest, active, window }: Quiet,
  tables: readonly string[],
  at: Date,
): Promise<string | undefined> {
  if (window !== undefined && !isWithin(window, at))
    return `it is ${at.toISOString().slice(11, 16)} UTC, and not within ${window}`;
  if (oldest !== undefined) {
    const [first] = await readLongTransactions(session, oldest / 1_000);
    if (first) return describeSession(first);
  }
  if (active === undefined) return undefined;
  const [row] = await session.query<{ count: number }>(
    `SELECT count(DISTINCT l.pid)::int AS count FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
      WHERE l.locktype = 'relation' AND l.relation = ANY (
              SELECT c.oid FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
               WHERE n.nspname || '.' || c.relname = ANY ($1::text[])) AND l.pid <> pg_catalog.pg_backend_pid()
        AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
        AND a.application_name NOT LIKE 'safe-migrate%'`,
    [tables],
  );
  const count = row?.count ?? 0;
  return count > active
    ? `${count} transactions are open on the tables that the migrations touch, at most ${active} may be`
    : undefined;
}

/** Whether a time lies within `HH:MM-HH:MM`, UTC. */
export function isWithin(window: string, at: Date): boolean {
  const [from = '', to = ''] = window.split('-');
  const time = at.toISOString().slice(11, 16);
  return from <= to ? time >= from && time < to : time >= from || time < to;
}

function notQuiet(loud: string, wait: number) {
  return refusal({
    code: 'NOT_QUIET',
    what: `It did not become quiet within ${wait} ms; nothing was changed.`,
    why: loud,
    next: 'Run again later, or ask for less quiet with the option waitForQuiet.',
  });
}
