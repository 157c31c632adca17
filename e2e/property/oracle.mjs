import { schemaLines } from '../crash/schema-lines.mjs';
import { withClient } from '../support/sql.mjs';
import { q } from './schema.mjs';

/** What a database is, read with pg_dump and plain SQL. Columns come in their own order: one that came back stands last. */
export async function photograph(pgDump, connection, tables) {
  // The last one of a list has no comma.
  const schema = (await schemaLines(pgDump, connection)).map((line) => line.replace(/,$/, ''));
  return withClient(connection, async (query) => {
    const rows = new Map();
    for (const { name, columns } of tables) rows.set(name, await rowsOf(query, name, columns));
    const there = await query(`SELECT to_regclass('app.migrations') IS NOT NULL AS there`);
    const list = there[0].there ? await query('SELECT name FROM app.migrations ORDER BY name') : [];
    return { schema, rows, list: list.map((row) => row.name), escrow: await escrowed(query) };
  });
}

/** Every row as the texts of these columns, sorted. */
export async function rowsOf(query, table, columns) {
  const shown =
    columns.length > 0
      ? `jsonb_build_array(${columns.map((column) => `${q(column)}::text`).join(', ')})::text`
      : `'row'`;
  const found = await query(`SELECT ${shown} AS row FROM app.${q(table)}`);
  return found.map(({ row }) => row).sort();
}

/** How many values are kept of what was dropped, by table and column as they were called. */
async function escrowed(query) {
  const [{ there }] = await query(`SELECT to_regclass('safe_migrate_escrow.deposits') IS NOT NULL AS there`);
  if (!there) return 0;
  const tables = await query(
    `SELECT c.oid::regclass::text AS name FROM pg_class c WHERE c.relnamespace = 'safe_migrate_escrow'::regnamespace AND c.relkind = 'r' AND c.relname <> 'deposits'`,
  );
  let rows = 0;
  for (const { name } of tables) rows += Number((await query(`SELECT count(*) AS n FROM ${name}`))[0].n);
  return rows;
}

/** Rows of the first list that the second does not have, each as often as it is missing. */
export function missingRows(before, after) {
  const left = new Map();
  for (const row of after) left.set(row, (left.get(row) ?? 0) + 1);
  return before.filter((row) => {
    const count = left.get(row) ?? 0;
    if (count > 0) left.set(row, count - 1);
    return count === 0;
  });
}

export function difference(a, b) {
  const [left, right] = [new Set(a), new Set(b)];
  return [
    ...a.filter((line) => !right.has(line)).map((line) => `- ${line}`),
    ...b.filter((line) => !left.has(line)).map((line) => `+ ${line}`),
  ];
}
