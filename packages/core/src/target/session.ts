import { Client, type ClientConfig } from './driver';
import { SafeMigrateError } from '../errors';
import { describeConnection, type ConnectionParameters } from './connection';
import { pooled } from './pooled';

/** One row of a result. */
export type Row = Readonly<Record<string, unknown>>;

/** One server session: what every stage talks to, whoever owns the connection behind it. */
export interface Session {
  /** Runs one statement and returns its rows. */
  readonly query: <R extends Row = Row>(
    sql: string,
    parameters?: readonly unknown[],
  ) => Promise<readonly R[]>;
}

/** A session that we opened and must close. */
export interface OwnSession extends Session {
  readonly close: () => Promise<void>;
}

/** Options of {@link openSession}. */
export interface SessionOptions {
  /** Refuse writes in this session (`default_transaction_read_only`); `as-given`: whatever the server, the database and the role say. */
  readonly readOnly?: boolean | 'as-given';
  /** Shown in `pg_stat_activity`; {@link APPLICATION_NAME} by default. */
  readonly applicationName?: string;
  /** Where the user corrects this connection, for an error's next step. */
  readonly correct?: string;
}

/** Where the live connection comes from. */
const FROM_DATA_SOURCE = 'the data source (or the .env file that it reads)';

/** Longest wait in ms for a table that somebody holds locked, even only to read it: waiting for ever says nothing. */
const LOCK_WAIT_MS = 30_000;

/** Of 14 and 17, where the role or the database sets them: a snapshot is held for as long as a dump takes, and a journal waits between two steps. */
const WITHOUT_NEWER_TIMEOUTS = ['idle_session_timeout', 'transaction_timeout']
  .map(
    (name) =>
      `SELECT pg_catalog.set_config('${name}', '0', false) WHERE pg_catalog.current_setting('${name}', true) <> '0'`,
  )
  .join(' UNION ALL ');

/** Shown in `pg_stat_activity`, so that an operator can see who is connected. */
export const APPLICATION_NAME = 'safe-migrate';

/**
 * Opens a session of our own on a database.
 *
 * @throws SafeMigrateError DATABASE_UNREACHABLE, DATABASE_AUTHENTICATION, DATABASE_MISSING, DATABASE_CONNECTION
 */
export async function openSession(
  connection: ConnectionParameters,
  { readOnly = false, applicationName = APPLICATION_NAME, correct }: SessionOptions = {},
): Promise<OwnSession> {
  const config: ClientConfig = {
    ...connection,
    application_name: applicationName,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    options: `${readOnly === 'as-given' ? '' : `-c default_transaction_read_only=${readOnly ? 'on' : 'off'} `}-c statement_timeout=0 -c lock_timeout=${LOCK_WAIT_MS} -c idle_in_transaction_session_timeout=0`,
  };
  const client = new Client(config);
  // Without a listener, a lost connection between two statements would end the process; the next query reports it.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(WITHOUT_NEWER_TIMEOUTS);
  } catch (error) {
    await client.end().catch(() => undefined);
    throw connectionError(error, connection, correct);
  }
  return {
    query: async <R extends Row = Row>(sql: string, parameters?: readonly unknown[]) => {
      const result = await client.query(sql, parameters ? [...parameters] : undefined);
      return (Array.isArray(result) ? (result.at(-1)?.rows ?? []) : result.rows) as R[];
    },
    close: () => client.end().catch(() => undefined),
  };
}

/** Brackets a session: it is closed whatever happens. */
export async function withSession<T>(
  connection: ConnectionParameters,
  options: SessionOptions,
  use: (session: Session) => Promise<T>,
): Promise<T> {
  const session = await openSession(connection, options);
  try {
    return await use(session);
  } finally {
    await session.close();
  }
}

/**
 * Turns a failure to connect into what a user can act on. SQLSTATE classes 28 and 3D, and the socket's own codes.
 *
 * @param correct what the user must correct: the option or file that names this connection.
 */
export function connectionError(
  error: unknown,
  connection: ConnectionParameters,
  correct: string = FROM_DATA_SOURCE,
): SafeMigrateError {
  const { code, message } = error as { code?: string; message?: string };
  const where = describeConnection(connection);
  if (code === '28P01' || code === '28000') {
    return new SafeMigrateError({
      code: 'DATABASE_AUTHENTICATION',
      what: `The server refused to let ${connection.user} in at ${connection.host}:${connection.port}.`,
      why: message ?? 'The user name or password is wrong.',
      next: `Correct the user and password in ${correct} and run again.`,
    });
  }
  if (code === '3D000') {
    return new SafeMigrateError({
      code: 'DATABASE_MISSING',
      what: `There is no database "${connection.database}" at ${connection.host}:${connection.port}.`,
      why: message ?? 'The server does not know it.',
      next: `Correct the database name in ${correct} and run again.`,
    });
  }
  const socket = [
    'ECONNREFUSED',
    'ENOTFOUND',
    'EAI_AGAIN',
    'ETIMEDOUT',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'ECONNRESET',
    'ENOENT',
  ];
  // Class 57P: it is starting, stopping or in recovery.
  if (
    (code && (socket.includes(code) || code.startsWith('57P'))) ||
    /timeout|terminated unexpectedly/i.test(message ?? '')
  ) {
    return new SafeMigrateError({
      code: 'DATABASE_UNREACHABLE',
      what: `No PostgreSQL server answers at ${where}.`,
      why: message || code || 'The connection was not accepted.',
      next: `Check that the server runs and that host and port in ${correct} are right, for example: pg_isready -h ${connection.host} -p ${connection.port}`,
    });
  }
  // PgBouncer, whatever its mode, before 1.20: it lets no session begin with settings of its own.
  if (/unsupported startup parameter/.test(message ?? ''))
    return pooled(connection, `It refuses the settings that a session begins with: ${message}`);
  return new SafeMigrateError({
    code: 'DATABASE_CONNECTION',
    what: `The connection to ${where} failed.`,
    why: message || String(error),
    next: `Correct ${correct} and run again.`,
  });
}
