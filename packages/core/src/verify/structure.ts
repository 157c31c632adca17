import { USER_SCHEMA } from '../target/own-schemas';
import { TRUNCATE_TRIGGER } from '../seal/names';
import type { Session } from '../target/session';

/** One column of a table, identified as PostgreSQL does: by its number, which no other column ever gets again. */
export interface ColumnState {
  readonly number: number;
  readonly name: string;
  /** With its modifiers, e.g. `character varying(50)` or `core.stage[]`. */
  readonly type: string;
  /** Name of the type without modifiers, domains resolved to their base type. */
  readonly baseType: string;
  /** `e` for an enum, `b` base, `c` composite ... (`pg_type.typtype` of the base type). */
  readonly typeKind: string;
  readonly notNull: boolean;
  readonly generated: boolean;
  /** `schema.name` of what its texts are ordered and compared by; null for types that have no such thing. */
  readonly collation?: string | null;
  /** The type has a cast to text that somebody wrote: what it gives need not be the value. */
  readonly ownCast?: boolean;
}

/** What identifies a table's rows on disk, and its shape. */
export interface TableState {
  readonly oid: string;
  readonly schema: string;
  readonly name: string;
  /** `r` ordinary or partition, `p` partitioned, `m` materialized view, `f` foreign. */
  readonly kind: string;
  /** Changes whenever the table is rewritten, truncated or clustered. */
  readonly fileNode: string;
  readonly columns: readonly ColumnState[];
  /** Column numbers of the primary key; empty where there is none. */
  readonly key: readonly number[];
  /** Planner's row estimate; null where never analysed. */
  readonly rows: number | null;
  /** Heap, TOAST and free space map in bytes. */
  readonly bytes: number;
  /** OIDs of the tables that this one is a partition or child of: its rows are seen through them too. */
  readonly parents: readonly string[];
  /** Row triggers and rules of the user's: they may write where no statement says so. */
  readonly triggers: number;
}

/** A sequence and where it stands. */
export interface SequenceState {
  readonly oid: string;
  readonly schema: string;
  readonly name: string;
  /** The number that it gave last; null where it gave none yet, or may not be read. */
  readonly lastValue: string | null;
  /** It counts down. */
  readonly descends?: boolean;
  /** The column that it belongs to (serial, identity): it is dropped with it. */
  readonly owner?: { readonly table: string; readonly column: number };
}

/** Every user table, the enum types and the sequences of a database. */
export interface Structure {
  readonly tables: readonly TableState[];
  readonly sequences: readonly SequenceState[];
  /** OID to `schema.type` of enum types: no column is of one that is gone, so that its rows were written anew, or dropped. */
  readonly enums: Readonly<Record<string, string>>;
  /** OID of an enum's label to that of its type and itself: a label that is renamed renames the value of every row that has it. */
  readonly labels: Readonly<Record<string, readonly [type: string, label: string]>>;
  /** OID of composite types to `schema.type` and their attributes, as `number name type`: dropping one touches no table that uses it. */
  readonly composites: Readonly<Record<string, readonly [type: string, attributes: readonly string[]]>>;
}

/**
 * Reads the structure in a handful of catalog queries, whatever the number or size of the tables: each joins sets, none asks per table or
 * column. Inside a transaction it shows that transaction's own changes.
 *
 * @param options `sizes: false` leaves `bytes` at 0: the server must look at the files of every table for them.
 */
export async function readStructure(
  session: Session,
  { sizes = true }: { readonly sizes?: boolean } = {},
): Promise<Structure> {
  const tables = await session.query<{
    oid: string;
    schema: string;
    name: string;
    kind: string;
    file_node: string;
    rows: number | null;
    bytes: string;
    triggers: number;
    parents: string[] | null;
    key: number[] | null;
    columns: RawColumn[] | null;
  }>(`
    SELECT c.oid::text, n.nspname::text AS schema, c.relname::text AS name, c.relkind::text AS kind,
           c.relfilenode::text AS file_node,
           CASE WHEN c.reltuples >= 0 THEN c.reltuples::float8 END AS rows,
           ${sizes ? `CASE WHEN c.relkind IN ('r', 'm') THEN pg_catalog.pg_table_size(c.oid) ELSE 0 END` : '0'}::text AS bytes,
           (coalesce(trg.n, 0) + CASE WHEN c.relkind IN ('r', 'p') THEN coalesce(rul.n, 0) ELSE 0 END)::int AS triggers,
           inh.parents, pk.key, col.columns
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN (SELECT a.attrelid, json_agg(json_build_array(a.attnum, a.attname, a.atttypid::text, a.atttypmod, a.attnotnull, a.attgenerated <> '', a.attcollation::text)
                                             ORDER BY a.attnum) AS columns
                   FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                  WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'm', 'f') AND ${USER_SCHEMA} GROUP BY 1) col ON col.attrelid = c.oid
      LEFT JOIN (SELECT t.tgrelid, count(*) AS n FROM pg_catalog.pg_trigger t WHERE NOT t.tgisinternal AND t.tgname <> '${TRUNCATE_TRIGGER}' GROUP BY 1) trg ON trg.tgrelid = c.oid
      LEFT JOIN (SELECT r.ev_class, count(*) AS n FROM pg_catalog.pg_rewrite r GROUP BY 1) rul ON rul.ev_class = c.oid
      LEFT JOIN (SELECT h.inhrelid, array_agg(h.inhparent::text ORDER BY h.inhparent::text) AS parents FROM pg_catalog.pg_inherits h GROUP BY 1) inh ON inh.inhrelid = c.oid
      LEFT JOIN (SELECT i.indrelid, i.indkey::int2[]::int[] AS key FROM pg_catalog.pg_index i WHERE i.indisprimary AND i.indisvalid) pk ON pk.indrelid = c.oid
     WHERE c.relkind IN ('r', 'p', 'm', 'f') AND ${USER_SCHEMA}
     ORDER BY 2, 3`);
  const describe = await columnReader(
    session,
    tables.flatMap(({ columns }) => columns ?? []),
  );
  const enums = await session.query<{ name: string; type: string; labels: string[]; oids: string[] }>(`
    SELECT n.nspname || '.' || t.typname AS name, t.oid::text AS type,
           coalesce(array_agg(e.enumlabel::text ORDER BY e.enumsortorder) FILTER (WHERE e.oid IS NOT NULL), '{}') AS labels,
           coalesce(array_agg(e.oid::text ORDER BY e.enumsortorder) FILTER (WHERE e.oid IS NOT NULL), '{}') AS oids
      FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
      LEFT JOIN pg_catalog.pg_enum e ON e.enumtypid = t.oid
     WHERE t.typtype = 'e' AND ${USER_SCHEMA} GROUP BY 1, 2 ORDER BY 1`);
  const composites = await session.query<{ oid: string; name: string; attributes: string[] }>(`
    SELECT c.reltype::text AS oid, n.nspname || '.' || c.relname AS name,
           array_agg(a.attnum || ' ' || a.attname || ' ' || ${typeName('t', 'a.atttypmod')} ORDER BY a.attnum) AS attributes
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
     WHERE c.relkind = 'c' AND ${USER_SCHEMA} GROUP BY 1, 2 ORDER BY 2`);
  const sequences = await session.query<{
    oid: string;
    schema: string;
    name: string;
    last_value: string | null;
    descends: boolean;
    owner: { table: string; column: number } | null;
  }>(`
    SELECT c.oid::text, n.nspname::text AS schema, c.relname::text AS name,
           (SELECT jsonb_build_object('table', d.refobjid::text, 'column', d.refobjsubid) FROM pg_catalog.pg_depend d
             WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i')
               AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjsubid > 0 LIMIT 1) AS owner,
           CASE WHEN pg_catalog.has_sequence_privilege(c.oid, 'SELECT,USAGE') THEN pg_catalog.pg_sequence_last_value(c.oid) END::text AS last_value, q.seqincrement < 0 AS descends
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace JOIN pg_catalog.pg_sequence q ON q.seqrelid = c.oid
     WHERE c.relkind = 'S' AND ${USER_SCHEMA} ORDER BY 2, 3`);
  return {
    tables: tables.map(({ file_node, rows, bytes, columns, key, parents, ...table }) => ({
      ...table,
      fileNode: file_node,
      rows,
      bytes: Number(bytes),
      columns: (columns ?? []).map(describe),
      key: key ?? [],
      parents: parents ?? [],
    })),
    enums: Object.fromEntries(enums.map(({ type, name }) => [type, name])),
    labels: Object.fromEntries(
      enums.flatMap(({ type, labels, oids }) =>
        oids.map((oid, index) => [oid, [type, labels[index] ?? '']] as const),
      ),
    ),
    composites: Object.fromEntries(composites.map(({ oid, name, attributes }) => [oid, [name, attributes]])),
    sequences: sequences.map(({ oid, schema, name, last_value, owner, descends }) => ({
      ...{ oid, schema, name },
      lastValue: last_value,
      ...(descends ? { descends } : {}),
      ...(owner ? { owner } : {}),
    })),
  };
}

/**
 * `format_type()`, which writes a type with or without its schema, and quoted or not, as the session's search_path and settings have it:
 * here it is the same in every session, PostgreSQL's own types without a schema, all others with theirs.
 */
function typeName(alias: string, modifier: string): string {
  const written = `pg_catalog.format_type(${alias}.oid, ${modifier})`;
  return `(SELECT CASE WHEN en.nspname = 'pg_catalog' THEN replace(${written}, '"', '')
             ELSE en.nspname || '.' || e.typname || coalesce(substring(${written} FROM '\\([^()"]*\\)'), '') || CASE WHEN e.oid <> ${alias}.oid THEN '[]' ELSE '' END END
             FROM pg_catalog.pg_type e JOIN pg_catalog.pg_namespace en ON en.oid = e.typnamespace
            WHERE e.oid = CASE WHEN ${alias}.typcategory = 'A' AND ${alias}.typelem <> 0 THEN ${alias}.typelem ELSE ${alias}.oid END)`;
}

/** Number, name, OID of the type, its modifier, NOT NULL, generated, OID of the collation. */
type RawColumn = readonly [number, string, string, number, boolean, boolean, string];

/** Types and collations are looked up once each, not per column. */
async function columnReader(
  session: Session,
  columns: readonly RawColumn[],
): Promise<(column: RawColumn) => ColumnState> {
  const used = new Map(
    columns.map(([, , type, modifier]) => [`${type} ${modifier}`, [type, modifier] as const]),
  );
  const types = await session.query<{
    type: string;
    modifier: number;
    written: string;
    below: string;
    kind: string;
    cast: boolean;
  }>(
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
    [[...new Set(columns.map((column) => column[6]))]],
  );
  const typeOf = new Map(types.map((row) => [`${row.type} ${row.modifier}`, row]));
  const collationOf = new Map(collations.map(({ oid, name }) => [oid, name]));
  return ([number, name, type, modifier, notNull, generated, collation]) => {
    const found = typeOf.get(`${type} ${modifier}`);
    if (!found) throw new Error(`the type ${type} of column ${name} is gone meanwhile`);
    const { written, below, kind, cast } = found;
    return {
      ...{ number, name, notNull, generated, type: written, baseType: below, typeKind: kind },
      ...{ collation: collationOf.get(collation) ?? null, ownCast: cast },
    };
  };
}

/** `schema.table`, as shown to people. */
export function tableName(table: { readonly schema: string; readonly name: string }): string {
  return `${table.schema}.${table.name}`;
}
