import { quoteIdentifier, quoteLiteral } from '../target/identifier';
import type { ConnectionParameters } from '../target/connection';
import type { ServerFacts } from '../target/facts';
import { openSession, withSession, type OwnSession, type Session } from '../target/session';
import { SafeMigrateError, usageError } from '../errors';
import { keepSecret } from '../secrets';
import { dropDatabase, holdRun, scratchName, sweepDeadRuns } from './dead-runs';
import { neededExtensions } from './needed-extensions';
import { startScratchServer } from './server';

/** Where scratch databases are made during one run. */
export interface Scratch {
  /** Creates an empty database; it goes with the scratch. */
  readonly create: (purpose: string) => Promise<ConnectionParameters>;
  /** Server version, e.g. `15.18`. */
  readonly version: string;
  /** Databases of runs that died, dropped on opening; none where the server is our own. */
  readonly swept: readonly string[];
  /** Drops every database that was created here, or the whole server. Idempotent. */
  readonly close: () => Promise<void>;
}

/** What a scratch server must be able to stand in for. */
export type ServerToServe = Pick<
  ServerFacts,
  'major' | 'version' | 'user' | 'encoding' | 'collate' | 'timeZone' | 'extensions'
>;

/** A server like any other, where there is no live one to equal: what initdb gives a server everywhere. */
export function bareServer(major: number): ServerToServe {
  return {
    ...{ major, version: String(major), user: 'postgres', extensions: [] },
    ...{ encoding: 'UTF8', collate: 'C', timeZone: 'UTC' },
  };
}

/**
 * The major of the server at a `--scratch-url`.
 *
 * @throws SafeMigrateError SCRATCH_URL_INVALID, and those of a connection
 */
export async function readScratchMajor(scratchUrl: string): Promise<number> {
  const connection = parseUrl(scratchUrl);
  keepSecret(connection);
  return withSession(connection, { correct: '--scratch-url' }, async (session) => {
    const [row] = await session.query<{ major: number }>(
      `SELECT current_setting('server_version_num')::int / 10000 AS major`,
    );
    return row?.major ?? 0;
  });
}

/** Options of {@link openScratch}. */
export interface ScratchOptions {
  /** Name part of the databases: the run's id. */
  readonly runId: string;
  /** The live server, which the scratch server must equal in major and serve in encoding, roles and extensions. */
  readonly live: ServerToServe;
  /** Whose roles are copied; undefined where there is no live database. */
  readonly liveConnection?: ConnectionParameters;
  /** A server that the user names instead of one that we boot. */
  readonly scratchUrl?: string;
  /** Roles to create on a server that we boot, where there is no live one to copy them from. */
  readonly roles?: readonly string[];
  readonly onFetch?: (version: string) => void;
  readonly signal?: AbortSignal;
}

/**
 * Opens the place for scratch databases: a PostgreSQL of the live server's major that we boot, or the server at
 * `scratchUrl`.
 *
 * @throws SafeMigrateError SCRATCH_URL_INVALID, SCRATCH_MAJOR, SCRATCH_EXTENSION_MISSING, SCRATCH_SERVER_MISSING
 */
export async function openScratch(options: ScratchOptions): Promise<Scratch> {
  const server = options.scratchUrl
    ? { connection: parseUrl(options.scratchUrl), stop: () => Promise.resolve() }
    : await startScratchServer({
        major: options.live.major,
        onFetch: options.onFetch,
        signal: options.signal,
      });
  keepSecret(server.connection);
  const created: string[] = [];
  let keeper: OwnSession | undefined;
  let swept: readonly string[] = [];
  let onLiveServer = false;
  const access = options.scratchUrl ? { correct: '--scratch-url' } : {};
  try {
    const version = await withSession(server.connection, access, async (session) => {
      const found = await assertUsable(session, options);
      if (!options.scratchUrl && options.liveConnection)
        await copyRoles(options.liveConnection, options.live.user, session, server.connection);
      if (options.scratchUrl && options.liveConnection)
        onLiveServer = await isSameServer(session, options.liveConnection);
      if (!options.scratchUrl && options.roles) await createRoles(session, options.roles);
      return found;
    });
    if (options.scratchUrl) {
      keeper = await openSession(server.connection, access);
      await holdRun(keeper, options.runId);
      swept = await sweepDeadRuns(keeper);
    }
    // As the live role: "$user" in a search_path and current_user mean the same there.
    const owner = options.scratchUrl ? server.connection : { ...server.connection, user: options.live.user };
    return {
      version,
      swept,
      create: async (purpose) => {
        const database = scratchName(options.runId, purpose);
        await withSession(server.connection, access, async (session) => {
          created.push(database);
          await createDatabase(session, database, options);
          // The same instants must mean the same: rewrite decisions and casts depend on the time zone.
          await session.query(
            `ALTER DATABASE ${quoteIdentifier(database)} SET TimeZone = ${quoteLiteral(options.live.timeZone)}`,
          );
        });
        return { ...owner, database, ...(onLiveServer ? { onLiveServer } : {}) };
      },
      close: async () => {
        if (options.scratchUrl && created.length > 0)
          await dropDatabases(server.connection, created.splice(0));
        await keeper?.close();
        await server.stop();
      },
    };
  } catch (error) {
    await keeper?.close();
    await server.stop();
    throw error;
  }
}

/** With the live database's locale where the scratch server knows it, else with "C": content compares the same. */
async function createDatabase(
  session: Session,
  database: string,
  { live: { encoding, collate, major }, scratchUrl }: ScratchOptions,
): Promise<void> {
  // Half the time, at the price of two checkpoints, which are nothing on a server of our own, where nothing is synced. Since 15 every page goes to the WAL by default.
  const strategy = scratchUrl || major < 15 ? '' : ' STRATEGY file_copy';
  const create = (locale: string) =>
    session.query(
      `CREATE DATABASE ${quoteIdentifier(database)} TEMPLATE template0 ENCODING ${quoteLiteral(encoding)} LC_COLLATE ${quoteLiteral(locale)} LC_CTYPE ${quoteLiteral(locale)}${strategy}`,
    );
  try {
    await create(collate);
  } catch (error) {
    if (collate === 'C') throw error;
    await create('C');
  }
}

/** A server starts in a microsecond of its own; a clone of it that runs elsewhere has the same system identifier. */
async function isSameServer(session: Session, liveConnection: ConnectionParameters): Promise<boolean> {
  const ask = async (each: Session): Promise<string | undefined> => {
    const [row] = await each.query<{ started: string }>(
      `SELECT pg_catalog.to_char(pg_catalog.pg_postmaster_start_time() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') AS started`,
    );
    return row?.started;
  };
  return (await ask(session)) === (await withSession(liveConnection, { readOnly: true }, ask));
}

async function dropDatabases(connection: ConnectionParameters, databases: readonly string[]): Promise<void> {
  await withSession(connection, {}, async (session) => {
    for (const database of databases) await dropDatabase(session, database);
  });
}

async function assertUsable(
  session: Session,
  { live, liveConnection }: Pick<ScratchOptions, 'live' | 'liveConnection'>,
): Promise<string> {
  const [row] = await session.query<{ version: string; major: number; extensions: string[] }>(`
    SELECT split_part(current_setting('server_version'), ' ', 1) AS version,
           current_setting('server_version_num')::int / 10000 AS major,
           ARRAY(SELECT name::text FROM pg_catalog.pg_available_extensions) AS extensions`);
  if (row?.major !== live.major) {
    throw new SafeMigrateError({
      code: 'SCRATCH_MAJOR',
      what: `The scratch server is PostgreSQL ${row?.version}, the live server ${live.version}.`,
      why: 'What a statement locks and rewrites, and whether an archive restores, depends on the major.',
      next: `Give --scratch-url of a PostgreSQL ${live.major} server, or leave it out to have one booted.`,
    });
  }
  const lacking = live.extensions.filter((name) => !row.extensions.includes(name));
  const needed =
    lacking.length > 0 && liveConnection
      ? await withSession(liveConnection, { readOnly: true }, neededExtensions)
      : lacking;
  // What nothing uses is left out of a restore.
  const missing = lacking.filter((name) => needed.includes(name));
  if (missing.length > 0) {
    throw new SafeMigrateError({
      code: 'SCRATCH_EXTENSION_MISSING',
      what: `The scratch server lacks the extension${missing.length > 1 ? 's' : ''} ${missing.join(', ')}.`,
      why: 'The live database uses them, so its backup cannot be restored there.',
      next: `Install ${missing.map((name) => `postgresql-${live.major}-${name}`).join(' ')} (Debian's names; the server programs of the system are preferred), or give --scratch-url of a server of the same major that has them installed.`,
    });
  }
  return row.version;
}

/** Owners and grantees must exist where an archive is restored; only the live role of this run can log in there. */
async function copyRoles(
  liveConnection: ConnectionParameters,
  liveUser: string,
  scratch: Session,
  { password = '' }: ConnectionParameters,
): Promise<void> {
  const roles = await withSession(liveConnection, { readOnly: true }, (source) =>
    source.query<{ name: string }>(
      `SELECT rolname::text AS name FROM pg_catalog.pg_roles WHERE rolname NOT LIKE 'pg\\_%'`,
    ),
  );
  const existing = await scratch.query<{ name: string }>(
    'SELECT rolname::text AS name FROM pg_catalog.pg_roles',
  );
  const known = new Set(existing.map(({ name }) => name));
  for (const { name } of roles) {
    if (known.has(name)) continue;
    const rights = name === liveUser ? `SUPERUSER LOGIN PASSWORD ${quoteLiteral(password)}` : 'NOLOGIN';
    await scratch.query(`CREATE ROLE ${quoteIdentifier(name)} ${rights}`);
  }
}

async function createRoles(scratch: Session, roles: readonly string[]): Promise<void> {
  const existing = await scratch.query<{ name: string }>(
    'SELECT rolname::text AS name FROM pg_catalog.pg_roles',
  );
  const known = new Set(existing.map(({ name }) => name));
  for (const name of roles)
    if (!known.has(name)) await scratch.query(`CREATE ROLE ${quoteIdentifier(name)} NOLOGIN`);
}

function parseUrl(text: string): ConnectionParameters {
  try {
    const url = new URL(text);
    if (!/^postgres(ql)?:$/.test(url.protocol)) throw new Error('not a postgres:// URL');
    const mode = url.searchParams.get('sslmode');
    return {
      host: decodeURIComponent(url.hostname) || '127.0.0.1',
      port: Number(url.port || 5432),
      user: decodeURIComponent(url.username) || 'postgres',
      password: url.password ? decodeURIComponent(url.password) : undefined,
      database: decodeURIComponent(url.pathname.slice(1)) || 'postgres',
      ssl: mode && mode !== 'disable' ? { rejectUnauthorized: mode.startsWith('verify') } : false,
    };
  } catch (error) {
    throw usageError({
      code: 'SCRATCH_URL_INVALID',
      what: 'The value of --scratch-url is not a PostgreSQL URL.',
      why: error instanceof Error ? error.message : String(error),
      next: 'Give it as postgres://user:password@host:port/database',
    });
  }
}
