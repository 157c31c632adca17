import { Client } from 'pg';

import { CACHE_FLUSH_CHANNEL } from 'src/engine/core-modules/cache-flush/cache-flush-channel';

/** Calls `onFlush` whenever `cache:flush` is run. A lost connection is made again at the next `ensure()`. */
export class CacheFlushListener {
  private client: Promise<Client> | undefined;

  constructor(
    private readonly connectionString: string,
    private readonly onFlush: () => void,
  ) {}

  /** Makes sure somebody listens. Throws what the connection throws. */
  async ensure(): Promise<void> {
    this.client ??= this.listen();
    await this.client;
  }

  async close(): Promise<void> {
    const client = await this.client?.catch(() => undefined);
    await client?.end();
  }

  private async listen(): Promise<Client> {
    const client = new Client({ connectionString: this.connectionString });
    const forget = (): void => {
      this.client = undefined;
    };
    client.on('error', forget);
    client.on('end', forget);
    client.on('notification', this.onFlush);
    try {
      await client.connect();
      await client.query(`LISTEN ${CACHE_FLUSH_CHANNEL}`);
      // A message that was sent while nobody listened is not sent again.
      this.onFlush();
      return client;
    } catch (error) {
      forget();
      throw error;
    }
  }
}
