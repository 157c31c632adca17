import type { DataSource } from 'typeorm';
import { HostError } from './failure';

/** What is handed to the driver's own `query()`. */
interface Sent {
  readonly sql: string;
  readonly parameters: readonly unknown[] | undefined;
}

interface Prototype {
  query: (this: object, ...input: unknown[]) => unknown;
}

/**
 * Statements that go to the pg driver past TypeORM, through the client that `queryRunner.connect()` returns or one that the migration made:
 * TypeORM's logger does not see them.
 */
export class RawQueries {
  private readonly announced = new WeakMap<object, string[]>();

  /** What is sent on this client next is known already. */
  announce(client: object | undefined, sql: string): void {
    if (client) this.announced.set(client, [...(this.announced.get(client) ?? []), sql]);
  }

  /**
   * Tells of every other statement, before it is sent.
   *
   * @param told what it throws is thrown at the sender; the statement is not sent then
   * @returns ends it
   */
  watch(dataSource: DataSource, told: (sent: Sent | undefined, client: object) => void): () => void {
    const { prototype } = (dataSource.driver as unknown as { postgres: { Client: { prototype: Prototype } } })
      .postgres.Client;
    const { query } = prototype;
    const takeAnnounced = (client: object, sql: string | undefined): boolean => this.take(client, sql);
    prototype.query = function (...input) {
      const sent = readSent(input);
      if (!takeAnnounced(this, sent?.sql)) told(sent, this);
      return query.apply(this, input);
    };
    return () => {
      prototype.query = query;
    };
  }

  private take(client: object, sql: string | undefined): boolean {
    const waiting = this.announced.get(client) ?? [];
    const at = sql === undefined ? -1 : waiting.indexOf(sql);
    if (at === -1) return false;
    this.announced.set(
      client,
      waiting.filter((_, index) => index !== at),
    );
    return true;
  }
}

/** A text, an object that has one, or a stream or cursor. */
function readSent([query, more]: readonly unknown[]): Sent | undefined {
  const values = Array.isArray(more) ? (more as unknown[]) : undefined;
  if (typeof query === 'string') return { sql: query, parameters: values };
  const given = (query ?? {}) as Partial<Record<'text' | 'values' | 'cursor', unknown>>;
  const { text, values: own } = (given.cursor ?? given) as typeof given;
  if (typeof text !== 'string') return undefined;
  return { sql: text, parameters: Array.isArray(own) ? (own as unknown[]) : values };
}

/** What cannot be read cannot be judged. */
export function unreadable(): HostError {
  return new HostError(
    'QUERY_UNREADABLE',
    'The migration hands the pg driver an object that does not tell its statement; it was not sent.',
  );
}
