import { dumpDefinitions } from '../backup/dump';
import type { ClientTools } from '../backup/client-tools';
import { readCatalogFacts } from '../review/catalog-facts';
import type { ConnectionParameters } from '../target/connection';
import { readServerFacts } from '../target/facts';
import { withSession, type Session } from '../target/session';
import { migrationsTable, readExecuted } from '../typeorm/migration-list';
import type { LoadedDataSource } from '../typeorm/protocol';
import { otherLists } from './executed-in';
import type { SchemaSnapshot } from './schema-snapshot';

/**
 * Reads the live database, in a read-only session. Definitions that hold passwords are left out: subscriptions and user mappings.
 *
 * @param path where the snapshot will be written to: the lists of other data sources that one in that place tells of are read again
 */
export async function takeSnapshot(
  connection: ConnectionParameters,
  loaded: LoadedDataSource,
  tools: ClientTools,
  takenAt: Date,
  path: string,
  signal?: AbortSignal,
): Promise<SchemaSnapshot> {
  const dumping = dumpDefinitions(tools, connection, signal).then(withoutUserMappings);
  // Told where it is waited for, which is later.
  dumping.catch(() => undefined);
  return withSession(connection, { readOnly: true }, async (session) => {
    const facts = await readServerFacts(session);
    const { tables } = await readCatalogFacts(session);
    const { major, version, encoding, collate, timeZone, currentSchema, extensions } = facts;
    const own = { ...loaded, schema: loaded.schema ?? currentSchema };
    const others = await otherLists(session, path, migrationsTable(own));
    return {
      format: 1,
      takenAt: takenAt.toISOString(),
      server: {
        ...{ major, version, encoding, collate, timeZone, currentSchema, extensions },
        sessionSettings: ofTheServer(facts.sessionSettings),
      },
      roles: await readRoles(session),
      list: migrationsTable(own),
      executed: await readExecuted(session, own),
      ...(Object.keys(others).length === 0 ? {} : { others }),
      sizes: Object.fromEntries(
        tables
          .filter(({ kind }) => kind !== 'view' && kind !== 'sequence')
          .map(({ schema, name, rows, bytes }) => [`${schema}.${name}`, [rounded(rows), rounded(bytes)]]),
      ),
      sql: await dumping,
    };
  });
}

const NAME = String.raw`(?:"(?:[^"]|"")*"|[^\s";]+)`;
const OPTIONS = String.raw`(?: OPTIONS \((?:[^'()]|'(?:[^']|'')*')*\))?`;
const USER_MAPPING = new RegExp(`^CREATE USER MAPPING FOR ${NAME} SERVER ${NAME}${OPTIONS};\n`, 'gm');

function withoutUserMappings(sql: string): string {
  return sql.replace(USER_MAPPING, '');
}

/** Settings with a dot are of extensions and applications. */
function ofTheServer(settings: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !name.includes('.')));
}

async function readRoles(session: Session): Promise<readonly string[]> {
  const rows = await session.query<{ name: string }>(`
    SELECT DISTINCT r.rolname::text AS name
      FROM pg_catalog.pg_shdepend s JOIN pg_catalog.pg_roles r ON r.oid = s.refobjid
     WHERE s.refclassid = 'pg_catalog.pg_authid'::regclass AND r.rolname NOT LIKE 'pg\\_%'
       AND s.dbid IN (0, (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = current_database()))
     ORDER BY 1`);
  return rows.map(({ name }) => name);
}

/** Two digits decide as well as all of them, and do not change with every row. */
function rounded(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(2));
}
