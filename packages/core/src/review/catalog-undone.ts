import type { Session } from '../target/session';

/** What a written row of a system catalog is compared by. */
interface CatalogRule {
  /** The column by which its rows are looked up. */
  readonly key: string;
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
    key: 'oid',
    where: `t.relnamespace <> 'pg_toast'::regnamespace`,
    ignored: [
      ...['relnatts', 'relfilenode', 'relpages', 'reltuples', 'relallvisible', 'relallfrozen'],
      ...['relhasindex', 'relhasrules', 'relhastriggers', 'relhassubclass', 'reltoastrelid'],
      ...['relfrozenxid', 'relminmxid'],
    ],
  },
  pg_attribute: {
    key: 'attrelid',
    where: `NOT t.attisdropped AND t.attrelid NOT IN ${OF_TOAST}`,
    ignored: ['attcacheoff', 'atthasmissing', 'attmissingval'],
  },
  pg_index: { key: 'indexrelid', where: `t.indrelid NOT IN ${OF_TOAST}`, ignored: ['indcheckxmin'] },
  pg_depend: { key: 'objid', where: `t.objid NOT IN ${OF_TOAST}` },
  pg_shdepend: {
    key: 'objid',
    where: `t.dbid IN (0, (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = current_database()))`,
  },
  pg_amop: { key: 'oid' },
  pg_amproc: { key: 'oid' },
  pg_attrdef: { key: 'oid' },
  pg_cast: { key: 'oid' },
  pg_collation: { key: 'oid' },
  pg_constraint: { key: 'oid' },
  pg_default_acl: { key: 'oid' },
  pg_description: { key: 'objoid' },
  pg_enum: { key: 'oid' },
  pg_extension: { key: 'oid' },
  pg_inherits: { key: 'inhrelid' },
  pg_init_privs: { key: 'objoid' },
  pg_namespace: { key: 'oid' },
  pg_opclass: { key: 'oid' },
  pg_operator: { key: 'oid' },
  pg_opfamily: { key: 'oid' },
  pg_partitioned_table: { key: 'partrelid' },
  pg_policy: { key: 'oid' },
  pg_proc: { key: 'oid' },
  pg_range: { key: 'rngtypid' },
  pg_rewrite: { key: 'oid' },
  pg_seclabel: { key: 'objoid' },
  pg_sequence: { key: 'seqrelid' },
  pg_statistic_ext: { key: 'oid' },
  pg_trigger: { key: 'oid' },
  pg_type: { key: 'oid' },
};

/** Statistics of the planner are no part of a schema. */
const NO_SCHEMA = ['pg_statistic', 'pg_statistic_ext_data'];

/**
 * Whether the transaction that is open in a session has left every system catalog as it was: the rows of whatever it wrote to equal
 * those that others still see, and none is missing elsewhere. What was dropped and made again has another OID and is not taken for the same. Costs a few ms, whatever
 * the size of the schema; where it is false, nothing is known.
 *
 * @param inside the session of the transaction
 * @param outside another session on the same database, which sees it as it was before the transaction
 */
export async function isCatalogUndone(inside: Session, outside: Session): Promise<boolean> {
  const written = await writtenCatalogs(inside);
  if (written === undefined || written.some((name) => !(name in CATALOGS))) return false;
  if (written.length === 0) return true;
  const now = await inside.query<CatalogRows>(
    written.map((name) => rowsOf(name, ofWritten(name))).join(' UNION ALL '),
  );
  const before = await outside.query<CatalogRows>(
    now.map(({ name, rows }) => rowsOf(name, lookUp(name, rows))).join(' UNION ALL '),
  );
  const then = new Map(before.map((each) => [each.name, each]));
  return now.every(({ name, count, rows }) => {
    const old = then.get(name);
    return old?.count === count && isSame(rows, old.rows);
  });
}

/** How many rows a catalog has, and some of them as texts of JSON. */
interface CatalogRows extends Readonly<Record<string, unknown>> {
  readonly name: string;
  readonly count: string;
  readonly rows: readonly string[];
}

/**
 * The catalogs that the session wrote to since the server counted its work last, which is at the end of an earlier transaction; undefined
 * where the server does not count.
 */
async function writtenCatalogs(inside: Session): Promise<readonly string[] | undefined> {
  const [row] = await inside.query<{ counts: boolean; names: readonly string[] }>(`
    SELECT pg_catalog.current_setting('track_counts')::bool AS counts, ARRAY(
      SELECT c.relname::text FROM pg_catalog.pg_class c
       WHERE c.relnamespace = 'pg_catalog'::regnamespace AND c.relkind = 'r'
         AND c.relname NOT IN (${NO_SCHEMA.map((name) => `'${name}'`).join(', ')})
         AND pg_catalog.pg_stat_get_xact_tuples_inserted(c.oid) + pg_catalog.pg_stat_get_xact_tuples_updated(c.oid)
           + pg_catalog.pg_stat_get_xact_tuples_deleted(c.oid) > 0) AS names`);
  return row?.counts === true ? row.names : undefined;
}

/** Written by the transaction itself or by one that began after it: subtransactions are younger than what they are part of. */
const BY_US = `pg_catalog.age(t.xmin) <= pg_catalog.age((pg_catalog.txid_current() % 4294967296)::text::xid)`;

/** The rows of everything that has one which the transaction wrote. */
function ofWritten(name: string): string {
  const { key, where = 'true' } = CATALOGS[name] ?? { key: 'oid' };
  return `t.${key} IN (SELECT t.${key} FROM pg_catalog.${name} t WHERE ${where} AND ${BY_US})`;
}

function rowsOf(name: string, condition: string): string {
  const { where = 'true', ignored = [] } = CATALOGS[name] ?? {};
  const table = `pg_catalog.${name} t WHERE ${where}`;
  return `SELECT '${name}' AS name, (SELECT count(*) FROM ${table})::text AS count,
    ARRAY(SELECT (pg_catalog.to_jsonb(t) - '{${ignored.join(',')}}'::text[])::text FROM ${table} AND ${condition}) AS rows`;
}

/** The rows of the same things, for another session. */
function lookUp(name: string, rows: readonly string[]): string {
  const key = CATALOGS[name]?.key ?? 'oid';
  const values = rows.map((row) => Number((JSON.parse(row) as Record<string, unknown>)[key]));
  return `t.${key} = ANY ('{${values.join(',')}}'::oid[])`;
}

function isSame(texts: readonly string[], others: readonly string[]): boolean {
  return JSON.stringify([...texts].sort()) === JSON.stringify([...others].sort());
}
