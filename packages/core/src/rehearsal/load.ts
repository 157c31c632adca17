import { setTimeout } from 'node:timers/promises';
import type { ConnectionParameters } from '../target/connection';
import { qualifiedName, quoteIdentifier } from '../target/identifier';
import { openSession, type Session } from '../target/session';
import { tableName, type TableState } from '../verify/structure';

/** What one client of a table went through. Times in ms. */
export interface ClientSeen {
  readonly statements: number;
  /** Median before anything ran. */
  readonly usualMs: number;
  /** The longest statement while it ran: what a user of the application would have waited. */
  readonly longestMs: number;
  /** Why it stopped, where it did: the migration may have taken away what it asks for. */
  readonly stoppedBy?: string;
}

/** One table under load. `writer` is missing where it has no column to write. */
export interface TableUnderLoad {
  readonly table: string;
  readonly reader: ClientSeen;
  readonly writer?: ClientSeen;
}

/** Pause between two statements of a client, in ms. */
const PAUSE_MS = 5;
/** Statements of each client before the load counts as begun. */
const WARM_UP = 10;

/**
 * Runs something while, for each table, one client reads a row and another writes one again as it is, in a transaction that it rolls
 * back, over and over. No row is changed, so that whatever compares rows meanwhile finds them as they were.
 *
 * @returns what `act` returns, and what the clients went through
 */
export async function underLoad<T>(
  connection: ConnectionParameters,
  tables: readonly TableState[],
  act: () => Promise<T>,
): Promise<{ readonly result: T; readonly seen: readonly TableUnderLoad[] }> {
  const clients = await Promise.all(tables.map((table) => startClients(connection, table)));
  try {
    await Promise.all(clients.flatMap(({ reader, writer }) => [reader.warm, writer?.warm]));
    for (const { reader, writer } of clients) for (const each of [reader, writer]) each?.begin();
    const result = await act();
    return { result, seen: await Promise.all(clients.map(finish)) };
  } finally {
    await Promise.all(clients.map(finish));
  }
}

type Clients = Awaited<ReturnType<typeof startClients>>;

async function finish({ table, reader, writer }: Clients): Promise<TableUnderLoad> {
  const [read, written] = await Promise.all([reader.end(), writer?.end()]);
  return { table, reader: read, ...(written === undefined ? {} : { writer: written }) };
}

async function startClients(connection: ConnectionParameters, state: TableState) {
  const table = qualifiedName(state.schema, state.name);
  const column = writtenColumn(state);
  const reader = await startClient(connection, (session) => session.query(`SELECT 1 FROM ${table} LIMIT 1`));
  const writer =
    column === undefined
      ? undefined
      : await startClient(connection, (session) => writeBack(session, table, quoteIdentifier(column)));
  return { table: tableName(state), reader, writer };
}

/** Keys last: they may be generated always as identity, which UPDATE must not name, and changing them looks into other tables. */
const writtenColumn = ({ columns, key }: TableState): string | undefined =>
  columns
    .filter(({ generated }) => !generated)
    .sort((a, b) => Number(key.includes(a.number)) - Number(key.includes(b.number)))[0]?.name;

async function writeBack(session: Session, table: string, column: string): Promise<void> {
  await session.query('BEGIN');
  try {
    const row = `ctid = (SELECT ctid FROM ONLY ${table} LIMIT 1)`;
    await session.query(`UPDATE ONLY ${table} SET ${column} = ${column} WHERE ${row}`);
  } finally {
    await session.query('ROLLBACK');
  }
}

/** A client that does the same over and over, from now on until it is ended. */
async function startClient(connection: ConnectionParameters, once: (session: Session) => Promise<unknown>) {
  const session = await openSession(connection);
  const before: number[] = [];
  const during: number[] = [];
  let times = before;
  let ended = false;
  let stoppedBy: string | undefined;
  let warmed: () => void = () => undefined;
  const warm = new Promise<void>((done) => (warmed = done));
  const run = async (): Promise<void> => {
    while (!ended) {
      const started = performance.now();
      try {
        await once(session);
      } catch (error) {
        stoppedBy = (error as Error).message;
        return;
      } finally {
        times.push(performance.now() - started);
        if (before.length >= WARM_UP || stoppedBy !== undefined) warmed();
      }
      await setTimeout(PAUSE_MS);
    }
  };
  const running = run();
  let closed: Promise<ClientSeen> | undefined;
  return {
    warm,
    begin: () => {
      times = during;
    },
    /** May be called again. */
    end: () =>
      (closed ??= (async () => {
        ended = true;
        await running;
        await session.close();
        return {
          statements: during.length,
          usualMs: rounded(median(before)),
          longestMs: rounded(Math.max(0, ...during)),
          ...(stoppedBy === undefined ? {} : { stoppedBy }),
        };
      })()),
  };
}

const median = (times: readonly number[]): number =>
  [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;

const rounded = (ms: number): number => Math.round(ms * 10) / 10;
