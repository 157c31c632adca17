import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { ClientTools } from '../backup/client-tools';
import type { ConnectionParameters } from '../target/connection';
import { OWN_SCHEMAS, USER_SCHEMA } from '../target/own-schemas';
import { withClient } from './test-server';

/** Everything in a database but our own schemas, read without the code under test: pg_dump's schema text, and a hash of every table's ordered rows. */
export interface DatabaseDump {
  readonly schema: string;
  readonly rows: Readonly<Record<string, string>>;
}

/** Reads it. Two dumps are `toEqual` when the databases hold the same. */
export async function dumpOf(tools: ClientTools, connection: ConnectionParameters): Promise<DatabaseDump> {
  const left = OWN_SCHEMAS.map((name) => `--exclude-schema=${name}`);
  const { stdout } = await promisify(execFile)(tools.pgDump, ['--schema-only', '--no-password', ...left], {
    env: {
      PATH: process.env['PATH'],
      PGHOST: connection.host,
      PGPORT: String(connection.port),
      PGUSER: connection.user,
      PGPASSWORD: connection.password,
      PGDATABASE: connection.database,
    },
    maxBuffer: 64_000_000,
  });
  const schema = stdout
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('--') && !/^\\(un)?restrict/.test(line))
    .join('\n');
  const rows = await withClient(connection, async (client) => {
    const tables = await client.query<{ name: string }>(
      `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'm') AND ${USER_SCHEMA} ORDER BY 1`,
    );
    const hashes: [string, string][] = [];
    for (const { name } of tables.rows) {
      const { rows } = await client.query<{ hash: string }>(
        `SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, E'\\n' ORDER BY t::text)), '') AS hash FROM ONLY ${name} t`,
      );
      hashes.push([name, rows[0]?.hash ?? '']);
    }
    return Object.fromEntries(hashes);
  });
  return { schema, rows };
}
