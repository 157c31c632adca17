import { USER_SCHEMA } from '../target/own-schemas';
import { TRUNCATE_TRIGGER } from '../seal/names';
import type { Session } from '../target/session';

/** Objects that an extension brought are its business. */
const OWN = (oid: string, catalog: string) =>
  `NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend x WHERE x.classid = '${catalog}'::regclass AND x.objid = ${oid} AND x.deptype = 'e')`;

/**
 * One line of SQL per column, index, constraint, trigger, rule, view, function, type and policy of the user's, sorted: what
 * tells whether a database has its old shape back, whichever session reads it. Reads catalogs only and waits for no table's lock.
 */
export async function readDefinitions(session: Session): Promise<readonly string[]> {
  const [then] = await session.query<{ path: string }>(
    `SELECT pg_catalog.current_setting('search_path') AS path`,
  );
  // PostgreSQL leaves out the schemas that are searched: two sessions would see two shapes of one database.
  await setSearchPath(session, '');
  try {
    const rows = await session.query<{ line: string }>(DEFINITIONS);
    return rows.map(({ line }) => line);
  } finally {
    // In a transaction that failed it is back by itself, at its end.
    await setSearchPath(session, then?.path ?? '').catch(() => undefined);
  }
}

const setSearchPath = (session: Session, path: string) =>
  session.query(`SELECT pg_catalog.set_config('search_path', $1, false)`, [path]);

const DEFINITIONS = `
    WITH rel AS (SELECT c.*, format('%I.%I', n.nspname, c.relname) AS full_name
                   FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                  WHERE ${USER_SCHEMA} AND ${OWN('c.oid', 'pg_catalog.pg_class')})
    SELECT format('COLUMN %s.%I %s%s%s', full_name, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod),
                  CASE WHEN a.attnotnull THEN ' NOT NULL' END,
                  (SELECT ' DEFAULT ' || pg_catalog.pg_get_expr(d.adbin, d.adrelid) FROM pg_catalog.pg_attrdef d WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum)) AS line
      FROM rel JOIN pg_catalog.pg_attribute a ON a.attrelid = rel.oid AND a.attnum > 0 AND NOT a.attisdropped WHERE rel.relkind IN ('r', 'p', 'f', 'c')
    UNION ALL
    SELECT format('TABLE %s (%s%s)', full_name, relpersistence, CASE WHEN relrowsecurity THEN ', row security' END) FROM rel WHERE relkind IN ('r', 'p', 'f', 'm')
    UNION ALL SELECT 'SEQUENCE ' || full_name FROM rel WHERE relkind = 'S'
    UNION ALL SELECT format('VIEW %s %s', full_name, pg_catalog.pg_get_viewdef(oid)) FROM rel WHERE relkind IN ('v', 'm')
    UNION ALL
    SELECT format('%s%s', pg_catalog.pg_get_indexdef(i.indexrelid), CASE WHEN NOT i.indisvalid THEN ' (INVALID)' END)
      FROM pg_catalog.pg_index i JOIN rel ON rel.oid = i.indrelid
    UNION ALL
    SELECT format('CONSTRAINT %I ON %s %s', k.conname, full_name, pg_catalog.pg_get_constraintdef(k.oid))
      FROM pg_catalog.pg_constraint k JOIN rel ON rel.oid = k.conrelid
    UNION ALL SELECT pg_catalog.pg_get_triggerdef(t.oid) FROM pg_catalog.pg_trigger t JOIN rel ON rel.oid = t.tgrelid
     WHERE NOT t.tgisinternal AND t.tgname <> '${TRUNCATE_TRIGGER}'
    UNION ALL SELECT pg_catalog.pg_get_ruledef(r.oid) FROM pg_catalog.pg_rewrite r JOIN rel ON rel.oid = r.ev_class WHERE rel.relkind IN ('r', 'p')
    UNION ALL
    SELECT format('POLICY %I ON %s %s %s %s', p.polname, full_name, p.polcmd, pg_catalog.pg_get_expr(p.polqual, p.polrelid), pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid))
      FROM pg_catalog.pg_policy p JOIN rel ON rel.oid = p.polrelid
    UNION ALL
    SELECT format('FUNCTION %I.%I(%s) %s', n.nspname, f.proname, pg_catalog.pg_get_function_identity_arguments(f.oid), md5(f.prosrc))
      FROM pg_catalog.pg_proc f JOIN pg_catalog.pg_namespace n ON n.oid = f.pronamespace
     WHERE ${USER_SCHEMA} AND ${OWN('f.oid', 'pg_catalog.pg_proc')}
    UNION ALL
    SELECT format('TYPE %I.%I %s %s', n.nspname, t.typname, t.typtype,
                  (SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder) FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid))
      FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
     WHERE t.typtype IN ('e', 'd', 'r') AND ${USER_SCHEMA} AND ${OWN('t.oid', 'pg_catalog.pg_type')}
    UNION ALL SELECT format('SCHEMA %I', n.nspname) FROM pg_catalog.pg_namespace n WHERE ${USER_SCHEMA}
    ORDER BY 1`;
