import { quoteLiteral } from '../target/identifier';
import { isDeletedSince, isWrittenSince, OWN_MARK } from '../target/transaction-marks';

/** What a written row of a system catalog is compared by. */
interface CatalogRule {
  /** Columns that say nothing of a schema: storage, statistics, hints that the server clears when it likes. */
  readonly ignored?: readonly string[];
  /** Rows that say nothing of a schema are left out; `t` is the row. */
  readonly where?: string;
}

/** SQL: TOAST tables come with a column and stay when it goes. Of the few rows that were written each is looked up: no list of all is made. */
const ofToast = (oid: string): string =>
  `coalesce((SELECT c.relnamespace FROM pg_catalog.pg_class c WHERE c.oid = ${oid}) = 'pg_toast'::regnamespace, false)`;

/** The system catalogs that make up a schema. A database whose transaction wrote to another one is not known to be as it was. */
const CATALOGS: Readonly<Record<string, CatalogRule>> = {
  pg_class: {
    where: `t.relnamespace <> 'pg_toast'::regnamespace`,
    ignored: [
      ...['relnatts', 'relfilenode', 'relpages', 'reltuples', 'relallvisible', 'relallfrozen'],
      ...['relhasindex', 'relhasrules', 'relhastriggers', 'relhassubclass', 'reltoastrelid'],
      ...['relfrozenxid', 'relminmxid'],
    ],
  },
  pg_attribute: {
    where: `NOT t.attisdropped AND NOT ${ofToast('t.attrelid')}`,
    ignored: ['attcacheoff', 'atthasmissing', 'attmissingval'],
  },
  pg_index: { where: `NOT ${ofToast('t.indrelid')}`, ignored: ['indcheckxmin'] },
  pg_depend: { where: `NOT ${ofToast('t.objid')}` },
  pg_shdepend: {
    where: `t.dbid IN (0, (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = current_database()))`,
  },
  pg_amop: {},
  pg_amproc: {},
  pg_attrdef: {},
  pg_cast: {},
  pg_collation: {},
  pg_constraint: {},
  pg_default_acl: {},
  pg_description: {},
  pg_enum: {},
  pg_extension: {},
  pg_inherits: {},
  pg_init_privs: {},
  pg_namespace: {},
  pg_opclass: {},
  pg_operator: {},
  pg_opfamily: {},
  pg_partitioned_table: {},
  pg_policy: {},
  pg_proc: {},
  pg_range: {},
  pg_rewrite: {},
  pg_seclabel: {},
  pg_sequence: {},
  pg_statistic_ext: {},
  pg_trigger: {},
  pg_type: {},
};

/** Statistics of the planner are no part of a schema. */
const NO_SCHEMA = ['pg_statistic', 'pg_statistic_ext_data'];

/** What a transaction wrote to: {@link countedIn} answers with it. */
export interface Written {
  /** Whether the server counts at all. */
  readonly counts: boolean;
  /** The number that the rows of the transaction are marked with. */
  readonly xid: string;
  /**
   * Rows by system catalog, also those of what was taken back. They count since the server counted the session's work last, which is at the end
   * of an earlier transaction.
   */
  readonly rows: Readonly<Record<string, number>>;
}

/** SQL: the system catalogs that are counted, as text of JSON. They are the same ones for as long as a server runs. */
export const TO_COUNT = `
  SELECT json_agg(json_build_array(c.oid::text, c.relname))::text AS answer
    FROM pg_catalog.pg_class c
   WHERE c.relnamespace = 'pg_catalog'::regnamespace AND c.relkind = 'r'
     AND c.relname NOT IN (${NO_SCHEMA.map((name) => `'${name}'`).join(', ')})`;

/**
 * SQL: what the session has written to so far, as text of JSON; {@link Written}.
 *
 * @param catalogs what {@link TO_COUNT} answers: to look for them in the catalog takes as long as the rest
 */
export function countedIn(catalogs: string): string {
  const list = JSON.parse(catalogs) as readonly (readonly [oid: string, name: string])[];
  const values = list.map(([oid, name]) => `(${oid}::oid, ${quoteLiteral(name)})`).join(', ');
  return `
  SELECT json_build_object('counts', pg_catalog.current_setting('track_counts')::bool,
    'xid', ${OWN_MARK}, 'rows', (
      SELECT coalesce(json_object_agg(w.relname, w.rows), '{}') FROM (
        SELECT c.relname, pg_catalog.pg_stat_get_xact_tuples_inserted(c.oid) + pg_catalog.pg_stat_get_xact_tuples_updated(c.oid)
                 + pg_catalog.pg_stat_get_xact_tuples_deleted(c.oid) AS rows
          FROM (VALUES ${values}) c (oid, relname) OFFSET 0) w
       WHERE w.rows > 0))::text AS answer`;
}

/** The system catalogs that were written to between two moments of one transaction. */
export const writtenBetween = (before: Written, after: Written): readonly string[] =>
  Object.keys(after.rows).filter((name) => after.rows[name] !== before.rows[name]);

/** The rows of system catalogs that a transaction touched, by catalog. */
export type TouchedRows = Readonly<
  Record<
    string,
    {
      /** As texts of JSON. */
      readonly rows: readonly string[];
      /** How many bear the mark of somebody else who locked or deleted them: one that is locked besides does not tell who deleted it. */
      readonly others: number;
    }
  >
>;

/** Whether every row of a catalog that was written to says something that can be compared. */
export const areComparable = (names: readonly string[]): boolean => names.every((name) => name in CATALOGS);

/**
 * Whether the transaction that is open in a session has left every system catalog as it was: the rows that it wrote equal those that it
 * replaced or deleted, which others still see. What was dropped and made again has another OID and is not taken for the same.
 *
 * @param now what {@link rowsWritten} answers inside of the transaction, for every catalog that it wrote to
 * @param before what {@link rowsReplaced} answers outside of it
 */
export const areUndone = (now: TouchedRows, before: TouchedRows): boolean =>
  Object.entries(now).every(([name, { others, rows }]) => {
    const old = before[name];
    return old?.others === others && isSame(rows, old.rows);
  });

const MARKED = `t.xmax <> '0'::xid`;

const OWN_XID = `(${OWN_MARK})::xid`;

/** SQL: what the transaction wrote and has not deleted again, asked inside of it; text of JSON. */
export function rowsWritten(names: readonly string[]): string {
  const written = isWrittenSince('t', OWN_XID);
  const others = `NOT ${written} AND NOT ${isDeletedSince('t', OWN_XID)}`;
  return rowsOf(names, `${written} OR ${MARKED}`, written, others);
}

/**
 * SQL: what it replaced or deleted, asked outside of it; text of JSON.
 *
 * @param xid SQL: its number
 */
export function rowsReplaced(names: readonly string[], xid: string): string {
  const replaced = isDeletedSince('t', xid);
  return rowsOf(names, MARKED, replaced, `NOT ${replaced}`);
}

/** @param candidates is looked at first: of thousands of rows it leaves few */
function rowsOf(names: readonly string[], candidates: string, wanted: string, others: string): string {
  // Most candidates are rows that an earlier down() had deleted, which was taken back: of these nothing else is asked.
  const parts = names.map((name) => {
    const { where = 'true', ignored = [] } = CATALOGS[name] ?? {};
    const text = `(pg_catalog.to_jsonb(t) - '{${ignored.join(',')}}'::text[])::text`;
    return `'${name}', (SELECT json_build_object('others', count(*) FILTER (WHERE ${others}), 'rows',
      coalesce(json_agg(${text}) FILTER (WHERE ${wanted} AND (${where})), '[]'))
      FROM pg_catalog.${name} t WHERE ${candidates})`;
  });
  return `SELECT json_build_object(${parts.join(', ')})::text AS answer`;
}

function isSame(texts: readonly string[], others: readonly string[]): boolean {
  return JSON.stringify([...texts].sort()) === JSON.stringify([...others].sort());
}
