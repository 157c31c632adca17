import type { Session } from '../target/session';
import { USER_SCHEMA } from '../target/own-schemas';
import {
  CONSTRAINT_DETAILS,
  EVENT_TRIGGER_DETAILS,
  FUNCTION_DETAILS,
  FURTHER_OBJECTS,
  GRANTS,
  INDEX_DETAILS,
  OWN,
  POLICY_DETAILS,
  PUBLICATION_DETAILS,
  RELATION_DETAILS,
  TRIGGER_DETAILS,
  TYPE_DETAILS,
} from './inventory-details';

/**
 * Every object of the user's by kind and name, with what must survive a restore: columns with their types, validity, owners, privileges.
 * Texts of views and rules are left out: PostgreSQL writes some of them otherwise after a restore, and means the same.
 */
export type Inventory = Readonly<Record<string, ObjectFacts>>;

/** What is known of one object; parts of hashes where it would be long. */
export interface ObjectFacts {
  readonly shape: string;
  /** Owner and privileges: they cannot be compared on a server that lacks the roles. */
  readonly rights: string;
  /** Further parts of its definition; not in manifests from before they were read. */
  readonly more?: string;
}

const HASH = (values: string) => `left(md5(concat_ws('|', ${values})), 16)`;

const WRITTEN_BY = new Map([
  ['search_path', ''],
  ['TimeZone', 'UTC'],
  ['DateStyle', 'ISO, YMD'],
  ['IntervalStyle', 'postgres'],
  ['extra_float_digits', '3'],
  ['bytea_output', 'hex'],
  ['quote_all_identifiers', 'off'],
  // To compile a query of so many expressions takes a hundred times as long as to run it.
  ['jit', 'off'],
]);

/** Reads the inventory within the session's current transaction. */
export async function readInventory(session: Session): Promise<Inventory> {
  await session.query('SAVEPOINT safe_migrate_inventory');
  try {
    // Names of types are written with their schema where it is not on the path; constants as these settings have them.
    await session.query(
      `SELECT ${[...WRITTEN_BY].map(([name, value]) => `pg_catalog.set_config('${name}', '${value}', true)`).join(', ')}`,
    );
    const rows = await session.query<{
      name: string;
      shape: string | null;
      rights: string | null;
      more: string | null;
    }>(`
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
                    FROM pg_catalog.pg_attribute a WHERE a.attrelid = rel.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attacl IS NOT NULL)`)} AS rights, ${RELATION_DETAILS} AS more
        FROM rel WHERE relkind IN ('r', 'p', 'v', 'm', 'S', 'f', 'c')
      UNION ALL
      SELECT format('index %s on %s', x.relname, rel.full_name), concat_ws(' ', i.indisunique, i.indisprimary, i.indnatts), NULL, ${INDEX_DETAILS}
        FROM pg_catalog.pg_index i JOIN rel ON rel.oid = i.indrelid JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
       WHERE i.indisvalid
      UNION ALL
      SELECT format('constraint %s on %s', k.conname, full_name), concat_ws(' ', k.contype, k.condeferrable, k.convalidated), NULL, ${CONSTRAINT_DETAILS}
        FROM pg_catalog.pg_constraint k JOIN rel ON rel.oid = k.conrelid WHERE k.contype <> 'n' AND (k.contype <> 't')
      UNION ALL
      SELECT format('trigger %s on %s', t.tgname, full_name), t.tgenabled::text, NULL, ${TRIGGER_DETAILS} FROM pg_catalog.pg_trigger t JOIN rel ON rel.oid = t.tgrelid WHERE NOT t.tgisinternal
      UNION ALL
      SELECT format('rule %s on %s', r.rulename, full_name), r.ev_enabled::text, NULL, '' FROM pg_catalog.pg_rewrite r JOIN rel ON rel.oid = r.ev_class WHERE r.rulename <> '_RETURN'
      UNION ALL
      SELECT format('policy %s on %s', p.polname, full_name), concat_ws(' ', p.polcmd, p.polpermissive), NULL, ${POLICY_DETAILS} FROM pg_catalog.pg_policy p JOIN rel ON rel.oid = p.polrelid
      UNION ALL
      SELECT format('function %I.%I(%s)', n.nspname, f.proname, pg_catalog.pg_get_function_identity_arguments(f.oid)),
             ${HASH('f.prosrc, f.provolatile, f.prosecdef')}, ${HASH(`pg_catalog.pg_get_userbyid(f.proowner), ${GRANTS('f.proacl', `'f'`, 'f.proowner')}`)}, ${FUNCTION_DETAILS}
        FROM pg_catalog.pg_proc f JOIN pg_catalog.pg_namespace n ON n.oid = f.pronamespace WHERE ${USER_SCHEMA} AND ${OWN('f.oid', 'pg_catalog.pg_proc')}
      UNION ALL
      SELECT format('type %I.%I', n.nspname, t.typname),
             ${HASH(`t.typtype, (SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder) FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid)`)},
             ${HASH('pg_catalog.pg_get_userbyid(t.typowner)')}, ${TYPE_DETAILS}
        FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
       WHERE t.typtype IN ('e', 'd', 'r') AND ${USER_SCHEMA} AND ${OWN('t.oid', 'pg_catalog.pg_type')}
      UNION ALL
      SELECT format('schema %I', n.nspname), NULL, ${HASH(`pg_catalog.pg_get_userbyid(n.nspowner), ${GRANTS('n.nspacl', `'n'`, 'n.nspowner')}`)}, ''
        FROM pg_catalog.pg_namespace n WHERE ${USER_SCHEMA} AND ${OWN('n.oid', 'pg_catalog.pg_namespace')}
      UNION ALL SELECT format('extension %s', extname), n.nspname, NULL, '' FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
      UNION ALL SELECT format('publication %s', pubname), NULL, NULL, ${PUBLICATION_DETAILS} FROM pg_catalog.pg_publication b
      UNION ALL SELECT format('event trigger %s', evtname), evtenabled::text, NULL, ${EVENT_TRIGGER_DETAILS} FROM pg_catalog.pg_event_trigger v WHERE ${OWN('v.oid', 'pg_catalog.pg_event_trigger')}
        AND v.evtname NOT LIKE 'safe\\_migrate\\_%'
      UNION ALL ${FURTHER_OBJECTS}
      ORDER BY 1`);
    return Object.fromEntries(
      rows.map(({ name, shape, rights, more }) => [
        name,
        { shape: shape ?? '', rights: rights ?? '', more: more ?? '' },
      ]),
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
  const missing = Object.keys(expected).filter(
    (name) => !(name in actual) && !ignored.has(name) && !(rights && name.startsWith('privileges ')),
  );
  const words = Object.entries(expected).flatMap(([name, facts]) => {
    const found = actual[name];
    if (found === undefined) return [];
    const isOther = found.shape !== facts.shape || (facts.more !== undefined && found.more !== facts.more);
    if (isOther) return [`the ${name} is another one`];
    return rights || found.rights === facts.rights
      ? []
      : [`the ${name} has another owner or other privileges`];
  });
  // A manifest from before further kinds were read does not speak of them.
  const isOld = !Object.values(expected).some(({ more }) => more !== undefined);
  const fresh = Object.entries(actual)
    .filter(([name, { shape }]) => !(name in expected) && !(isOld && shape === ''))
    .map(([name]) => name)
    .filter((name) => !(rights && name.startsWith('privileges ')));
  return [
    ...missing.map((name) => `the ${name} is missing`),
    ...words,
    ...fresh.map((name) => `the ${name} is new`),
  ];
}

/** Names of the extensions in an inventory. */
export const extensionsOf = (inventory: Inventory): readonly string[] =>
  Object.keys(inventory).flatMap((name) => /^extension (.*)$/.exec(name)?.[1] ?? []);
