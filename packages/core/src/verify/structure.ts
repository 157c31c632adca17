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
  readonly lastValue: string | null;
  /** The column that it belongs to (serial, identity): it is dropped with it. */
  readonly owner?: { readonly table: string; readonly column: number };
}

/** Every user table, the enum labels and the sequences of a database. */
export interface Structure {
  readonly tables: readonly TableState[];
  /** `schema.type` to its labels in order. */
  readonly enums: Readonly<Record<string, readonly string[]>>;
  readonly sequences: readonly SequenceState[];
  /** `schema.type` of composite types to their attributes, as `number name type`: dropping one touches no table that uses it. */
  readonly composites: Readonly<Record<string, readonly string[]>>;
}

/**
 * Reads the structure in four catalog queries, whatever the number or size of the tables. Inside a transaction it
 * shows that transaction's own changes.
 */
export async function readStructure(session: Session): Promise<Structure> {
  const tables = await session.query<{
    oid: string;
    schema: string;
    name: string;
    kind: string;
    file_node: string;
    rows: number | null;
    bytes: string;
    triggers: number;
    parents: string[];
    key: number[] | null;
    columns: ColumnState[] | null;
  }>(`
    SELECT c.oid::text, n.nspname::text AS schema, c.relname::text AS name, c.relkind::text AS kind,
           c.relfilenode::text AS file_node,
           CASE WHEN c.reltuples >= 0 THEN c.reltuples::float8 END AS rows,
           CASE WHEN c.relkind IN ('r', 'm') THEN pg_catalog.pg_table_size(c.oid) ELSE 0 END::text AS bytes,
           (SELECT count(*) FROM pg_catalog.pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal AND t.tgname <> '${TRUNCATE_TRIGGER}')::int
             + (SELECT count(*) FROM pg_catalog.pg_rewrite r WHERE r.ev_class = c.oid AND c.relkind IN ('r', 'p'))::int AS triggers,
           ARRAY(SELECT h.inhparent::text FROM pg_catalog.pg_inherits h WHERE h.inhrelid = c.oid ORDER BY 1) AS parents,
           (SELECT i.indkey::int2[]::int[] FROM pg_catalog.pg_index i WHERE i.indrelid = c.oid AND i.indisprimary AND i.indisvalid) AS key,
           (SELECT jsonb_agg(jsonb_build_object(
                     'number', a.attnum, 'name', a.attname, 'type', ${typeName('t', 'a.atttypmod')},
                     'baseType', ${typeName('b', 'NULL')}, 'typeKind', b.typtype,
                     'notNull', a.attnotnull, 'generated', a.attgenerated <> '',
                     'collation', (SELECT ln.nspname || '.' || l.collname FROM pg_catalog.pg_collation l
                        JOIN pg_catalog.pg_namespace ln ON ln.oid = l.collnamespace WHERE l.oid = a.attcollation),
                     'ownCast', EXISTS (SELECT FROM pg_catalog.pg_cast k WHERE k.castsource IN (t.oid, b.oid)
                        AND k.casttarget = 'pg_catalog.text'::regtype AND k.castfunc >= 16384)) ORDER BY a.attnum)
              FROM pg_catalog.pg_attribute a
              JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
              JOIN pg_catalog.pg_type b ON b.oid = ${baseTypeOf('t')}
             WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p', 'm', 'f') AND ${USER_SCHEMA}
     ORDER BY 2, 3`);
  const enums = await session.query<{ name: string; labels: string[] }>(`
    SELECT n.nspname || '.' || t.typname AS name, array_agg(e.enumlabel::text ORDER BY e.enumsortorder) AS labels
      FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
      JOIN pg_catalog.pg_enum e ON e.enumtypid = t.oid
     WHERE ${USER_SCHEMA} GROUP BY 1 ORDER BY 1`);
  const composites = await session.query<{ name: string; attributes: string[] }>(`
    SELECT n.nspname || '.' || c.relname AS name,
           array_agg(a.attnum || ' ' || a.attname || ' ' || ${typeName('t', 'a.atttypmod')} ORDER BY a.attnum) AS attributes
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
     WHERE c.relkind = 'c' AND ${USER_SCHEMA} GROUP BY 1 ORDER BY 1`);
  const sequences = await session.query<{
    oid: string;
    schema: string;
    name: string;
    last_value: string | null;
    owner: { table: string; column: number } | null;
  }>(`
    SELECT c.oid::text, n.nspname::text AS schema, c.relname::text AS name,
           (SELECT jsonb_build_object('table', d.refobjid::text, 'column', d.refobjsubid) FROM pg_catalog.pg_depend d
             WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i')
               AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjsubid > 0 LIMIT 1) AS owner,
           CASE WHEN pg_catalog.has_sequence_privilege(c.oid, 'SELECT,USAGE') THEN pg_catalog.pg_sequence_last_value(c.oid) END::text AS last_value
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'S' AND ${USER_SCHEMA} ORDER BY 2, 3`);
  return {
    tables: tables.map(({ file_node, rows, bytes, columns, key, ...table }) => ({
      ...table,
      fileNode: file_node,
      rows,
      bytes: Number(bytes),
      columns: columns ?? [],
      key: key ?? [],
    })),
    enums: Object.fromEntries(enums.map(({ name, labels }) => [name, labels])),
    composites: Object.fromEntries(composites.map(({ name, attributes }) => [name, attributes])),
    sequences: sequences.map(({ last_value, owner, ...sequence }) => ({
      ...sequence,
      lastValue: last_value,
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

/** The type below a domain (of a domain of a domain). */
function baseTypeOf(alias: string): string {
  return `(WITH RECURSIVE base AS (
             SELECT ${alias}.oid AS oid, ${alias}.typtype AS kind, ${alias}.typbasetype AS below
             UNION ALL SELECT u.oid, u.typtype, u.typbasetype FROM pg_catalog.pg_type u JOIN base ON base.kind = 'd' AND u.oid = base.below)
           SELECT base.oid FROM base WHERE base.kind <> 'd' LIMIT 1)`;
}

/** `schema.table`, as shown to people. */
export function tableName(table: { readonly schema: string; readonly name: string }): string {
  return `${table.schema}.${table.name}`;
}
