import { TRUNCATE_TRIGGER } from '../seal/names';
import { bySchemaAndName } from '../target/name-order';
import { USER_SCHEMA } from '../target/own-schemas';
import type { Session } from '../target/session';
import { HORIZON, isWrittenSince } from '../target/transaction-marks';
import type { ColumnState, TableState } from './structure';

/** What one reading leaves for the next, so that tables that nobody has written to since are neither sent nor read again. */
export class StructureMemory {
  tables: ReadonlyMap<string, RememberedTable> = new Map();
  /** What types and collations were called. */
  names: ReadonlyMap<string, string> = new Map();
  look: Look | undefined;
}

interface RememberedTable {
  readonly state: TableState;
  readonly raw: readonly RawColumn[];
  /** Rows of `pg_attribute`, those of dropped columns too. */
  readonly attributes: number;
}

/** Every table of the user's; with the memory of an earlier reading, only what was written since is asked for. */
export async function readTableStates(
  session: Session,
  sizes: boolean,
  memory: StructureMemory,
): Promise<readonly TableState[]> {
  const look = sizes ? undefined : await lookAtTables(session, memory.look?.horizon);
  const tables =
    (look && memory.look && (await readChanged(session, memory, memory.look, look))) ??
    (await describeAll(session, memory, await queryTables(session, sizes)));
  memory.look = look;
  return tables;
}

/** A table as the server tells it. */
interface TableRow extends Readonly<Record<string, unknown>> {
  readonly oid: string;
  readonly schema: string;
  readonly name: string;
  readonly kind: string;
  readonly file_node: string;
  readonly rows: number | null;
  readonly bytes: string;
  readonly triggers: number;
  readonly parents: string[] | null;
  readonly key: number[] | null;
  readonly attributes: number;
  readonly columns: RawColumn[] | null;
}

const IS_TABLE = `c.relkind IN ('r', 'p', 'm', 'f') AND ${USER_SCHEMA}`;
const OF_TABLES = 'pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace';
const IS_TRIGGER = `NOT t.tgisinternal AND t.tgname <> '${TRUNCATE_TRIGGER}'`;
const IS_KEY = 'i.indisprimary AND i.indisvalid';

/** @param only OIDs; all where there are none given */
async function queryTables(
  session: Session,
  sizes: boolean,
  only?: readonly string[],
): Promise<readonly TableRow[]> {
  const among = (oid: string): string => (only ? `AND ${oid} = ANY ('{${only.join(',')}}'::oid[])` : '');
  return session.query<TableRow>(`
    SELECT c.oid::text, n.nspname::text AS schema, c.relname::text AS name, c.relkind::text AS kind,
           c.relfilenode::text AS file_node,
           CASE WHEN c.reltuples >= 0 THEN c.reltuples::float8 END AS rows,
           ${sizes ? `CASE WHEN c.relkind IN ('r', 'm') THEN pg_catalog.pg_table_size(c.oid) ELSE 0 END` : '0'}::text AS bytes,
           (coalesce(trg.n, 0) + CASE WHEN c.relkind IN ('r', 'p') THEN coalesce(rul.n, 0) ELSE 0 END)::int AS triggers,
           inh.parents, pk.key, coalesce(col.n, 0)::int AS attributes, col.columns
      FROM ${OF_TABLES}
      LEFT JOIN (SELECT a.attrelid, count(*) AS n,
                        json_agg(json_build_array(a.attnum, a.attname, a.atttypid::text, a.atttypmod, a.attnotnull, a.attgenerated <> '', a.attcollation::text)
                                 ORDER BY a.attnum) FILTER (WHERE NOT a.attisdropped) AS columns
                   FROM pg_catalog.pg_attribute a JOIN ${OF_TABLES} ON c.oid = a.attrelid
                  WHERE a.attnum > 0 AND ${IS_TABLE} ${among('a.attrelid')} GROUP BY 1) col ON col.attrelid = c.oid
      LEFT JOIN (SELECT t.tgrelid, count(*) AS n FROM pg_catalog.pg_trigger t WHERE ${IS_TRIGGER} GROUP BY 1) trg ON trg.tgrelid = c.oid
      LEFT JOIN (SELECT r.ev_class, count(*) AS n FROM pg_catalog.pg_rewrite r GROUP BY 1) rul ON rul.ev_class = c.oid
      LEFT JOIN (SELECT h.inhrelid, array_agg(h.inhparent::text ORDER BY h.inhparent::text) AS parents FROM pg_catalog.pg_inherits h GROUP BY 1) inh ON inh.inhrelid = c.oid
      LEFT JOIN (SELECT i.indrelid, i.indkey::int2[]::int[] AS key FROM pg_catalog.pg_index i WHERE ${IS_KEY}) pk ON pk.indrelid = c.oid
     WHERE ${IS_TABLE} ${among('c.oid')}
     ORDER BY 2, 3`);
}

/** How many rows the catalogs have that tables are told from, and the tables of those that were written since an earlier look. */
interface Look {
  /** Whatever is written later bears this number or a higher one. */
  readonly horizon: string;
  readonly catalogs: Readonly<
    Record<keyof typeof CATALOGS, readonly [count: number, fresh: readonly string[]]>
  >;
}

/** SQL: where the rows are, and the table that each is about. */
const CATALOGS = {
  class: ['c', `${OF_TABLES} WHERE ${IS_TABLE}`, 'c.oid'],
  attribute: [
    'a',
    `pg_catalog.pg_attribute a JOIN ${OF_TABLES} ON c.oid = a.attrelid WHERE a.attnum > 0 AND ${IS_TABLE}`,
    'a.attrelid',
  ],
  trigger: ['t', `pg_catalog.pg_trigger t WHERE ${IS_TRIGGER}`, 't.tgrelid'],
  rule: ['r', 'pg_catalog.pg_rewrite r WHERE true', 'r.ev_class'],
  parent: ['h', 'pg_catalog.pg_inherits h WHERE true', 'h.inhrelid'],
  key: ['i', `pg_catalog.pg_index i WHERE ${IS_KEY}`, 'i.indrelid'],
  schema: ['n', 'pg_catalog.pg_namespace n WHERE true', 'n.oid'],
} as const;

const KNOWN: readonly string[] = ['class', 'attribute'];

async function lookAtTables(session: Session, since: string | undefined): Promise<Look> {
  // Of the first look only numbers are compared, and how many tables and columns there were is known.
  const wanted = Object.entries(CATALOGS).filter(([name]) => since !== undefined || !KNOWN.includes(name));
  const parts = wanted.map(([name, [row, from, table]]) => {
    const fresh = since === undefined ? 'false' : isWrittenSince(row, `'${since}'::xid`);
    return `'${name}', (SELECT json_build_array(count(*), coalesce(json_agg(${table}::text) FILTER (WHERE ${fresh}), '[]')) FROM ${from})`;
  });
  const [found] = await session.query<{ look: Look }>(
    `SELECT json_build_object('horizon', ${HORIZON},
       'catalogs', json_build_object(${parts.join(', ')})) AS look`,
  );
  if (!found) throw new Error('the server did not say how many tables there are');
  return found.look;
}

/** Undefined where it cannot be told what has changed by what was written: something was deleted, or has another schema's name. */
async function readChanged(
  session: Session,
  memory: StructureMemory,
  { catalogs: then }: Look,
  { catalogs: now }: Look,
): Promise<readonly TableState[] | undefined> {
  const { class: tables, attribute, schema, ...others } = now;
  if (schema[1].length > 0 || schema[0] !== then.schema[0]) return undefined;
  // Had one been updated or deleted, there would be fewer than were added.
  const names = Object.keys(others) as (keyof typeof others)[];
  if (names.some((name) => now[name][0] !== then[name][0] + now[name][1].length)) return undefined;
  const changed = new Set([tables, attribute, ...Object.values(others)].flatMap(([, fresh]) => fresh));
  const rows = changed.size > 0 ? await queryTables(session, false, [...changed]) : [];
  const kept = [...memory.tables].filter(([oid]) => !changed.has(oid));
  const attributes = [...kept.map(([, table]) => table), ...rows].reduce(
    (sum, each) => sum + each.attributes,
    0,
  );
  if (kept.length + rows.length !== tables[0] || attributes !== attribute[0]) return undefined;
  const raw = [...kept.map(([, table]) => table.raw), ...rows.map(({ columns }) => columns ?? [])];
  const { describe, names: called } = await columnReader(session, raw);
  if (![...memory.names].every(([key, name]) => (called.get(key) ?? name) === name)) return undefined;
  memory.names = new Map([...memory.names, ...called]);
  memory.tables = new Map([...kept, ...rows.map((row) => remembered(row, describe))]);
  return [...memory.tables.values()].map(({ state }) => state).sort(bySchemaAndName);
}

async function describeAll(
  session: Session,
  memory: StructureMemory,
  rows: readonly TableRow[],
): Promise<readonly TableState[]> {
  const { describe, names } = await columnReader(
    session,
    rows.map(({ columns }) => columns ?? []),
  );
  memory.names = names;
  memory.tables = new Map(rows.map((row) => remembered(row, describe)));
  return [...memory.tables.values()].map(({ state }) => state);
}

function remembered(row: TableRow, describe: (column: RawColumn) => ColumnState): [string, RememberedTable] {
  const { oid, schema, name, kind, file_node, rows, bytes, key, parents, triggers, attributes } = row;
  const raw = row.columns ?? [];
  const state: TableState = {
    oid,
    schema,
    name,
    kind,
    fileNode: file_node,
    columns: raw.map(describe),
    key: key ?? [],
    rows,
    bytes: Number(bytes),
    parents: parents ?? [],
    triggers,
  };
  return [oid, { state, raw, attributes }];
}

interface UsedType {
  readonly type: string;
  readonly modifier: number;
  readonly written: string;
  readonly below: string;
  readonly kind: string;
  readonly cast: boolean;
}

/** Types and collations are looked up once each, not per column. */
async function columnReader(
  session: Session,
  tables: readonly (readonly RawColumn[])[],
): Promise<{
  readonly describe: (column: RawColumn) => ColumnState;
  readonly names: ReadonlyMap<string, string>;
}> {
  const used = new Map<string, readonly [type: string, modifier: number]>();
  const collated = new Set<string>();
  for (const columns of tables)
    for (const [, , type, modifier, , , collation] of columns) {
      used.set(`${type} ${modifier}`, [type, modifier]);
      collated.add(collation);
    }
  const types = await session.query<UsedType & Readonly<Record<string, unknown>>>(
    `WITH RECURSIVE used AS (SELECT * FROM unnest($1::oid[], $2::int[]) AS u (type, modifier)),
       base AS (SELECT DISTINCT u.type, t.oid, t.typtype AS kind, t.typbasetype AS below FROM used u JOIN pg_catalog.pg_type t ON t.oid = u.type
                UNION ALL SELECT base.type, t.oid, t.typtype, t.typbasetype FROM base JOIN pg_catalog.pg_type t ON base.kind = 'd' AND t.oid = base.below)
     SELECT u.type::text, u.modifier, ${typeName('t', 'u.modifier')} AS written, ${typeName('b', 'NULL')} AS below, b.typtype::text AS kind,
            EXISTS (SELECT FROM pg_catalog.pg_cast k WHERE k.castsource IN (t.oid, b.oid) AND k.casttarget = 'pg_catalog.text'::regtype AND k.castfunc >= 16384) AS cast
       FROM used u JOIN pg_catalog.pg_type t ON t.oid = u.type JOIN base ON base.type = u.type AND base.kind <> 'd' JOIN pg_catalog.pg_type b ON b.oid = base.oid`,
    [[...used.values()].map(([type]) => type), [...used.values()].map(([, modifier]) => modifier)],
  );
  const collations = await session.query<{ oid: string; name: string }>(
    `SELECT l.oid::text, n.nspname || '.' || l.collname AS name FROM pg_catalog.pg_collation l JOIN pg_catalog.pg_namespace n ON n.oid = l.collnamespace
      WHERE l.oid = ANY ($1::oid[])`,
    [[...collated]],
  );
  const typeOf = new Map(types.map((row) => [`${row.type} ${row.modifier}`, row]));
  const collationOf = new Map(collations.map(({ oid, name }) => [oid, name]));
  const describe = ([
    number,
    name,
    type,
    modifier,
    notNull,
    generated,
    collation,
  ]: RawColumn): ColumnState => {
    const found = typeOf.get(`${type} ${modifier}`);
    if (!found) throw new Error(`the type ${type} of column ${name} is gone meanwhile`);
    return {
      number,
      name,
      notNull,
      generated,
      type: found.written,
      baseType: found.below,
      typeKind: found.kind,
      collation: collationOf.get(collation) ?? null,
      ownCast: found.cast,
    };
  };
  const names = new Map([
    ...types.map((row): [string, string] => [`type ${row.type} ${row.modifier}`, JSON.stringify(row)]),
    ...collations.map(({ oid, name }): [string, string] => [`collation ${oid}`, name]),
  ]);
  return { describe, names };
}

/**
 * `format_type()`, which writes a type with or without its schema, and quoted or not, as the session's search_path and settings have it:
 * here it is the same in every session, PostgreSQL's own types without a schema, all others with theirs.
 */
export function typeName(alias: string, modifier: string): string {
  const written = `pg_catalog.format_type(${alias}.oid, ${modifier})`;
  return `(SELECT CASE WHEN en.nspname = 'pg_catalog' THEN replace(${written}, '"', '')
             ELSE en.nspname || '.' || e.typname || coalesce(substring(${written} FROM '\\([^()"]*\\)'), '') || CASE WHEN e.oid <> ${alias}.oid THEN '[]' ELSE '' END END
             FROM pg_catalog.pg_type e JOIN pg_catalog.pg_namespace en ON en.oid = e.typnamespace
            WHERE e.oid = CASE WHEN ${alias}.typcategory = 'A' AND ${alias}.typelem <> 0 THEN ${alias}.typelem ELSE ${alias}.oid END)`;
}

/** Number, name, OID of the type, its modifier, NOT NULL, generated, OID of the collation. */
type RawColumn = readonly [number, string, string, number, boolean, boolean, string];
