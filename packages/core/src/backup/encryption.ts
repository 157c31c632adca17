import type { Readable } from 'node:stream';
import { SafeMigrateError, usageError } from '../errors';
import { keepSecret } from '../secrets';
import { startProgram } from './client-program';

/** Where a passphrase comes from: always an environment variable, never an option, a file or a record. */
export interface Encryption {
  readonly variable: string;
}

/** Where the passphrase of an encrypted backup is looked for, unless another variable is named. */
export const DEFAULT_PASSPHRASE_VARIABLE = 'SAFE_MIGRATE_PASSPHRASE';

/** Shorter passphrases are guessed. */
const SHORTEST = 12;

/**
 * Encryption with the passphrase in an environment variable.
 *
 * @throws SafeMigrateError BACKUP_PASSPHRASE where it is missing or short.
 */
export function encryptionBy(variable: string): Encryption {
  const passphrase = process.env[variable] ?? '';
  if (passphrase.length >= SHORTEST) {
    keepSecret({ password: passphrase, user: '', host: '', database: '' });
    return { variable };
  }
  throw usageError({
    code: 'BACKUP_PASSPHRASE',
    what: `The environment variable ${variable} holds no passphrase.`,
    why:
      passphrase === ''
        ? 'It is not set, or empty, and backups are to be encrypted with it.'
        : `It has ${passphrase.length} characters; fewer than ${SHORTEST} are guessed.`,
    next: `Set ${variable}, and keep the passphrase elsewhere too: without it no backup can be read again.`,
  });
}

/** A stream that went through the age format, and its end. */
export interface Transformed {
  readonly output: Readable;
  /** Rejects where it failed: what came out then is not whole. */
  readonly done: Promise<void>;
}

/** Encrypts a stream with a passphrase, as the `age` command would. */
export const encrypt = (input: Readable, by: Encryption, signal?: AbortSignal): Transformed =>
  transform('encrypt', input, by, signal);

/** Decrypts what {@link encrypt}, or the `age` command, made. */
export const decrypt = (input: Readable, by: Encryption, signal?: AbortSignal): Transformed =>
  transform('decrypt', input, by, signal);

function transform(
  direction: 'encrypt' | 'decrypt',
  input: Readable,
  { variable }: Encryption,
  signal?: AbortSignal,
): Transformed {
  const { output, done } = startProgram(process.execPath, [require.resolve('#age'), direction, variable], {
    ...{ env: process.env, input, signal, streamed: true },
  });
  const ended = done.then(({ code, stderr, inputError }) => {
    if (inputError) throw inputError;
    if (code === 0) return;
    const wrong = /incorrect passphrase|no identity matched|passphrase/i.test(stderr);
    throw new SafeMigrateError({
      code: wrong ? 'BACKUP_PASSPHRASE' : 'BACKUP_ENCRYPTION',
      what: wrong
        ? `The passphrase in ${variable} is not the one that the backup was encrypted with.`
        : `The backup could not be ${direction}ed.`,
      why: stderr.trim().split('\n').slice(-2).join('\n') || `It ended with ${code ?? 'a signal'}.`,
      next: wrong
        ? `Set ${variable} to the passphrase of that day.`
        : 'The file was changed or cut off, or memory ran out. Take another backup.',
    });
  });
  ended.catch(() => undefined);
  return { output, done: ended };
}
