import type { Session } from '../target/session';
import { USER_SCHEMA } from '../target/own-schemas';

/**
 * Every object of the user's by kind and name, with what must survive a restore: columns with their types, validity, owners, privileges.
 * Expressions are left out: PostgreSQL writes some of them otherwise after a restore, and means the same.
 */
export type Inventory = Readonly<Record<string, ObjectFacts>>;

/** What is known of one object; parts of hashes where it would be long. */
export interface ObjectFacts {
  readonly shape: string;
  /** Owner and privileges: they cannot be compared on a server that lacks the roles. */
  readonly rights: string;
}

const HASH = (values: string) => `left(md5(concat_ws('|', ${values})), 16)`;

/** Objects that an extension brought come back with it. */
const OWN = (oid: string, catalog: string) =>
  `NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend x WHERE x.classid = '${catalog}'::regclass AND x.objid = ${oid} AND x.deptype = 'e')`;

/** Grants by who and what, whoever granted them; a missing list means the default one of the kind. */
const GRANTS = (acl: string, kind: string, owner: string) =>
  `(SELECT string_agg(format('%s %s %s', coalesce(r.rolname, 'public'), g.privilege_type, g.is_grantable), ',' ORDER BY r.rolname, g.privilege_type, g.is_grantable)
      FROM pg_catalog.aclexplode(coalesce(${acl}, pg_catalog.acldefault(${kind}, ${owner}))) g LEFT JOIN pg_catalog.pg_roles r ON r.oid = g.grantee)`;

/** Reads the inventory within the session's current transaction. */
export async function readInventory(session: Session): Promise<Inventory> {
  await session.query('SAVEPOINT safe_migrate_inventory');
  try {
    // Names of types are written with their schema where it is not on the path.
    await session.query(`SELECT pg_catalog.set_config('search_path', '', true)`);
    const rows = await session.query<{ name: string; shape: string | null; rights: string | null }>(`
      WITH rel AS (SELECT c.*, format('%I.%I', n.nspname, c.relname) AS full_name
                     FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                    WHERE ${USER_SCHEMA} AND ${OWN('c.oid', 'pg_catalog.pg_class')})
      SELECT format('%s %s', CASE relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned table' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view'
                                          WHEN 'S' THEN 'sequence' WHEN 'f' THEN 'foreign table' WHEN 'c' THEN 'composite type' ELSE 'relation' END, full_name) AS name,
             ${HASH(`relpersistence, relrowsecurity, relforcerowsecurity, relreplident,
                 (SELECT string_agg(concat_ws(' ', a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull, a.atthasdef, a.attidentity, a.attgenerated), ',' ORDER BY a.attname)
                    FROM pg_catalog.pg_attribute a WHERE a.attrelid = rel.oid AND a.attnum > 0 AND NOT a.attisdropped AND relkind <> 'S')`)} AS shape,
             ${HASH(`pg_catalog.pg_get_userbyid(relowner), ${GRANTS('relacl', `CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char"`, 'relowner')},
                 (SELECT string_agg(a.attname || ' ' || ${GRANTS('a.attacl', `'c'`, 'relowner')}, ',' ORDER BY a.attname)
                    FROM pg_catalog.pg_attribute a WHERE a.attrelid = rel.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attacl IS NOT NULL)`)} AS rights
        FROM rel WHERE relkind IN ('r', 'p', 'v', 'm', 'S', 'f', 'c')
      UNION ALL
      SELECT format('index %s on %s', x.relname, rel.full_name), concat_ws(' ', i.indisunique, i.indisprimary, i.indnatts), NULL
        FROM pg_catalog.pg_index i JOIN rel ON rel.oid = i.indrelid JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
       WHERE i.indisvalid
      UNION ALL
      SELECT format('constraint %s on %s', k.conname, full_name), concat_ws(' ', k.contype, k.condeferrable, k.convalidated), NULL
        FROM pg_catalog.pg_constraint k JOIN rel ON rel.oid = k.conrelid WHERE k.contype <> 'n' AND (k.contype <> 't')
      UNION ALL
      SELECT format('trigger %s on %s', t.tgname, full_name), t.tgenabled::text, NULL FROM pg_catalog.pg_trigger t JOIN rel ON rel.oid = t.tgrelid WHERE NOT t.tgisinternal
      UNION ALL
      SELECT format('rule %s on %s', r.rulename, full_name), r.ev_enabled::text, NULL FROM pg_catalog.pg_rewrite r JOIN rel ON rel.oid = r.ev_class WHERE r.rulename <> '_RETURN'
      UNION ALL
      SELECT format('policy %s on %s', p.polname, full_name), concat_ws(' ', p.polcmd, p.polpermissive), NULL FROM pg_catalog.pg_policy p JOIN rel ON rel.oid = p.polrelid
      UNION ALL
      SELECT format('function %I.%I(%s)', n.nspname, f.proname, pg_catalog.pg_get_function_identity_arguments(f.oid)),
             ${HASH('f.prosrc, f.provolatile, f.prosecdef')}, ${HASH(`pg_catalog.pg_get_userbyid(f.proowner), ${GRANTS('f.proacl', `'f'`, 'f.proowner')}`)}
        FROM pg_catalog.pg_proc f JOIN pg_catalog.pg_namespace n ON n.oid = f.pronamespace WHERE ${USER_SCHEMA} AND ${OWN('f.oid', 'pg_catalog.pg_proc')}
      UNION ALL
      SELECT format('type %I.%I', n.nspname, t.typname),
             ${HASH(`t.typtype, (SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder) FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid)`)},
             ${HASH('pg_catalog.pg_get_userbyid(t.typowner)')}
        FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
       WHERE t.typtype IN ('e', 'd', 'r') AND ${USER_SCHEMA} AND ${OWN('t.oid', 'pg_catalog.pg_type')}
      UNION ALL
      SELECT format('schema %I', n.nspname), NULL, ${HASH(`pg_catalog.pg_get_userbyid(n.nspowner), ${GRANTS('n.nspacl', `'n'`, 'n.nspowner')}`)}
        FROM pg_catalog.pg_namespace n WHERE ${USER_SCHEMA} AND ${OWN('n.oid', 'pg_catalog.pg_namespace')}
      UNION ALL SELECT format('extension %s', extname), n.nspname, NULL FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
      UNION ALL SELECT format('publication %s', pubname), NULL, NULL FROM pg_catalog.pg_publication
      UNION ALL SELECT format('event trigger %s', evtname), evtenabled::text, NULL FROM pg_catalog.pg_event_trigger v WHERE ${OWN('v.oid', 'pg_catalog.pg_event_trigger')}
        AND v.evtname NOT LIKE 'safe\\_migrate\\_%'
      ORDER BY 1`);
    return Object.fromEntries(
      rows.map(({ name, shape, rights }) => [name, { shape: shape ?? '', rights: rights ?? '' }]),
    );
  } finally {
    await session.query('ROLLBACK TO SAVEPOINT safe_migrate_inventory');
    await session.query('RELEASE SAVEPOINT safe_migrate_inventory');
  }
}

/** What a restore left out on purpose. */
export interface LeftOut {
  /** Extensions that the server lacks and that nothing needs. */
  readonly extensions: readonly string[];
  /** Owners and privileges, where the server lacks roles. */
  readonly rights: boolean;
}

/** Objects that are not there after a restore, or otherwise. */
export function inventoryDifferences(
  expected: Inventory,
  actual: Inventory,
  { extensions, rights }: LeftOut = { extensions: [], rights: false },
): readonly string[] {
  const ignored = new Set(extensions.map((name) => `extension ${name}`));
  const missing = Object.keys(expected).filter((name) => !(name in actual) && !ignored.has(name));
  const words = Object.entries(expected).flatMap(([name, facts]) => {
    const found = actual[name];
    if (found === undefined) return [];
    if (found.shape !== facts.shape) return [`the ${name} is another one`];
    return rights || found.rights === facts.rights
      ? []
      : [`the ${name} has another owner or other privileges`];
  });
  const fresh = Object.keys(actual).filter((name) => !(name in expected));
  return [
    ...missing.map((name) => `the ${name} is missing`),
    ...words,
    ...fresh.map((name) => `the ${name} is new`),
  ];
}

/** Names of the extensions in an inventory. */
export const extensionsOf = (inventory: Inventory): readonly string[] =>
  Object.keys(inventory).flatMap((name) => /^extension (.*)$/.exec(name)?.[1] ?? []);
