import type { ClientTools } from '../backup/client-tools';
import { copySchema } from '../backup/dump';
import type { ConnectionParameters } from '../target/connection';
import { withSession } from '../target/session';
import { readCatalogFacts, sizesOf, type Sizes } from './catalog-facts';

/** Where the schema comes from that migrations are tried on. */
export interface SchemaSource {
  /** Makes it in an empty scratch database. */
  readonly copyInto: (copy: ConnectionParameters) => Promise<void>;
  readonly readSizes: () => Promise<Sizes>;
}

/** The live database: it is read in a read-only session. */
export function liveSchema(
  live: ConnectionParameters,
  tools: ClientTools,
  signal?: AbortSignal,
): SchemaSource {
  return {
    copyInto: (copy) => copySchema(tools, live, copy, signal),
    readSizes: async () => sizesOf(await withSession(live, { readOnly: true }, readCatalogFacts)),
  };
}
