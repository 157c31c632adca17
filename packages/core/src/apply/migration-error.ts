import { SafeMigrateError } from '../errors';
import { displayPath } from '../report/display-path';
import { AFTER_LOST_SESSION, isSessionLost } from '../target/server-error';
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
    code: errorCode(failure.code),
    what: `${direction}() of ${migration.name} failed ${where}${place}.`,
    why: [
      `${failure.message}${isSqlState(failure.code) ? ` (SQLSTATE ${failure.code})` : ''}`,
      ...(last ? [`in: ${oneLine(last.sql)}`] : []),
    ].join('\n'),
    next: nextStep(failure.code),
  });
}

function errorCode(code: string | undefined): string {
  if (code && LOCK_FAILURES.has(code)) return 'LOCK_NOT_AVAILABLE';
  return isSessionLost(code) ? 'DATABASE_CONNECTION_LOST' : 'MIGRATION_FAILED';
}

/** The host's own codes are words. */
function isSqlState(code: string | undefined): boolean {
  return code !== undefined && /^[0-9A-Z]{5}$/.test(code);
}

function oneLine(sql: string): string {
  const text = sql.replace(/\s+/g, ' ').trim();
  return text.length > 160 ? `${text.slice(0, 160)}...` : text;
}

function nextStep(code: string | undefined): string {
  if (code && LOCK_FAILURES.has(code))
    return 'Run again in a quieter moment, or end the sessions named above.';
  if (isSessionLost(code)) return AFTER_LOST_SESSION;
  if (code === '23502')
    return 'Rows exist that have no value there. Add the column as NULL or with a DEFAULT, fill it, then SET NOT NULL.';
  if (code === '23505')
    return 'Rows exist that are not unique there. Find them with GROUP BY ... HAVING count(*) > 1 and decide which to keep first.';
  if (code === '42501') return 'Run with a role that owns the objects.';
  return 'Correct the migration and run again.';
}
