import type { Session } from '../target/session';

/**
 * Extensions that something of the user's depends on: a column of their type, an index or constraint with their operators, a function in
 * their language, a view of theirs. What a function says in its text is not known to the server.
 * https://www.postgresql.org/docs/current/catalog-pg-depend.html
 */
export async function neededExtensions(live: Session): Promise<readonly string[]> {
  const rows = await live.query<{ name: string }>(`
    SELECT DISTINCT e.extname::text AS name
      FROM pg_catalog.pg_extension e
      JOIN pg_catalog.pg_depend m ON m.refclassid = 'pg_catalog.pg_extension'::regclass AND m.refobjid = e.oid AND m.deptype = 'e'
      JOIN pg_catalog.pg_depend u ON u.refclassid = m.classid AND u.refobjid = m.objid AND u.deptype IN ('n', 'a')
      LEFT JOIN pg_catalog.pg_rewrite w ON u.classid = 'pg_catalog.pg_rewrite'::regclass AND w.oid = u.objid
     WHERE u.classid = ANY (ARRAY['pg_catalog.pg_class', 'pg_catalog.pg_proc', 'pg_catalog.pg_constraint', 'pg_catalog.pg_attrdef', 'pg_catalog.pg_type',
                                  'pg_catalog.pg_trigger', 'pg_catalog.pg_policy', 'pg_catalog.pg_rewrite', 'pg_catalog.pg_extension']::regclass[])
       AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend x WHERE x.classid = u.classid AND x.objid = u.objid AND x.deptype = 'e')
       AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend x WHERE w.oid IS NOT NULL AND x.classid = 'pg_catalog.pg_class'::regclass AND x.objid = w.ev_class AND x.deptype = 'e')
    UNION
    SELECT o.extname::text FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_extension o ON o.oid = d.refobjid
     WHERE d.classid = 'pg_catalog.pg_extension'::regclass AND d.refclassid = 'pg_catalog.pg_extension'::regclass`);
  return rows.map(({ name }) => name);
}
