import { groupIntoUnits, type Unit } from '../../apply/unit';
import { takeLease } from '../../apply/lease';
import { findClientTools, type ClientTools } from '../../backup/client-tools';
import { describeConnection } from '../../target/connection';
import { assertMigratable, readServerFacts, type ServerFacts } from '../../target/facts';
import { connectionError, withSession, type Session } from '../../target/session';
import { HostQueryError } from '../../typeorm/host';
import { changedSinceApplied } from '../../typeorm/applied-files';
import { assertSchemaExists, listMigrations } from '../../typeorm/migration-list';
import type { LoadedDataSource, LoadedMigration } from '../../typeorm/protocol';
import { unloadedFiles } from '../../typeorm/unloaded-files';
import { declaredIn, type DeclaredChanges } from '../../verify/declared-changes';
import { askGraphql, type GraphqlData } from '../../verify/graphql';
import { appliedBefore } from '../applied-before';
import type { RunContext } from '../context';
import type { Guarded } from './guard';

/** All that is known before anything is tried. */
export interface Preflight extends Guarded {
  readonly loaded: LoadedDataSource;
  readonly facts: ServerFacts;
  readonly tools: ClientTools;
  readonly pending: readonly LoadedMigration[];
  readonly units: readonly Unit[];
  readonly declared: DeclaredChanges;
  /** `schema.table` of TypeORM's list of executed migrations. */
  readonly bookkeeping: string;
  /** What each GraphQL probe returned before. */
  readonly answers: readonly GraphqlData[];
}

/** Looks at the server, the client programs, the pending migrations and the API; takes the lease (not for a plan). */
export function preflight(
  { settings, record, steps, emit, signal }: RunContext,
  guarded: Guarded,
): Promise<Preflight> {
  return steps.run('preflight', async () => {
    const { host } = guarded;
    const { connection } = guarded.loaded;
    const facts = await withSession(connection, { readOnly: true }, readServerFacts);
    record.target = {
      connection: describeConnection(connection),
      server: facts.version,
      systemIdentifier: facts.systemIdentifier,
      bytes: facts.bytes,
    };
    assertMigratable(facts);
    const tools = await findClientTools({ pgBin: settings.pgBin, serverMajor: facts.major });
    if (record.command === 'run') {
      // The session waits while the backup runs: the server must not end it for being idle (a setting since 14).
      const whileWaiting: Record<string, string> = facts.major >= 14 ? { idle_session_timeout: '0' } : {};
      await host.connect(`safe-migrate ${record.id}`, whileWaiting).catch((error: unknown) => {
        throw error instanceof HostQueryError ? connectionError(error, connection) : error;
      });
      await noticeOurDeath(host);
      await takeLease(host);
    }
    const loaded = { ...guarded.loaded, schema: guarded.loaded.schema ?? facts.currentSchema };
    const list = await withSession(connection, { readOnly: true }, async (session) => {
      const found = await listMigrations(session, loaded);
      if (found.pending.length > 0) await assertSchemaExists(session, loaded);
      return found;
    });
    const { projectRoot, recordDirectory } = settings;
    const changed = changedSinceApplied(
      appliedBefore(recordDirectory, record.target),
      list.executed,
      loaded.migrations,
      projectRoot,
    );
    for (const message of [...changed, ...list.warnings, ...unloadedFiles(loaded, projectRoot)]) {
      emit({ kind: 'warning', message });
      record.warnings.push(message);
    }
    record.pending = list.pending.map(({ name }) => name);
    const answers =
      list.pending.length === 0
        ? []
        : await Promise.all(settings.graphql.map((probe) => askGraphql(probe, signal)));
    const count = list.pending.length === 1 ? '1 migration is' : `${list.pending.length} migrations are`;
    return {
      result: {
        ...{ host, loaded, facts, tools, answers, pending: list.pending },
        units: groupIntoUnits(loaded, list.pending),
        declared: list.pending.flatMap(({ file }) => declaredIn(file)),
        bookkeeping: `${loaded.schema}.${loaded.migrationsTable}`,
      },
      summary: `PostgreSQL ${facts.version}, ${megabytes(facts.bytes)}; pg_dump ${tools.version}; ${count} pending`,
    };
  });
}

/**
 * Should this process be killed, the server finds out within a second, stops what it was doing and rolls back. Servers
 * before 14, and those on systems that cannot tell, finish the statement first.
 */
async function noticeOurDeath(session: Session): Promise<void> {
  await session
    .query(`SELECT set_config('client_connection_check_interval', '1000', false)`)
    .catch(() => undefined);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}
