import { SafeMigrateError } from '../errors';
import { quoteIdentifier } from '../target/identifier';
import { OWN_SCHEMAS } from '../target/own-schemas';
import type { Session } from '../target/session';

/** Holds what migrations drop, until its time is over. */
export const ESCROW_SCHEMA = OWN_SCHEMAS[1];

/** `"safe_migrate_escrow"."name"` */
export const inEscrow = (name: string): string =>
  `${quoteIdentifier(ESCROW_SCHEMA)}.${quoteIdentifier(name)}`;

/** Whether anything was ever put there. */
export async function hasEscrow(session: Session): Promise<boolean> {
  const [row] = await session.query<{ found: boolean }>(
    'SELECT pg_catalog.to_regclass($1) IS NOT NULL AS found',
    [inEscrow('deposits')],
  );
  return row?.found === true;
}

/**
 * Creates the schema and its list where they are missing. Nobody but their owner may read them: they hold customer data.
 *
 * @throws SafeMigrateError ESCROW_NOT_POSSIBLE
 */
export async function prepareEscrow(session: Session): Promise<void> {
  if (await hasEscrow(session)) return;
  try {
    await session.query(`CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(ESCROW_SCHEMA)}`);
    await session.query(`CREATE TABLE ${inEscrow('deposits')} (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      run text NOT NULL, migrations text[] NOT NULL, direction text NOT NULL CHECK (direction IN ('up', 'down')),
      schema_name text NOT NULL, table_name text NOT NULL, table_oid oid NOT NULL, whole_table boolean NOT NULL,
      key_columns jsonb NOT NULL, columns jsonb NOT NULL, rows bigint NOT NULL, value_count bigint NOT NULL,
      deposited_at timestamptz NOT NULL DEFAULT now(), keep_until timestamptz NOT NULL,
      given_back_at timestamptz, removed_at timestamptz)`);
  } catch (error) {
    throw new SafeMigrateError({
      code: 'ESCROW_NOT_POSSIBLE',
      what: `What the migration drops cannot be put aside: the schema ${ESCROW_SCHEMA} cannot be made.`,
      why: error instanceof Error ? error.message : String(error),
      next: `Let the role create it (GRANT CREATE ON DATABASE ... TO ...), or create it for the role: CREATE SCHEMA ${ESCROW_SCHEMA} AUTHORIZATION ...`,
    });
  }
}
