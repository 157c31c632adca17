import type { Session } from '../target/session';

/** What a written row of a system catalog is compared by. */
interface CatalogRule {
  /** Columns that say nothing of a schema: storage, statistics, hints that the server clears when it likes. */
  readonly ignored?: readonly string[];
  /** Rows that say nothing of a schema are left out; `t` is the row. */
  readonly where?: string;
}

/** TOAST tables come with a column and stay when it goes. */
const OF_TOAST = `(SELECT c.oid FROM pg_catalog.pg_class c WHERE c.relnamespace = 'pg_toast'::regnamespace)`;

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
    where: `NOT t.attisdropped AND t.attrelid NOT IN ${OF_TOAST}`,
    ignored: ['attcacheoff', 'atthasmissing', 'attmissingval'],
  },
  pg_index: { where: `t.indrelid NOT IN ${OF_TOAST}`, ignored: ['indcheckxmin'] },
  pg_depend: { where: `t.objid NOT IN ${OF_TOAST}` },
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

/**
 * Whether the transaction that is open in a session has left every system catalog as it was: the rows that it wrote equal those that it
 * replaced or deleted, which others still see. What was dropped and made again has another OID and is not taken for the same. Costs a few ms,
 * whatever the size of the schema; where it is false, nothing is known.
 *
 * @param inside the session of the transaction
 * @param outside another session on the same database, which sees it as it was before the transaction
 */
export async function isCatalogUndone(inside: Session, outside: Session): Promise<boolean> {
  const { counts, xid, names } = await readWritten(inside);
  if (!counts || names.some((name) => !(name in CATALOGS))) return false;
  if (names.length === 0) return true;
  const read = (session: Session, rows: (name: string, xid: string) => string) =>
    session.query<CatalogRows>(names.map((name) => rows(name, xid)).join(' UNION ALL '));
  const [now, before] = await Promise.all([read(inside, rowsWritten), read(outside, rowsReplaced)]);
  const then = new Map(before.map((each) => [each.name, each]));
  return now.every(({ name, others, rows }) => {
    const old = then.get(name);
    return old?.others === others && isSame(rows, old.rows);
  });
}

/** The rows of one catalog that a transaction touched, as texts of JSON. */
interface CatalogRows extends Readonly<Record<string, unknown>> {
  readonly name: string;
  readonly rows: readonly string[];
  /** How many bear the mark of somebody else who locked or deleted them: one that is locked besides does not tell who deleted it. */
  readonly others: string;
}

/** What a session wrote to. */
interface Written extends Readonly<Record<string, unknown>> {
  /** Whether the server counts at all. */
  readonly counts: boolean;
  /** The number that the rows of the transaction are marked with. */
  readonly xid: string;
  /** Catalogs, since the server counted the session's work last, which is at the end of an earlier transaction. */
  readonly names: readonly string[];
}

async function readWritten(inside: Session): Promise<Written> {
  const [row] = await inside.query<Written>(`
    SELECT pg_catalog.current_setting('track_counts')::bool AS counts, (pg_catalog.txid_current() % 4294967296)::text AS xid, ARRAY(
      SELECT c.relname::text FROM pg_catalog.pg_class c
       WHERE c.relnamespace = 'pg_catalog'::regnamespace AND c.relkind = 'r'
         AND c.relname NOT IN (${NO_SCHEMA.map((name) => `'${name}'`).join(', ')})
         AND pg_catalog.pg_stat_get_xact_tuples_inserted(c.oid) + pg_catalog.pg_stat_get_xact_tuples_updated(c.oid)
           + pg_catalog.pg_stat_get_xact_tuples_deleted(c.oid) > 0) AS names`);
  return row ?? { counts: false, xid: '0', names: [] };
}

/** Marked by the transaction, or by one that began after it: subtransactions are younger than what they are part of. */
const markedBy = (xid: string, mark: 'xmin' | 'xmax'): string =>
  `(t.${mark} <> '0'::xid AND pg_catalog.age(t.${mark}) <= (SELECT pg_catalog.age('${xid}'::xid)))`;

const MARKED = `t.xmax <> '0'::xid`;

/** What the transaction wrote and has not deleted again, asked inside of it. */
function rowsWritten(name: string, xid: string): string {
  const written = markedBy(xid, 'xmin');
  return rowsOf(name, `${written} OR ${MARKED}`, written, `NOT ${written} AND NOT ${markedBy(xid, 'xmax')}`);
}

/** What it replaced or deleted, asked outside of it. */
function rowsReplaced(name: string, xid: string): string {
  const replaced = markedBy(xid, 'xmax');
  return rowsOf(name, MARKED, replaced, `NOT ${replaced}`);
}

/** @param candidates is looked at first: of thousands of rows it leaves few */
function rowsOf(name: string, candidates: string, wanted: string, others: string): string {
  const { where = 'true', ignored = [] } = CATALOGS[name] ?? {};
  return `SELECT '${name}' AS name, count(*) FILTER (WHERE ${others})::text AS others,
    coalesce(array_agg((pg_catalog.to_jsonb(t) - '{${ignored.join(',')}}'::text[])::text) FILTER (WHERE ${wanted}), '{}') AS rows
    FROM pg_catalog.${name} t WHERE CASE WHEN ${candidates} THEN ${where} ELSE false END`;
}

function isSame(texts: readonly string[], others: readonly string[]): boolean {
  return JSON.stringify([...texts].sort()) === JSON.stringify([...others].sort());
}
