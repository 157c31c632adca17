import { createHash } from 'node:crypto';
import { schemaLines } from './schema-lines.mjs';
import { withClient } from '../support/sql.mjs';
import { sleep } from './server.mjs';

/** What a database holds, read with pg_dump and plain SQL, without any code of safe-migrate. Ids of TypeORM's list may differ. */
export async function stateOf(pgDump, connection) {
  const schema = await schemaLines(pgDump, connection);
  const { rows, invalid } = await withClient(connection, async (query) => {
    const tables = await query(
      `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind = 'r' AND n.nspname = 'core' ORDER BY 1`,
    );
    const hashes = tables.map(({ name }) => {
      const what = name.includes('_typeorm_migrations') ? `t.name || ' ' || t.timestamp` : 't::text';
      return `SELECT '${name.replaceAll("'", "''")} ' || count(*) || ' ' || coalesce(md5(string_agg(${what}, E'\\n' ORDER BY ${what})), '') AS hash FROM ONLY ${name} t`;
    });
    return {
      rows: (await query(hashes.join(' UNION ALL '))).map(({ hash }) => hash).sort(),
      invalid: await query('SELECT indexrelid::regclass::text AS name FROM pg_index WHERE NOT indisvalid'),
    };
  });
  return [...schema, ...rows, ...invalid.map(({ name }) => `INVALID ${name}`)];
}

export const hashOf = (state) => createHash('sha256').update(state.join('\n')).digest('hex');

/** Lines that only one of two states has. */
export function difference(a, b) {
  const [left, right] = [new Set(a), new Set(b)];
  return [
    ...a.filter((line) => !right.has(line)).map((line) => `- ${line}`),
    ...b.filter((line) => !left.has(line)).map((line) => `+ ${line}`),
  ];
}

/** What a finished run must not leave in the server: sessions, locks, a lease, a run that is not settled. */
export function leftIn(connection) {
  const deadline = Date.now() + 5_000;
  return withClient(connection, async (query) => {
    for (;;) {
      const [journal] = await query(`SELECT to_regclass('safe_migrate.run') IS NOT NULL AS there`);
      const rows = await query(
        `SELECT 'session ' || application_name AS what FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'safe-migrate%'
          UNION ALL SELECT 'advisory lock' FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
          UNION ALL SELECT 'open transaction of ' || application_name FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'
          ${journal.there ? `UNION ALL SELECT 'lease of ' || run_id FROM safe_migrate.lease UNION ALL SELECT 'unsettled run ' || id FROM safe_migrate.run WHERE state <> 'settled'` : ''}`,
      );
      if (rows.length === 0 || Date.now() > deadline) return rows.map(({ what }) => what);
      await sleep(50);
    }
  });
}
