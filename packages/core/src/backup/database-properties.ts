import { quoteIdentifier, quoteLiteral } from '../target/identifier';
import type { Session } from '../target/session';

/** What belongs to a database and stands outside of its dump: `pg_dump` writes it only for a restore under the same name. */
export interface DatabaseProperties {
  readonly owner: string;
  readonly collate: string;
  readonly ctype: string;
  /** From PostgreSQL 15: `c`, `i` for ICU, `b` built in; and the locale of the latter two. */
  readonly provider: string | null;
  readonly locale: string | null;
  /** -1 for no limit. */
  readonly connectionLimit: number;
  readonly comment: string | null;
  /** `ALTER DATABASE ... SET`, and `ALTER ROLE ... IN DATABASE ... SET` where a role is named. */
  readonly settings: readonly { readonly role: string | null; readonly setting: string }[];
  readonly grants: readonly {
    /** null: PUBLIC */
    readonly role: string | null;
    readonly privilege: string;
    readonly grantable: boolean;
  }[];
  /** Roles that own something in the database or were granted something. */
  readonly roles: readonly string[];
}

/** Reads them of the session's database. */
export async function readDatabaseProperties(session: Session): Promise<DatabaseProperties> {
  const [row] = await session.query<Omit<DatabaseProperties, 'settings' | 'grants' | 'roles'>>(`
    SELECT pg_catalog.pg_get_userbyid(datdba)::text AS owner, datcollate::text AS "collate", datctype::text AS ctype,
           to_jsonb(d) ->> 'datlocprovider' AS provider, coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale') AS locale,
           datconnlimit AS "connectionLimit", pg_catalog.shobj_description(oid, 'pg_database') AS comment
      FROM pg_catalog.pg_database d WHERE datname = current_database()`);
  if (!row) throw new Error('pg_database has no row for the current database');
  const settings = await session.query<{ role: string | null; setting: string }>(`
    SELECT r.rolname::text AS role, c AS setting
      FROM pg_catalog.pg_db_role_setting s CROSS JOIN unnest(s.setconfig) c LEFT JOIN pg_catalog.pg_roles r ON r.oid = s.setrole
     WHERE s.setdatabase = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()) ORDER BY 1, 2`);
  const grants = await session.query<{ role: string | null; privilege: string; grantable: boolean }>(`
    SELECT r.rolname::text AS role, g.privilege_type AS privilege, g.is_grantable AS grantable
      FROM pg_catalog.pg_database d CROSS JOIN pg_catalog.aclexplode(coalesce(d.datacl, pg_catalog.acldefault('d', d.datdba))) g
      LEFT JOIN pg_catalog.pg_roles r ON r.oid = g.grantee
     WHERE d.datname = current_database() AND g.grantee <> d.datdba ORDER BY 1, 2`);
  const roles = await session.query<{ role: string }>(`
    SELECT DISTINCT r.rolname::text AS role FROM pg_catalog.pg_shdepend s JOIN pg_catalog.pg_roles r ON r.oid = s.refobjid
     WHERE s.refclassid = 'pg_catalog.pg_authid'::regclass
       AND (s.dbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
         OR (s.dbid = 0 AND s.classid = 'pg_catalog.pg_database'::regclass AND s.objid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())))
     UNION SELECT pg_catalog.pg_get_userbyid(datdba)::text FROM pg_catalog.pg_database WHERE datname = current_database()
     ORDER BY 1`);
  return { ...row, settings, grants, roles: roles.map(({ role }) => role) };
}

/** Settings whose value is a list of identifiers: each is quoted by itself (`GUC_LIST_QUOTE` in PostgreSQL's source, as pg_dump does). */
const LISTS = new Set([
  'local_preload_libraries',
  'search_path',
  'session_preload_libraries',
  'shared_preload_libraries',
  'temp_tablespaces',
  'unix_socket_directories',
]);

/** The options of CREATE DATABASE that make one like it, empty. */
export function creationOptions(
  encoding: string,
  { collate, ctype, provider, locale }: DatabaseProperties,
): string {
  const names: Readonly<Record<string, string>> = { i: 'icu', b: 'builtin' };
  const by = names[provider ?? ''];
  return [
    `TEMPLATE template0 ENCODING ${quoteLiteral(encoding)} LC_COLLATE ${quoteLiteral(collate)} LC_CTYPE ${quoteLiteral(ctype)}`,
    ...(by === undefined || locale === null
      ? []
      : [`LOCALE_PROVIDER ${by} ${by === 'icu' ? 'ICU_LOCALE' : 'BUILTIN_LOCALE'} ${quoteLiteral(locale)}`]),
  ].join(' ');
}

/**
 * The statements that give them to a restored database, except encoding and locale, which its creation takes. The owner comes last: a role
 * that is no superuser can do nothing more then.
 */
export function propertyStatements(
  database: string,
  properties: DatabaseProperties,
  currentUser: string,
): readonly string[] {
  const name = quoteIdentifier(database);
  const { owner, connectionLimit, comment, settings, grants } = properties;
  return [
    `REVOKE ALL ON DATABASE ${name} FROM PUBLIC`,
    ...grants.map(
      ({ role, privilege, grantable }) =>
        `GRANT ${privilege} ON DATABASE ${name} TO ${role === null ? 'PUBLIC' : quoteIdentifier(role)}${grantable ? ' WITH GRANT OPTION' : ''}`,
    ),
    ...settings.map(({ role, setting }) => {
      const [key = '', ...rest] = setting.split('=');
      const value = rest.join('=');
      const written = LISTS.has(key) ? value : quoteLiteral(value);
      const whom = role === null ? `DATABASE ${name}` : `ROLE ${quoteIdentifier(role)} IN DATABASE ${name}`;
      return `ALTER ${whom} SET ${key.split('.').map(quoteIdentifier).join('.')} TO ${written === '' ? "''" : written}`;
    }),
    ...(comment === null ? [] : [`COMMENT ON DATABASE ${name} IS ${quoteLiteral(comment)}`]),
    ...(connectionLimit === -1 ? [] : [`ALTER DATABASE ${name} CONNECTION LIMIT ${connectionLimit}`]),
    ...(owner === currentUser ? [] : [`ALTER DATABASE ${name} OWNER TO ${quoteIdentifier(owner)}`]),
  ];
}
