import { parseArgs } from 'node:util';

import { withClient } from 'src/database/pg/with-client';
import { CACHE_FLUSH_CHANNEL } from 'src/engine/core-modules/cache-flush/cache-flush-channel';

/** `cache:flush`: tells every running server to build its API schema anew. Writes nothing. */
export async function cacheFlush(args: readonly string[]): Promise<void> {
  parseArgs({ args: [...args], options: {} });

  await withClient((client) => client.query(`NOTIFY ${CACHE_FLUSH_CHANNEL}`));
  console.log('Cache flushed');
}
