import { SafeMigrateError } from '../../errors';
import { parsePostgresUrl } from '../../identity/database-urls';
import { keepSecret } from '../../secrets';
import type { ConnectionParameters } from '../../target/connection';

/** Characters of ids that are known (ARNs, UUIDs, labels); none that a shell would read otherwise. */
const ID = /^[A-Za-z0-9_][A-Za-z0-9._:/@+=,-]{0,255}$/;

/**
 * What a command printed: the member of its JSON where the whole output, or its last line that is not empty, is a JSON object; else that
 * line as it is.
 */
export function printedValue(output: string, member: string): string | undefined {
  const whole = output.trim();
  const last = whole.split(/\r?\n/).at(-1)?.trim() ?? '';
  for (const text of [whole, last]) {
    const object = asObject(text);
    if (object === undefined) continue;
    const value = object[member];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
  }
  return last === '' ? undefined : last;
}

function asObject(text: string): Record<string, unknown> | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

/**
 * The id of a backup in the output of the command that took it.
 *
 * @throws SafeMigrateError BACKUP_COMMAND_ID
 */
export function printedId(output: string): string {
  const id = printedValue(output, 'id');
  if (id !== undefined && ID.test(id)) return id;
  throw new SafeMigrateError({
    code: 'BACKUP_COMMAND_ID',
    what:
      id === undefined ? 'The backup command printed no id.' : `"${id.slice(0, 80)}" is no id of a backup.`,
    why: 'The id is the last line of the output that is not empty, or its member "id" where that is a JSON object; letters, digits and . _ : / @ + = , - only.',
    next: 'Have it print the id of the backup as its last line. What it took is not known to safe-migrate; nothing was migrated.',
  });
}

/**
 * The address of a restored copy in the output of the command that made it.
 *
 * @throws SafeMigrateError BACKUP_COPY_URL
 */
export function printedCopy(output: string): ConnectionParameters {
  const copy = parsePostgresUrl(printedValue(output, 'url'));
  if (copy !== undefined) {
    keepSecret(copy);
    return copy;
  }
  throw new SafeMigrateError({
    code: 'BACKUP_COPY_URL',
    what: 'The restore command printed no address of a restored copy.',
    why: 'It must be a postgres:// URL: the last line of the output that is not empty, or its member "url" where that is a JSON object.',
    next: 'Have it print postgres://user:password@host:port/database of the copy; the backup is not certified, and nothing was migrated.',
  });
}
