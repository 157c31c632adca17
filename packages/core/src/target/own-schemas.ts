import { quoteLiteral } from './identifier';

/** Holds the journal, the lease, the identity and the seal. */
export const OWN_SCHEMA = 'safe_migrate';

/** Schemas that we make inside the user's database. They are no part of what is reviewed, compared or proven. */
export const OWN_SCHEMAS = [OWN_SCHEMA, 'safe_migrate_escrow'] as const;

/** SQL: the name of a schema is not one of ours. */
export function notOwnSchema(name: string): string {
  return `${name} NOT IN (${OWN_SCHEMAS.map(quoteLiteral).join(', ')})`;
}

/** SQL over `pg_namespace n`: schemas that hold user data, neither PostgreSQL's own, nor those of temporary tables, nor ours. */
export const USER_SCHEMA = `n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' AND ${notOwnSchema('n.nspname')}`;
