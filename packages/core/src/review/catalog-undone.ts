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

const MARKED = `s.xmax <> '0'::xid`;

const OWN_XID = `(${OWN_MARK})::xid`;

/** What a transaction wrote to: {@link SystemCatalogs.counted} answers with it. */
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

/** SQL: the system catalogs that are looked at, as text of JSON, for {@link SystemCatalogs}. They are the same ones for as long as a server runs. */
export const SYSTEM_CATALOGS = `
  SELECT json_agg(json_build_array(c.oid::text, c.relname,
           (SELECT json_agg(a.attname ORDER BY a.attnum) FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0)))::text AS answer
    FROM pg_catalog.pg_class c
   WHERE c.relnamespace = 'pg_catalog'::regnamespace AND c.relkind = 'r'
     AND c.relname NOT IN (${NO_SCHEMA.map((name) => `'${name}'`).join(', ')})`;

/** The questions that are asked of system catalogs. To look for these in the catalog each time takes as long as the rest. */
export class SystemCatalogs {
  private readonly oids: readonly (readonly [name: string, oid: string])[];
  private readonly columns: ReadonlyMap<string, readonly string[]>;
  /** Put together once: they are long. */
  private readonly questions = new Map<string, string>();

  /** @param answer what {@link SYSTEM_CATALOGS} answers */
  constructor(answer: string) {
    const list = JSON.parse(answer) as readonly (readonly [oid: string, name: string, columns: string[]])[];
    this.oids = list.map(([oid, name]) => [name, oid]);
    this.columns = new Map(list.map(([, name, columns]) => [name, columns]));
  }

  /** SQL: what the session has written to so far, as text of JSON; {@link Written}. */
  counted(): string {
    const values = this.oids.map(([name, oid]) => `(${oid}::oid, ${quoteLiteral(name)})`).join(', ');
    return `
  SELECT json_build_object('counts', pg_catalog.current_setting('track_counts')::bool,
    'xid', ${OWN_MARK}, 'rows', (
      SELECT coalesce(json_object_agg(w.relname, w.rows), '{}') FROM (
        SELECT c.relname, pg_catalog.pg_stat_get_xact_tuples_inserted(c.oid) + pg_catalog.pg_stat_get_xact_tuples_updated(c.oid)
                 + pg_catalog.pg_stat_get_xact_tuples_deleted(c.oid) AS rows
          FROM (VALUES ${values}) c (oid, relname) OFFSET 0) w
       WHERE w.rows > 0))::text AS answer`;
  }

  /** SQL: what the transaction wrote and has not deleted again, asked inside of it; text of JSON. */
  rowsWritten(names: readonly string[]): string {
    return this.once(`written ${names.join(' ')}`, () => {
      const written = isWrittenSince('s', OWN_XID);
      return this.rowsOf(names, `${MARKED} OR ${written}`, written);
    });
  }

  /**
   * SQL: what it replaced or deleted, asked outside of it; text of JSON.
   *
   * @param xid SQL: its number
   */
  rowsReplaced(names: readonly string[], xid: string): string {
    return this.once(`replaced since ${xid} ${names.join(' ')}`, () =>
      this.rowsOf(names, MARKED, isDeletedSince('s', xid)),
    );
  }

  private once(name: string, put: () => string): string {
    const question = this.questions.get(name) ?? put();
    this.questions.set(name, question);
    return question;
  }

  /**
   * Most of what is seen are rows that an earlier down() had deleted, which was taken back: of these nothing else is asked. The few that are wanted
   * are looked up again by their place, since the server takes a row to pieces, all of it, as soon as it may be asked for a column.
   *
   * @param seen is asked of every row `s`
   */
  private rowsOf(names: readonly string[], seen: string, wanted: string): string {
    const parts = names.map((name) => {
      const { where = 'true', ignored = [] } = CATALOGS[name] ?? {};
      const compared = (this.columns.get(name) ?? []).filter((column) => !ignored.includes(column));
      // A row as text takes a third of what it takes as JSON.
      const text = `ROW(${compared.map((column) => `t.${column}`).join(', ')})::text`;
      const row = `SELECT CASE WHEN ${where} THEN ${text} END FROM pg_catalog.${name} t WHERE t.ctid = s.ctid`;
      return `'${name}', (SELECT json_build_object('seen', count(*), 'rows',
      coalesce(json_agg((${row})) FILTER (WHERE ${wanted}), '[]')) FROM pg_catalog.${name} s WHERE ${seen})`;
    });
    return `SELECT json_build_object(${parts.join(', ')})::text AS answer`;
  }
}

/** The system catalogs that were written to between two moments of one transaction. */
export const writtenBetween = (before: Written, after: Written): readonly string[] =>
  Object.keys(after.rows).filter((name) => after.rows[name] !== before.rows[name]);

/** The rows of system catalogs that a transaction touched, by catalog. */
export type TouchedRows = Readonly<
  Record<
    string,
    {
      /** As texts; null: it says nothing of a schema. */
      readonly rows: readonly (string | null)[];
      /** How many were looked at: those, and all that bear a mark of whoever deleted or locked them, or tried to. */
      readonly seen: number;
    }
  >
>;

/** Whether every row of a catalog that was written to says something that can be compared. */
export const areComparable = (names: readonly string[]): boolean => names.every((name) => name in CATALOGS);

/**
 * Whether the transaction that is open in a session has left every system catalog as it was: the rows that it wrote equal those that it
 * replaced or deleted, which others still see. What was dropped and made again has another OID and is not taken for the same.
 *
 * @param now what {@link SystemCatalogs.rowsWritten} answers inside of the transaction, for every catalog that it wrote to
 * @param before what {@link SystemCatalogs.rowsReplaced} answers outside of it
 */
export const areUndone = (now: TouchedRows, before: TouchedRows): boolean =>
  Object.entries(now).every(([name, { rows, seen }]) => {
    const old = before[name];
    if (!old) return false;
    // A row that somebody has locked besides does not tell who deleted it: what has gone must be as much as what tells.
    const gone = old.seen - (seen - rows.length);
    return gone === old.rows.length && isSame(rows, old.rows);
  });

function isSame(texts: readonly (string | null)[], others: readonly (string | null)[]): boolean {
  const [one, other] = [texts, others].map((list) => list.filter((text) => text !== null).sort());
  return JSON.stringify(one) === JSON.stringify(other);
}
