import type { ClientTools } from '../backup/client-tools';
import { dumpSchemaArchive, restoreSchemaArchive } from '../backup/dump';
import type { ConnectionParameters } from '../target/connection';
import { withSession } from '../target/session';
import { readCatalogFacts, sizesOf, type Sizes } from './catalog-facts';

/** Where the schema comes from that migrations are tried on. */
export interface SchemaSource {
  /** Makes it in an empty scratch database. */
  readonly copyInto: (copy: ConnectionParameters) => Promise<void>;
  readonly readSizes: () => Promise<Sizes>;
  /** Gives up what it holds. */
  readonly close?: () => Promise<void>;
}

/** Options of {@link liveSchema}. */
export interface LiveSchemaOptions {
  /** Extensions of the live database, where they are known. */
  readonly extensions?: readonly string[];
  readonly signal?: AbortSignal;
}

/** The live database: it is read in read-only sessions, from now on, while a place for the copy is made. */
export function liveSchema(
  live: ConnectionParameters,
  tools: ClientTools,
  { extensions, signal }: LiveSchemaOptions = {},
): Required<SchemaSource> {
  const closed = new AbortController();
  const dumping = dumpSchemaArchive(
    tools,
    live,
    signal ? AbortSignal.any([signal, closed.signal]) : closed.signal,
  );
  const sizes = withSession(live, { readOnly: true }, readCatalogFacts).then(sizesOf);
  // Told where they are waited for, which is later.
  for (const begun of [dumping, sizes]) begun.catch(() => undefined);
  return {
    copyInto: async (copy) => restoreSchemaArchive(tools, await dumping, copy, { extensions, signal }),
    readSizes: () => sizes,
    close: async () => {
      closed.abort();
      await dumping.then(({ remove }) => remove()).catch(() => undefined);
      await sizes.catch(() => undefined);
    },
  };
}
