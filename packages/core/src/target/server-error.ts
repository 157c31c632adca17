import { SafeMigrateError } from '../errors';

/** SQLSTATE, https://www.postgresql.org/docs/current/errcodes-appendix.html */
const SQLSTATE = /^[0-9A-Z]{5}$/;
/** Class 08 (connection), 57P (shutdown, terminated session), and what the driver says without a code. */
const LOST = /^(08|57P)/;
const LOST_WORDS =
  /connection terminated|connection ended|socket hang up|ECONNRESET|EPIPE|not queryable|query runner already released/i;

/** Whether an SQLSTATE says, or the driver where there is none: this session has ended, whatever the statement was. */
export function isSessionLost(code: string | undefined, message = ''): boolean {
  return code !== undefined && SQLSTATE.test(code) ? LOST.test(code) : LOST_WORDS.test(message);
}

/** What to do about a session that was lost: the migration is not to blame. */
export const AFTER_LOST_SESSION =
  'Find out whether the server was restarted or an operator ended the session, then run again.';

/**
 * What the server (or a lost connection to it) said to a statement of ours, as an error that a user can act on.
 *
 * @returns undefined where the error did not come from the server: then it is a bug.
 */
export function serverError(error: unknown): SafeMigrateError | undefined {
  const { code, message } = error as { code?: unknown; message?: unknown };
  const text = typeof message === 'string' ? message : '';
  const state = typeof code === 'string' && SQLSTATE.test(code) ? code : undefined;
  if (isSessionLost(state) || LOST_WORDS.test(`${text} ${String(code)}`)) {
    return new SafeMigrateError({
      code: 'DATABASE_CONNECTION_LOST',
      what: 'The connection to the database was lost.',
      why: text || String(code),
      next: AFTER_LOST_SESSION,
    });
  }
  if (state === '55P03') {
    return new SafeMigrateError({
      code: 'LOCK_NOT_AVAILABLE',
      what: 'Another session keeps a table locked, so that it cannot even be read.',
      why: text,
      next: 'Run again in a quieter moment. Who it is: SELECT pid, usename, application_name, xact_start FROM pg_stat_activity WHERE xact_start IS NOT NULL ORDER BY xact_start',
    });
  }
  if (state === '25006') {
    return new SafeMigrateError({
      code: 'SERVER_READ_ONLY',
      what: 'The server does not let this session write.',
      why: text,
      next: 'Find out whether it has become a standby, or was set to read-only (default_transaction_read_only; a full disk is a common reason), then run again.',
    });
  }
  if (state === '53100') {
    return new SafeMigrateError({
      code: 'SERVER_DISK_FULL',
      what: "The server's disk is full.",
      why: text,
      next: 'Make room on the server, then run again.',
    });
  }
  if (!state) return undefined;
  return new SafeMigrateError({
    code: 'DATABASE_ERROR',
    what: 'The server refused a statement of safe-migrate.',
    why: `${text} (SQLSTATE ${state})`,
    next:
      state === '42501'
        ? 'Run with a role that owns the objects and may read every table.'
        : 'Correct the cause and run again; if it is not yours, report it with the run record.',
  });
}
