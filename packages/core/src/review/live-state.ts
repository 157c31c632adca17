import type { TableFacts } from '@safe-migrate/hazards';
import type { Session } from '../target/session';
import { readStructure, type Structure } from '../verify/structure';

/** Column defaults and kinds that the hazards need and the proof does not. */
export async function readTableFacts(session: Session): Promise<readonly TableFacts[]> {
  const structure = await readStructure(session);
  const defaults = await readDefaults(session);
  const others = await readViews(session);
  return [...toFacts(structure, defaults), ...others];
}

async function readDefaults(session: Session): Promise<ReadonlySet<string>> {
  const rows = await session.query<{ column: string }>(
    `SELECT adrelid::text || '.' || adnum::text AS "column" FROM pg_catalog.pg_attrdef`,
  );
  return new Set(rows.map(({ column }) => column));
}

async function readViews(session: Session): Promise<TableFacts[]> {
  const rows = await session.query<{ schema: string; name: string; kind: string }>(`
    SELECT n.nspname::text AS schema, c.relname::text AS name, c.relkind::text AS kind
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('v', 'S') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'`);
  return rows.map(({ schema, name, kind }) => ({
    schema,
    name,
    kind: kind === 'v' ? 'view' : 'sequence',
    columns: [],
    rows: 0,
    bytes: 0,
  }));
}

const KINDS: Readonly<Record<string, TableFacts['kind']>> = {
  r: 'table',
  p: 'partitioned',
  m: 'matview',
  f: 'foreign',
};

function toFacts(structure: Structure, defaults: ReadonlySet<string>): TableFacts[] {
  return structure.tables.map((table) => ({
    schema: table.schema,
    name: table.name,
    kind: KINDS[table.kind] ?? 'table',
    // A partitioned parent has no storage of its own: its size is that of its partitions, unknown from here.
    rows: table.kind === 'p' ? null : table.rows,
    bytes: table.kind === 'p' ? null : table.bytes,
    columns: table.columns.map(({ number, name, type, notNull, generated }) => ({
      name,
      type,
      notNull,
      generated,
      hasDefault: defaults.has(`${table.oid}.${number}`),
    })),
  }));
}
