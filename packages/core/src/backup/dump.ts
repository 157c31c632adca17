import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SafeMigrateError } from '../errors';
import { run, type RunResult } from '../process/run';
import { libpqEnvironment, type ConnectionParameters } from '../target/connection';
import { TRUNCATE_TRIGGER } from '../seal/names';
import { quoteIdentifier } from '../target/identifier';
import type { ClientTools } from './client-tools';
import { withRootCertificate } from './root-certificate';

/** Parallel jobs of pg_dump and pg_restore. */
const JOBS = 2;
/** Longest time in ms that pg_dump waits for a table that somebody holds locked. */
const LOCK_WAIT_MS = 30_000;

/** Dumps the whole database as the snapshot shows it, in directory format, into a folder that must not exist yet. */
export async function dumpDatabase(
  tools: ClientTools,
  connection: ConnectionParameters,
  snapshotId: string,
  folder: string,
  signal?: AbortSignal,
): Promise<void> {
  // gzip 6, the default, takes 3 to 7 times as long as either of these for a tenth less space.
  const compress = tools.major >= 16 ? 'zstd:level=1' : '1';
  const arguments_ = (compression: string) => [
    ...['--format=directory', `--jobs=${JOBS}`, `--compress=${compression}`, `--snapshot=${snapshotId}`],
    ...[`--lock-wait-timeout=${LOCK_WAIT_MS}`, '--no-password', `--file=${folder}`],
  ];
  await withRootCertificate(connection, async (certificate) => {
    const env = libpqEnvironment(connection, certificate);
    let result = await run(tools.pgDump, arguments_(compress), { env, signal });
    if (result.code !== 0 && /zstd|compression/i.test(result.stderr) && tools.major >= 16) {
      result = await run(tools.pgDump, arguments_('1'), { env, signal });
    }
    if (result.code !== 0) throw dumpError(result, folder);
  });
}

/**
 * The definition of every object, without rows, as SQL text without what changes from call to call.
 *
 * @param only leaves out what stands outside of these schemas, and owners and privileges: they belong to an environment
 */
export async function dumpSchema(
  tools: ClientTools,
  connection: ConnectionParameters,
  signal?: AbortSignal,
  only?: readonly string[],
): Promise<string> {
  return withRootCertificate(connection, async (certificate) => {
    const part = only?.map((name) => `--schema=${quoteIdentifier(name)}`) ?? [];
    const result = await run(
      tools.pgDump,
      [
        ...[
          '--schema-only',
          '--no-password',
          `--lock-wait-timeout=${LOCK_WAIT_MS}`,
          '--quote-all-identifiers',
        ],
        ...(part.length > 0 ? ['--no-owner', '--no-privileges', ...part] : []),
      ],
      { env: libpqEnvironment(connection, certificate), signal, keepOutput: Infinity },
    );
    if (result.code !== 0) throw dumpError(result, 'the schema');
    return withoutNoise(result.stdout);
  });
}

/** Copies the definition of every object, without rows, into an empty database. */
export async function copySchema(
  tools: ClientTools,
  from: ConnectionParameters,
  to: ConnectionParameters,
  signal?: AbortSignal,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'safe-migrate-schema-'));
  try {
    const archive = join(folder, 'schema.dump');
    await withRootCertificate(from, async (certificate) => {
      const result = await run(
        tools.pgDump,
        [
          '--schema-only',
          '--format=custom',
          '--no-password',
          `--lock-wait-timeout=${LOCK_WAIT_MS}`,
          `--file=${archive}`,
        ],
        { env: libpqEnvironment(from, certificate), signal },
      );
      if (result.code !== 0) throw dumpError(result, folder);
    });
    await restore(tools, to, archive, 1, signal);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Restores an archive into an empty database; any error at all fails it. */
export function restoreDatabase(
  tools: ClientTools,
  connection: ConnectionParameters,
  folder: string,
  signal?: AbortSignal,
): Promise<void> {
  return restore(tools, connection, folder, JOBS, signal);
}

async function restore(
  tools: ClientTools,
  connection: ConnectionParameters,
  archive: string,
  jobs: number,
  signal?: AbortSignal,
): Promise<void> {
  const result = await run(
    tools.pgRestore,
    [`--jobs=${jobs}`, '--exit-on-error', '--no-password', `--dbname=${connection.database}`, archive],
    { env: libpqEnvironment(connection), signal },
  );
  if (result.code === 0) return;
  throw new SafeMigrateError({
    code: 'BACKUP_NOT_RESTORABLE',
    what: 'The dump could not be restored into a scratch database.',
    why: lastLines(result),
    next: 'It is not called a backup and nothing was migrated. If an extension or a role is missing on the scratch server, give --scratch-url of a server that has it.',
  });
}

/** Comments, the random token that current minors write around a plain dump, and what the seal puts on every table. */
function withoutNoise(dump: string): string {
  return dump
    .split('\n')
    .filter((line) => line !== '' && !/^--|^\\(un)?restrict /.test(line))
    .filter((line) => !line.includes(` TRIGGER "${TRUNCATE_TRIGGER}"`))
    .join('\n');
}

function dumpError(result: RunResult, folder: string): SafeMigrateError {
  const reason = lastLines(result);
  if (/No space left on device|could not write|ENOSPC|Disk quota exceeded/i.test(reason)) {
    return new SafeMigrateError({
      code: 'BACKUP_DISK_FULL',
      what: 'The disk is full: the backup could not be written.',
      why: reason,
      next: `Free space for ${folder}, or name another place with --backup-directory.`,
    });
  }
  if (/permission denied|must be owner|row-level security|query would be affected/i.test(reason)) {
    return new SafeMigrateError({
      code: 'BACKUP_RIGHTS',
      what: 'The role of the data source may not read everything, so a full backup is impossible.',
      why: reason,
      next: 'Run with a role that may read every table (owner, superuser or pg_read_all_data with BYPASSRLS).',
    });
  }
  return new SafeMigrateError({
    code: 'BACKUP_FAILED',
    what: 'pg_dump failed; there is no backup.',
    why: reason,
    next: 'Correct the cause above and run again; nothing was migrated.',
  });
}

function lastLines({ stderr, stdout, spawnError, code }: RunResult): string {
  const text = (stderr || stdout).trim().split('\n').slice(-4).join('\n');
  return text || spawnError?.message || `It ended with ${code ?? 'a signal'} and printed nothing.`;
}
