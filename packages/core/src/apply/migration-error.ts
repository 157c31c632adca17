import { SafeMigrateError } from '../errors';
import { displayPath } from '../report/display-path';
import { AFTER_LOST_SESSION, isSessionLost } from '../target/server-error';
import type { HostFailure } from '../typeorm/protocol';
import type { MigrationFailed } from './migrate-unit';

/** SQLSTATEs of a lock that was not had in time, and of a deadlock: the only ones that are tried again. */
export const LOCK_FAILURES: ReadonlySet<string> = new Set(['55P03', '40P01']);

/**
 * Words for a migration that failed.
 *
 * @param where for example `on the restored backup`.
 */
export function migrationError(error: MigrationFailed, where: string): SafeMigrateError {
  const { migration, direction, failure } = error;
  const sent = error.statements.get(migration.name) ?? [];
  const last = sent.at(-1);
  const file = last?.file ?? migration.file;
  const line = last?.line ? `:${last.line}` : '';
  const place = file ? ` (${displayPath(file)}${line})` : '';
  return new SafeMigrateError({
    code: failure.timeoutMs === undefined ? errorCode(failure) : 'STATEMENT_TIMEOUT',
    what: `${direction}() of ${migration.name} failed ${where}${place}.`,
    why: [
      `${failure.message}${isSqlState(failure.code) ? ` (SQLSTATE ${failure.code})` : ''}`,
      ...(last ? [`in: ${oneLine(last.sql)}`] : []),
    ].join('\n'),
    next:
      failure.timeoutMs === undefined
        ? direction === 'down'
          ? nextStepBack(failure)
          : nextStep(failure)
        : `It may take ${failure.timeoutMs} ms (the time of its class, or ten times what it took in the rehearsal). Run in a quieter moment, do the work in batches, or allow more with --statement-timeout.`,
  });
}

function errorCode({ code, message }: HostFailure): string {
  if (code && LOCK_FAILURES.has(code)) return 'LOCK_NOT_AVAILABLE';
  return isSessionLost(code, message) ? 'DATABASE_CONNECTION_LOST' : 'MIGRATION_FAILED';
}

/** The host's own codes are words. */
function isSqlState(code: string | undefined): boolean {
  return code !== undefined && /^[0-9A-Z]{5}$/.test(code);
}

function oneLine(sql: string): string {
  const text = sql.replace(/\s+/g, ' ').trim();
  return text.length > 160 ? `${text.slice(0, 160)}...` : text;
}

/** On the way back, rows may have come that the schema of before has no room for. */
function nextStepBack(failure: HostFailure): string {
  const { code = '' } = failure;
  if (code === '23503')
    return `Rows refer to others that are not there. What was dropped comes back out of escrow when down() is over: put a foreign key to it into a migration of its own, before this one, whose down() runs after it.\nWhere it is rows that came since, correct them, or down().`;
  if (/^2[23]/.test(code))
    return 'Rows hold what the schema of before has no room for; they may have come since. Correct them, or write down() so that it keeps them, and try again.';
  return nextStep(failure);
}

function nextStep({ code, message }: HostFailure): string {
  if (code && LOCK_FAILURES.has(code))
    return 'Run again in a quieter moment, or end the sessions named above.';
  if (isSessionLost(code, message)) return AFTER_LOST_SESSION;
  if (code === '57014')
    return 'Somebody cancelled the statement (pg_cancel_backend), or a limit of the migration itself did. Find out who, then run again.';
  if (code === '53100') return 'The disk of the server is full: make room there, then run again.';
  if (code === '25006')
    return 'The server does not let this session write: find out whether it has become a standby or was set to read-only, then run again.';
  if (code === '23502')
    return 'Rows exist that have no value there. Add the column as NULL or with a DEFAULT, fill it, then SET NOT NULL.';
  if (code === '23505')
    return 'Rows exist that are not unique there. Find them with GROUP BY ... HAVING count(*) > 1 and decide which to keep first.';
  if (code === '55P04')
    return "A label that is added to an enum can be used once it is committed: add it in a migration of its own, and set migrationsTransactionMode: 'each' in the data source.";
  if (code === '42501') return 'Run with a role that owns the objects.';
  return 'Correct the migration and run again.';
}
