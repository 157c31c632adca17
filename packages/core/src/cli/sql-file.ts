import { readFileSync } from 'node:fs';
import type { SqlFile } from '@safe-migrate/hazards';
import { usageError } from '../errors';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'There is no such file.',
  ENOTDIR: 'There is no such file.',
  EISDIR: 'It is a folder.',
  EACCES: 'This user may not read it.',
  EPERM: 'This user may not read it.',
};

/** Larger files are not even read: the review would say that it did not analyse them. */
const MAX_BYTES = 64 * 1024 * 1024;

/** A file of SQL as it lies on the disk. */
export interface SqlBytes {
  readonly path: string;
  readonly bytes: Buffer;
}

/**
 * Reads a file of SQL.
 *
 * @throws SafeMigrateError SQL_FILE_UNREADABLE
 */
export function readSqlBytes(path: string): SqlBytes {
  const bytes = read(path);
  if (bytes.length > MAX_BYTES)
    throw unreadable(path, `It has ${bytes.length} bytes; the most that is read is ${MAX_BYTES}.`);
  return { path, bytes };
}

/**
 * The text of a file of SQL, which is UTF-8; a byte order mark is left out.
 *
 * @throws SafeMigrateError SQL_FILE_UNREADABLE
 */
export function decodeSql({ path, bytes }: SqlBytes): SqlFile {
  try {
    return { path, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    throw unreadable(path, 'It is not UTF-8.', 'Convert it: iconv -f <its encoding> -t UTF-8');
  }
}

function read(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    throw unreadable(path, reasons[code] ?? `The system says ${code}.`);
  }
}

const unreadable = (
  path: string,
  why: string,
  next = 'Name files of SQL: safe-migrate review --sql FILE...',
) => usageError({ code: 'SQL_FILE_UNREADABLE', what: `${path} cannot be read`, why, next });
