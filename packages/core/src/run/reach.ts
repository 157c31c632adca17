import { describeConnection } from '../target/connection';
import { assertMigratable, readServerFacts, type ServerFacts } from '../target/facts';
import { withSession } from '../target/session';
import type { LoadedDataSource } from '../typeorm/protocol';
import { tableName } from '../verify/structure';
import type { RunContext } from './context';
import type { Guarded } from './steps/guard';

/** The live database, looked at for the first time. */
export interface Reached extends Guarded {
  /** With the schema that the role's search_path gives, where the data source names none. */
  readonly loaded: LoadedDataSource & { readonly schema: string };
  readonly facts: ServerFacts;
  /** `schema.table` of TypeORM's list of executed migrations. */
  readonly bookkeeping: string;
}

/** Looks at the server and refuses one that cannot be migrated. Reads only. */
export async function reach({ record }: RunContext, { host, loaded }: Guarded): Promise<Reached> {
  const { connection } = loaded;
  const facts = await withSession(connection, { readOnly: 'as-given' }, readServerFacts);
  record.target = {
    connection: describeConnection(connection),
    server: facts.version,
    systemIdentifier: facts.systemIdentifier,
    bytes: facts.bytes,
  };
  assertMigratable(facts);
  const schema = loaded.schema ?? facts.currentSchema;
  return {
    ...{ host, facts, loaded: { ...loaded, schema } },
    bookkeeping: tableName({ schema, name: loaded.migrationsTable }),
  };
}
