/** What the pg driver tells of a session: the server ends every answer with it (`ReadyForQuery`; `I` is outside a transaction). */
interface PgClient {
  readonly connection?: {
    on?: (event: 'readyForQuery', told: (message: { readonly status?: string }) => void) => unknown;
  };
}

/**
 * Whether sessions stand inside a transaction block, as the server says. TypeORM knows only of those that it opened itself: not of a BEGIN
 * or COMMIT that was sent as SQL.
 */
export class TransactionStatus {
  private readonly states = new WeakMap<object, string | undefined>();

  /**
   * At the moment at which a statement is sent on a client.
   *
   * @param otherwise what is known where the server has not answered yet
   */
  isOpen(client: object | undefined, otherwise: boolean): boolean {
    const state = client && this.stateOf(client);
    return state === undefined ? otherwise : state !== 'I';
  }

  private stateOf(client: PgClient): string | undefined {
    if (!this.states.has(client)) {
      this.states.set(client, undefined);
      client.connection?.on?.('readyForQuery', ({ status }) => this.states.set(client, status));
    }
    return this.states.get(client);
  }
}
