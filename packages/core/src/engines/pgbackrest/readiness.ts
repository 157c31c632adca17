import { SafeMigrateError, refusal } from '../../errors';
import type { ConnectionParameters } from '../../target/connection';
import type { ServerFacts } from '../../target/facts';
import { withSession, type Session } from '../../target/session';
import { pgBackRestError } from './errors';
import { readStanza } from './info';
import { openPgBackRest, type PgBackRest, type PgBackRestSettings } from './program';

/** What must be known before pgBackRest is asked for anything. */
export interface ReadinessInput {
  readonly connection: ConnectionParameters;
  readonly facts: ServerFacts;
  readonly settings: PgBackRestSettings;
  readonly signal?: AbortSignal;
}

/** Functions that only a superuser may call unless it was granted. */
const FUNCTIONS = ['pg_create_restore_point(text)', 'pg_switch_wal()'];

/**
 * Whether pgBackRest takes backups of this very server: it archives, the stanza is there and is of it, and WAL reaches the repository.
 *
 * @throws SafeMigrateError PGBACKREST_NOT_FOUND, PGBACKREST_TOO_OLD, PGBACKREST_RIGHTS, PGBACKREST_ARCHIVE_OFF, PGBACKREST_STANZA,
 *   PGBACKREST_OTHER_SERVER, PGBACKREST_ARCHIVE_FAILS
 */
export async function assertPgBackRestReady({
  connection,
  facts,
  settings,
  signal,
}: ReadinessInput): Promise<PgBackRest> {
  const server = await withSession(connection, { readOnly: true }, readServer);
  const program = await openPgBackRest(settings, server.dataDirectory ?? undefined);
  assertRights(facts, server.forbidden);
  if (server.archiveMode === 'off') {
    throw refusal({
      code: 'PGBACKREST_ARCHIVE_OFF',
      what: 'The server does not archive its WAL (archive_mode is off).',
      why: 'A backup of a running server is worth nothing without the WAL that was written meanwhile, and nothing can be restored to a point in time.',
      next: `Set archive_mode = on and archive_command = 'pgbackrest --stanza=${program.stanza} archive-push %p', restart the server, and type: pgbackrest --stanza=${program.stanza} check`,
    });
  }
  const stanza = await readStanza(program);
  const known = stanza.db.at(-1);
  if (known?.['system-id'] !== facts.systemIdentifier) {
    throw refusal({
      code: 'PGBACKREST_OTHER_SERVER',
      what: `The stanza "${program.stanza}" is of another server than the data source names.`,
      why: `It holds backups of the server ${known?.['system-id']} (PostgreSQL ${known?.version}); the data source names ${facts.systemIdentifier} (PostgreSQL ${facts.version}).`,
      next: 'Name the stanza of this server with --pgbackrest-stanza, or correct the data source.',
    });
  }
  await assertArchives(connection, program, signal);
  return program;
}

interface Server {
  readonly archiveMode: string;
  /** Null where the role may not know it. */
  readonly dataDirectory: string | null;
  /** Functions that the role may not call. */
  readonly forbidden: readonly string[];
}

async function readServer(session: Session): Promise<Server> {
  const [row] = await session.query<{ mode: string; forbidden: string[] }>(
    `SELECT current_setting('archive_mode') AS mode,
            ARRAY(SELECT f FROM unnest($1::text[]) f WHERE NOT pg_catalog.has_function_privilege('pg_catalog.' || f, 'EXECUTE')) AS forbidden`,
    [FUNCTIONS],
  );
  const dataDirectory = await session
    .query<{ path: string }>(`SELECT current_setting('data_directory') AS path`)
    .then(
      (rows) => rows[0]?.path ?? null,
      () => null,
    );
  return { archiveMode: row?.mode ?? 'off', forbidden: row?.forbidden ?? [], dataDirectory };
}

function assertRights({ systemIdentifier, user }: ServerFacts, forbidden: readonly string[]): void {
  const lacking = [...forbidden, ...(systemIdentifier === null ? ['pg_control_system()'] : [])];
  if (lacking.length === 0) return;
  throw new SafeMigrateError({
    code: 'PGBACKREST_RIGHTS',
    what: `The role ${user} may not call ${lacking.join(', ')}.`,
    why: 'A restore point is set so that the restored copy can be compared with the live database at the same moment, and the server must say who it is.',
    next: `As a superuser: ${lacking.map((name) => `GRANT EXECUTE ON FUNCTION ${name} TO "${user}";`).join(' ')}`,
  });
}

/** pgBackRest writes a segment of WAL and waits until it is in the repository. */
async function assertArchives(
  connection: ConnectionParameters,
  program: PgBackRest,
  signal: AbortSignal | undefined,
): Promise<void> {
  const result = await program.run('check', { signal });
  signal?.throwIfAborted();
  if (result.code === 0) return;
  const { why, next } = pgBackRestError('check', result);
  throw new SafeMigrateError({
    code: 'PGBACKREST_ARCHIVE_FAILS',
    what: 'pgbackrest check failed: WAL of this server does not reach the repository.',
    why: [why, ...(await withSession(connection, { readOnly: true }, lastArchived))].join('\n'),
    next,
  });
}

async function lastArchived(session: Session): Promise<readonly string[]> {
  const [row] = await session.query<{ done: string | null; failed: string | null; at: Date | null }>(
    `SELECT last_archived_wal AS done, last_failed_wal AS failed, last_failed_time AS at FROM pg_catalog.pg_stat_archiver`,
  );
  return row?.failed
    ? [
        `the server archived ${row.done ?? 'nothing'} last, and failed with ${row.failed} at ${row.at?.toISOString()}`,
      ]
    : [];
}
