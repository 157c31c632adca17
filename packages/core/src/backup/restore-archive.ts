import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { SafeMigrateError } from '../errors';
import { run } from '../process/run';
import { libpqEnvironment, type ConnectionParameters } from '../target/connection';
import { withSession } from '../target/session';
import { startProgram } from './client-program';
import type { ClientTools } from './client-tools';
import { reasonOf } from './dump-error';
import { withRootCertificate } from './root-certificate';

/** What pg_restore reads: a file or folder that several jobs can read at once, or a stream that is opened anew for each reading. */
export type ArchiveSource =
  | { readonly path: string; readonly jobs: number }
  | {
      /** `done` rejects where what came out was not whole; it is awaited after the stream has ended. */
      readonly open: () => Promise<{ readonly output: Readable; readonly done: Promise<void> }>;
    };

/** What is restored, and where to. */
export interface RestoreInput {
  readonly tools: ClientTools;
  /** An empty database. */
  readonly connection: ConnectionParameters;
  readonly archive: ArchiveSource;
  readonly signal?: AbortSignal;
  /** Told when the rows of a table begin to be loaded, by `schema.table`. */
  readonly onTable?: (name: string) => void;
  /** Extensions that the archive creates, where they are known: it need not be asked then. */
  readonly extensions?: readonly string[];
  /** There are no rows in it: what is left of pg_restore should we be killed ends by itself, and needs nobody who ends it. */
  readonly brief?: boolean;
  /** Owners and privileges are left out where roles are missing on the server. */
  readonly withoutRoles?: boolean;
}

/**
 * Restores an archive into an empty database; any error at all fails it. Extensions that the server lacks are left out: where something
 * needs them, it fails.
 *
 * @returns the extensions that were left out.
 * @throws SafeMigrateError BACKUP_NOT_RESTORABLE
 */
export async function restoreArchive(input: RestoreInput): Promise<readonly string[]> {
  const rows = await withSession(input.connection, { readOnly: true }, (session) =>
    session.query<{ name: string; superuser: boolean }>(
      `SELECT name::text AS name, (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user) AS superuser
         FROM pg_catalog.pg_available_extensions`,
    ),
  );
  const known = new Set(rows.map(({ name }) => name));
  const isThere = (name: string) => known.has(name);
  // Only a superuser can make event triggers. The seal's sleep in a copy anyhow; others are part of what must be restored.
  const mayHaveSeal = rows.some(({ superuser }) => superuser);
  const listed = mayHaveSeal && input.extensions?.every(isThere) ? '' : await listArchive(input);
  const lacking = extensionsIn(listed).filter((name) => !isThere(name));
  const wanted = withoutExtensions(mayHaveSeal ? listed : withoutSeal(listed), lacking);
  const folder = mkdtempSync(join(tmpdir(), 'safe-migrate-restore-'));
  try {
    const list = join(folder, 'list');
    if (wanted !== listed) writeFileSync(list, wanted, { mode: 0o600 });
    await withRootCertificate(input.connection, (certificate) =>
      restore(input, wanted !== listed ? [`--use-list=${list}`] : [], certificate),
    );
    return lacking;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function restore(
  { tools, connection, archive, signal, onTable, withoutRoles, brief }: RestoreInput,
  more: readonly string[],
  certificate: string | undefined,
): Promise<void> {
  const env = {
    ...libpqEnvironment(connection, certificate),
    LC_ALL: 'C',
    PGAPPNAME: 'safe-migrate pg_restore',
  };
  const args = [
    ...['--exit-on-error', '--no-password', '--verbose', `--dbname=${connection.database}`, ...more],
    ...(withoutRoles ? ['--no-owner', '--no-privileges'] : []),
  ];
  const onLine = (line: string) => {
    const table = /processing data for table "(.*)"$/.exec(line)?.[1];
    if (table !== undefined) onTable?.(table);
  };
  if ('path' in archive) {
    const all = [...args, `--jobs=${archive.jobs}`, archive.path];
    const result = await (brief
      ? run(tools.pgRestore, all, { env, signal })
      : startProgram(tools.pgRestore, all, { env, signal, onLine }).done);
    if (result.code !== 0) throw notRestorable(reasonOf(result));
    return;
  }
  const source = await archive.open();
  source.done.catch(() => undefined);
  const result = await startProgram(tools.pgRestore, args, { env, signal, onLine, input: source.output })
    .done;
  if (result.code === 0 && !result.inputError) return source.done;
  await explain(source.done);
  throw result.inputError ?? notRestorable(reasonOf(result));
}

/** Longest wait in ms for what the source has to say. */
const EXPLAIN_MS = 10_000;

/** What broke the source says more than what pg_restore says of the half archive that it saw. */
async function explain(done: Promise<void>): Promise<void> {
  await Promise.race([done, new Promise((resolve) => setTimeout(resolve, EXPLAIN_MS))]).catch(
    (error: unknown) => {
      if (error instanceof SafeMigrateError) throw error;
    },
  );
}

/** The table of contents, one line per object. */
async function listArchive({ tools, archive, signal }: RestoreInput): Promise<string> {
  const env = { ...process.env, LC_ALL: 'C' };
  if ('path' in archive) {
    const result = await run(tools.pgRestore, ['--list', archive.path], {
      env,
      signal,
      keepOutput: Infinity,
    });
    if (result.code !== 0) throw notRestorable(reasonOf(result));
    return result.stdout;
  }
  const source = await archive.open();
  source.done.catch(() => undefined);
  const result = await startProgram(tools.pgRestore, ['--list'], {
    ...{ env, signal, input: source.output, mayLeaveInput: true },
  }).done;
  if (result.code === 0) return result.stdout;
  await explain(source.done);
  throw result.inputError ?? notRestorable(reasonOf(result));
}

/** `3; 3079 16385 EXTENSION - pgcrypto ` */
const EXTENSION = /^\d+; \d+ \d+ EXTENSION - (\S+)/;

function extensionsIn(listed: string): readonly string[] {
  return listed.split('\n').flatMap((line) => EXTENSION.exec(line)?.[1] ?? []);
}

function withoutExtensions(listed: string, names: readonly string[]): string {
  const comments = names.map((name) => ` COMMENT - EXTENSION ${name}`);
  return listed
    .split('\n')
    .filter((line) => !names.includes(EXTENSION.exec(line)?.[1] ?? ''))
    .filter((line) => !comments.some((comment) => line.trimEnd().includes(comment)))
    .join('\n');
}

/** `3471; 3466 16700 EVENT TRIGGER - safe_migrate_drop postgres` */
function withoutSeal(listed: string): string {
  return listed
    .split('\n')
    .filter((line) => !/ EVENT TRIGGER - safe_migrate_/.test(line))
    .join('\n');
}

function notRestorable(why: string): SafeMigrateError {
  return new SafeMigrateError({
    code: 'BACKUP_NOT_RESTORABLE',
    what: 'The dump could not be restored into a scratch database.',
    why,
    next: 'It is not called a backup and nothing was migrated. If an extension or a role is missing on the scratch server, give --scratch-url of a server that has it.',
  });
}
