import { USER_SCHEMA } from '../target/own-schemas';
import type { Session } from '../target/session';
import { readTableStates, StructureMemory, typeName } from './table-states';

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
 * @param options `sizes: false` leaves `bytes` at 0: the server must look at the files of every table for them. `memory`: of an earlier
 *   reading of the same database, made without sizes, too; a table that has not changed is the same object then.
 */
export async function readStructure(
  session: Session,
  {
    sizes = true,
    memory = new StructureMemory(),
  }: { readonly sizes?: boolean; readonly memory?: StructureMemory } = {},
): Promise<Structure> {
  const tables = await readTableStates(session, sizes, memory);
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
    owner: string | null;
  }>(`
    SELECT c.oid::text, n.nspname::text AS schema, c.relname::text AS name,
           (SELECT d.refobjid || '.' || d.refobjsubid FROM pg_catalog.pg_depend d
             WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i')
               AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjsubid > 0 LIMIT 1) AS owner,
           CASE WHEN pg_catalog.has_sequence_privilege(c.oid, 'SELECT,USAGE') THEN pg_catalog.pg_sequence_last_value(c.oid) END::text AS last_value, q.seqincrement < 0 AS descends
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace JOIN pg_catalog.pg_sequence q ON q.seqrelid = c.oid
     WHERE c.relkind = 'S' AND ${USER_SCHEMA} ORDER BY 2, 3`);
  return {
    tables,
    enums: Object.fromEntries(enums.map(({ type, name }) => [type, name])),
    labels: Object.fromEntries(
      enums.flatMap(({ type, labels, oids }) =>
        oids.map((oid, index) => [oid, [type, labels[index] ?? '']] as const),
      ),
    ),
    composites: Object.fromEntries(composites.map(({ oid, name, attributes }) => [oid, [name, attributes]])),
    sequences: sequences.map(({ oid, schema, name, last_value, owner, descends }) => {
      const sequence: Writable<SequenceState> = { oid, schema, name, lastValue: last_value };
      if (descends) sequence.descends = true;
      if (owner !== null) sequence.owner = ownerOf(owner);
      return sequence;
    }),
  };
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

function ownerOf(owner: string): NonNullable<SequenceState['owner']> {
  const [table = '', column] = owner.split('.');
  return { table, column: Number(column) };
}

/** `schema.table`, as shown to people. */
export function tableName(table: { readonly schema: string; readonly name: string }): string {
  return `${table.schema}.${table.name}`;
}
