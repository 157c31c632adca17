import type { ConstraintFacts, ReviewInput, TableFacts, TypeFacts } from '@safe-migrate/hazards';
import { USER_SCHEMA } from '../target/own-schemas';
import type { Session } from '../target/session';

/** The catalog as the hazards want to know it. */
export type CatalogFacts = Required<Pick<ReviewInput, 'tables' | 'types' | 'routines' | 'schemas'>>;

/**
 * Reads every user relation with columns, constraints, indexes, size and what hangs on it, every type and function of the users and every
 * schema. Nothing is locked by it and nothing waited for, but for the sizes: views and rules are read from what they depend on, because
 * `pg_get_viewdef()` and `pg_get_ruledef()` lock the tables in them.
 */
export async function readCatalogFacts(session: Session): Promise<CatalogFacts> {
  return {
    tables: await session.query<TableFacts & Record<string, unknown>>(tablesQuery(SIZES)),
    types: await session.query<TypeFacts & Record<string, unknown>>(typesQuery()),
    routines: await readRoutines(session),
    schemas: await readSchemas(session),
  };
}

/** SQL: some relations only, by OID, as they are without their sizes, and some parts of them only; `oids` is an array. */
export const tablesWithout = (oids: string, parts: readonly TablePart[] = ALL_PARTS): string =>
  tablesQuery(`c.oid::text AS oid, ${NO_SIZES}`, `AND c.oid = ANY (${oids})`, parts);

/** SQL: some types only, by OID, and every domain: what it may hold depends on others. */
export const typesAnd = (oids: string): string =>
  typesQuery('t.oid::text AS oid,', `AND (t.typtype = 'd' OR t.oid = ANY (${oids}))`);

/** The functions of the users, each as the statement that makes it. */
export async function readRoutines(session: Session): Promise<readonly string[]> {
  const rows = await session.query<{ definition: string }>(ROUTINES);
  return rows.map(({ definition }) => definition);
}

// Of those of extensions nobody writes migrations. Reading a body in SQL's own words (PostgreSQL 14) locks the tables in it.
const MADE_BY_USERS = `
  SELECT p.oid FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
   WHERE p.prokind IN ('f', 'p') AND ${USER_SCHEMA} AND p.oid >= 16384 AND pg_catalog.to_jsonb(p) ->> 'prosqlbody' IS NULL
     AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e
                      WHERE e.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND e.objid = p.oid AND e.deptype = 'e')`;

/** SQL: the functions of the users, each as the statement that makes it. */
export const ROUTINES = `
  SELECT d.definition FROM (SELECT u.oid, pg_catalog.pg_get_functiondef(u.oid) AS definition FROM (${MADE_BY_USERS}) u) d
   WHERE d.definition IS NOT NULL ORDER BY d.oid`;

async function readSchemas(session: Session): Promise<readonly string[]> {
  const rows = await session.query<{ name: string }>(
    'SELECT nspname::text AS name FROM pg_catalog.pg_namespace',
  );
  return rows.map(({ name }) => name);
}

const COLUMNS = `
  SELECT coalesce(jsonb_agg(jsonb_build_object(
           'name', a.attname, 'type', pg_catalog.format_type(a.atttypid, a.atttypmod), 'notNull', a.attnotnull,
           'hasDefault', a.atthasdef OR a.attidentity <> '', 'generated', a.attgenerated <> '', 'virtual', a.attgenerated = 'v', 'identity', a.attidentity,
           'expression', pg_catalog.pg_get_expr(v.adbin, v.adrelid),
           'collation', CASE WHEN a.attcollation NOT IN (0, 100) THEN (
             SELECT l.collname FROM pg_catalog.pg_collation l WHERE l.oid = a.attcollation
                AND l.oid <> (SELECT y.typcollation FROM pg_catalog.pg_type y WHERE y.oid = a.atttypid)) END) ORDER BY a.attnum), '[]')
    FROM pg_catalog.pg_attribute a LEFT JOIN pg_catalog.pg_attrdef v ON a.atthasdef AND v.adrelid = a.attrelid AND v.adnum = a.attnum
   WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped`;

const CONSTRAINT_KINDS: Readonly<Record<string, ConstraintFacts['kind']>> = {
  p: 'primary',
  u: 'unique',
  x: 'exclude',
  c: 'check',
  f: 'foreign',
  n: 'not-null',
};

const CONSTRAINTS = `
  SELECT coalesce(jsonb_agg(jsonb_build_object(
           'name', k.conname, 'validated', k.convalidated, 'inherited', k.coninhcount > 0, 'definition', pg_catalog.pg_get_constraintdef(k.oid),
           'kind', '${JSON.stringify(CONSTRAINT_KINDS)}'::jsonb ->> k.contype::text,
           'columns', ${columnNames('k.conkey')}) ORDER BY k.conname), '[]')
    FROM pg_catalog.pg_constraint k
   WHERE k.conrelid = c.oid AND k.contype IN (${Object.keys(CONSTRAINT_KINDS)
     .map((kind) => `'${kind}'`)
     .join(', ')})`;

const INDEXES = `
  SELECT coalesce(jsonb_agg(jsonb_build_object(
           'name', x.relname, 'definition', pg_catalog.pg_get_indexdef(x.oid), 'unique', i.indisunique, 'valid', i.indisvalid,
           'columns', ${columnNames('i.indkey::int2[]')}, 'clustered', i.indisclustered,
           'attachedTo', (SELECT wn.nspname || '.' || w.relname FROM pg_catalog.pg_inherits h JOIN pg_catalog.pg_class w ON w.oid = h.inhparent
                            JOIN pg_catalog.pg_namespace wn ON wn.oid = w.relnamespace WHERE h.inhrelid = x.oid)) ORDER BY x.relname), '[]')
    FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid WHERE i.indrelid = c.oid`;

/** A JSON array of column names from an array of column numbers; expressions (number 0) have none. */
function columnNames(numbers: string): string {
  return `(SELECT coalesce(jsonb_agg(a.attname ORDER BY p.place), '[]')
             FROM unnest(${numbers}) WITH ORDINALITY AS p(number, place)
             JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = p.number AND a.attnum > 0)`;
}

// Of serial columns, identity columns and OWNED BY.
const OWNER = `
  SELECT jsonb_build_object('table', pn.nspname || '.' || p.relname, 'column', a.attname)
    FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_class p ON p.oid = d.refobjid JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace
    JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
   WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid AND d.objsubid = 0
     AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')`;

// The copies that partitions have of a trigger belong to that one.
const TRIGGERS = `
  SELECT pg_catalog.pg_get_triggerdef(g.oid) FROM pg_catalog.pg_trigger g
   WHERE g.tgrelid = c.oid AND NOT g.tgisinternal AND coalesce(pg_catalog.to_jsonb(g) ->> 'tgparentid', '0') = '0'`;

const POLICIES = `
  SELECT format('CREATE POLICY %I ON %I.%I AS %s FOR %s%s%s', y.polname, n.nspname, c.relname,
                CASE WHEN y.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END,
                CASE y.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
                ' USING (' || pg_catalog.pg_get_expr(y.polqual, y.polrelid) || ')', ' WITH CHECK (' || pg_catalog.pg_get_expr(y.polwithcheck, y.polrelid) || ')')
    FROM pg_catalog.pg_policy y WHERE y.polrelid = c.oid`;

const STATISTICS = `SELECT pg_catalog.pg_get_statisticsobjdef(s.oid) FROM pg_catalog.pg_statistic_ext s WHERE s.stxrelid = c.oid`;

const HOOKS = `ARRAY(SELECT h.made FROM (${TRIGGERS} UNION ALL ${POLICIES} UNION ALL ${STATISTICS}) AS h(made) WHERE h.made IS NOT NULL ORDER BY 1)`;

// What the rule that makes a view depends on.
const rests = (on: string): string =>
  `pg_catalog.pg_rewrite r JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.objid = r.oid
            AND d.refclassid = 'pg_catalog.${on}'::pg_catalog.regclass`;

const READS = `
  SELECT coalesce(jsonb_agg(jsonb_build_object('relation', s.relation, 'columns', s.columns) ORDER BY s.relation), '[]')
    FROM (SELECT rn.nspname || '.' || rc.relname AS relation, coalesce(jsonb_agg(a.attname ORDER BY a.attnum) FILTER (WHERE a.attnum > 0), '[]') AS columns
            FROM ${rests('pg_class')} JOIN pg_catalog.pg_class rc ON rc.oid = d.refobjid JOIN pg_catalog.pg_namespace rn ON rn.oid = rc.relnamespace
            LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
           WHERE r.ev_class = c.oid AND d.refobjid <> c.oid GROUP BY 1) s`;

const CALLS = `
  SELECT coalesce(jsonb_agg(DISTINCT pn.nspname || '.' || p.proname), '[]')
    FROM ${rests('pg_proc')} JOIN pg_catalog.pg_proc p ON p.oid = d.refobjid JOIN pg_catalog.pg_namespace pn ON pn.oid = p.pronamespace
   WHERE r.ev_class = c.oid`;

const KINDS: Readonly<Record<string, TableFacts['kind']>> = {
  r: 'table',
  p: 'partitioned',
  m: 'matview',
  f: 'foreign',
  v: 'view',
  S: 'sequence',
  c: 'composite',
};

/** SQL over `pg_class c`: what {@link TableFacts} are made of. */
export const IS_TABLE = `c.relkind IN ('r', 'p', 'm', 'f', 'v', 'S', 'c')`;

// A partitioned parent has no storage of its own: its size is that of its partitions, unknown from here.
const SIZES = `
         CASE WHEN c.relkind IN ('v', 'S', 'c') THEN 0 WHEN c.relkind <> 'p' AND c.reltuples >= 0 THEN c.reltuples END::float8 AS rows,
         CASE WHEN c.relkind IN ('v', 'S', 'c') THEN 0 WHEN c.relkind <> 'p' THEN pg_catalog.pg_table_size(c.oid) END::float8 AS bytes`;

// Asking for a size waits for whoever holds the table locked.
const NO_SIZES = `CASE WHEN c.relkind IN ('v', 'S', 'c') THEN 0 END::float8 AS rows, CASE WHEN c.relkind IN ('v', 'S', 'c') THEN 0 END::float8 AS bytes`;

/** What most relations do not have: it can be left out where it has not been written to. */
const TABLE_PARTS = {
  hooks: `${HOOKS} AS hooks, EXISTS (SELECT FROM pg_catalog.pg_trigger g WHERE g.tgrelid = c.oid AND g.tgenabled IN ('D', 'R')) AS "triggersOff"`,
  views: `CASE WHEN c.relkind IN ('v', 'm') THEN (${READS}) END AS reads, CASE WHEN c.relkind IN ('v', 'm') THEN (${CALLS}) END AS calls`,
  sequences: `CASE WHEN c.relkind = 'S' THEN (${OWNER}) END AS "ownedBy"`,
};

export type TablePart = keyof typeof TABLE_PARTS;

const ALL_PARTS = Object.keys(TABLE_PARTS) as TablePart[];

/** The facts of those parts where there are none. */
export const NO_PARTS = { hooks: [], triggersOff: false, reads: null, calls: null, ownedBy: null } as const;

const tablesQuery = (more: string, only = '', parts: readonly TablePart[] = ALL_PARTS): string => `
  SELECT n.nspname::text AS schema, c.relname::text AS name, '${JSON.stringify(KINDS)}'::jsonb ->> c.relkind::text AS kind, ${more},
         (${COLUMNS}) AS columns, (${CONSTRAINTS}) AS constraints, (${INDEXES}) AS indexes,
         ARRAY(SELECT pn.nspname || '.' || p.relname FROM pg_catalog.pg_inherits h JOIN pg_catalog.pg_class p ON p.oid = h.inhparent
                 JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace WHERE h.inhrelid = c.oid ORDER BY 1) AS parents,
         (SELECT format('%s.%s', dn.nspname, d.relname) FROM pg_catalog.pg_partitioned_table t
            JOIN pg_catalog.pg_class d ON d.oid = t.partdefid JOIN pg_catalog.pg_namespace dn ON dn.oid = d.relnamespace
           WHERE t.partrelid = c.oid) AS "defaultPartition",
         c.relpersistence = 'u' AS unlogged,
         CASE WHEN c.relkind = 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END AS "partitionKey", pg_catalog.pg_get_expr(c.relpartbound, c.oid) AS bound,
         CASE WHEN c.reloftype <> 0 THEN (SELECT yn.nspname || '.' || y.typname FROM pg_catalog.pg_type y
            JOIN pg_catalog.pg_namespace yn ON yn.oid = y.typnamespace WHERE y.oid = c.reloftype) END AS "ofType"
         ${parts.map((part) => `, ${TABLE_PARTS[part]}`).join('')}
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
   WHERE ${IS_TABLE} AND ${USER_SCHEMA} ${only}
   ORDER BY 1, 2`;

const TYPE_KINDS: Readonly<Record<string, TypeFacts['kind']>> = {
  e: 'enum',
  d: 'domain',
  c: 'composite',
  r: 'range',
  m: 'range',
  b: 'base',
};

/** Row types of tables and array types are left out: they come and go with what they belong to. */
const typesQuery = (more = '', only = ''): string => `
    SELECT ${more} n.nspname::text AS schema, t.typname::text AS name,
           '${JSON.stringify(TYPE_KINDS)}'::jsonb ->> t.typtype::text AS kind,
           t.typtype = 'd' AND EXISTS (
             WITH RECURSIVE below AS (
               SELECT t.oid AS oid, t.typnotnull AS required, t.typbasetype AS base
               UNION ALL SELECT u.oid, u.typnotnull, u.typbasetype FROM pg_catalog.pg_type u JOIN below ON u.oid = below.base AND u.typtype = 'd')
             SELECT FROM below WHERE required OR EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.contypid = below.oid)) AS constrained,
           CASE WHEN t.typtype = 'd' THEN pg_catalog.format_type(t.typbasetype, t.typtypmod) END AS base
      FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
     WHERE ${USER_SCHEMA} AND (t.typcategory <> 'A' OR t.typtype = 'd')
       AND (t.typrelid = 0 OR EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.oid = t.typrelid AND c.relkind = 'c')) ${only}
     ORDER BY schema, name`;

/** Rows and bytes of tables, by `schema.table`. */
export type Sizes = ReadonlyMap<string, Pick<TableFacts, 'rows' | 'bytes'>>;

export const sizesOf = ({ tables }: CatalogFacts): Sizes =>
  new Map(tables.map((table) => [`${table.schema}.${table.name}`, table]));

/**
 * Facts of a scratch copy with the sizes of the live tables; a table that the live database does not have was made by
 * an earlier migration of the same run and is empty.
 */
export function withLiveSizes(copy: CatalogFacts, sizes: Sizes): CatalogFacts {
  return {
    ...copy,
    tables: copy.tables.map((table) => {
      const { rows, bytes } = sizes.get(`${table.schema}.${table.name}`) ?? { rows: 0, bytes: 0 };
      return { ...table, rows, bytes };
    }),
  };
}

/** Facts of a database that stands for one whose sizes nobody knows. */
export function withUnknownSizes(facts: CatalogFacts): CatalogFacts {
  const sizeless = new Set<TableFacts['kind']>(['view', 'sequence', 'composite']);
  return {
    ...facts,
    tables: facts.tables.map((table) =>
      sizeless.has(table.kind) ? table : { ...table, rows: null, bytes: null },
    ),
  };
}
