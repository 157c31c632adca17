import type { ScratchServer } from '../scratch/server';
import { startScratchServer } from '../scratch/server';
import type { ConnectionParameters } from '../target/connection';
import { quoteIdentifier } from '../target/identifier';
import { sql } from './test-server';

/** One statement as the server's own log has it (`log_statement = all`). */
export interface LoggedStatement {
  readonly pid: number;
  /** The virtual transaction: the same for all statements of one transaction, and for no other. */
  readonly transaction: string;
  readonly sql: string;
  /** As the server writes the values out; null for NULL. */
  readonly parameters: readonly (string | null)[];
}

/** A PostgreSQL whose statement log is read. */
export interface LoggingServer {
  readonly connection: ConnectionParameters;
  readonly create: () => Promise<ConnectionParameters>;
  /** Everything that was sent to a database so far, in the order in which it arrived. */
  readonly statementsOf: (database: string) => Promise<readonly LoggedStatement[]>;
  readonly stop: () => Promise<void>;
}

/** No statement begins a line so: the server indents every further line of a message by a tab. */
const PREFIX = /^@@(\d+)\|([^|\n]*)\|([^|\n]*)@@ (\w+): {2}/gm;

/** Starts it; `stop` in `afterAll`. */
export async function startLoggingServer(major: number): Promise<LoggingServer> {
  let log = '';
  const server: ScratchServer = await startScratchServer({ major, onLog: (text) => (log += text) });
  const { connection, stop } = server;
  await sql(connection, `ALTER SYSTEM SET log_line_prefix = '@@%p|%v|%d@@ '`);
  await sql(connection, `ALTER SYSTEM SET log_statement = 'all'`);
  await sql(connection, 'SELECT pg_reload_conf()');
  let made = 0;
  const until = async (text: string): Promise<void> => {
    for (const deadline = Date.now() + 10_000; !log.includes(text);) {
      if (Date.now() > deadline) throw new Error(`the server did not log ${text}`);
      await new Promise((done) => setTimeout(done, 20));
    }
  };
  return {
    ...{ connection, stop },
    create: async () => {
      const database = `logged_${++made}`;
      await sql(connection, `CREATE DATABASE ${quoteIdentifier(database)}`);
      // What the session's time zone is decides how the server writes a point in time out.
      await sql(connection, `ALTER DATABASE ${quoteIdentifier(database)} SET TimeZone = 'UTC'`);
      return { ...connection, database };
    },
    statementsOf: async (database) => {
      const mark = `-- read up to here ${database} ${log.length}`;
      await sql(connection, `SELECT 1 ${mark}`);
      await until(mark);
      return readLog(log, database);
    },
  };
}

interface Entry {
  readonly pid: number;
  readonly transaction: string;
  readonly database: string;
  readonly severity: string;
  readonly message: string;
}

function readLog(log: string, database: string): readonly LoggedStatement[] {
  const heads = [...log.matchAll(PREFIX)];
  const entries = heads.map(({ 0: head, 1: pid, 2: transaction, 3: of, 4: severity, index }, at): Entry => {
    const message = log.slice(index + head.length, heads[at + 1]?.index).replace(/\n$/, '');
    return {
      ...{ pid: Number(pid), transaction: transaction ?? '', database: of ?? '', severity: severity ?? '' },
      message: message.replaceAll('\n\t', '\n'),
    };
  });
  const own = entries.filter((entry) => entry.database === database);
  return own.flatMap(({ severity, message, pid, transaction }, at) => {
    // A cursor that is read on, `execute fetch from`, is the same statement still.
    const text = /^(?:statement|execute (?!fetch from )[^:]*): ([^]*)$/.exec(message)?.[1];
    if (severity !== 'LOG' || text === undefined) return [];
    const detail = own.slice(at + 1).find((entry) => entry.pid === pid);
    const given =
      detail?.severity === 'DETAIL' ? /^parameters: ([^]*)$/.exec(detail.message)?.[1] : undefined;
    return [{ pid, transaction, sql: text, parameters: given === undefined ? [] : readParameters(given) }];
  });
}

function readParameters(text: string): readonly (string | null)[] {
  return [...text.matchAll(/\$\d+ = (?:NULL|'((?:[^']|'')*)')(?:, |$)/g)].map(
    ({ 1: value }) => value?.replaceAll("''", "'") ?? null,
  );
}
