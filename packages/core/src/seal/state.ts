import type { Session } from '../target/session';
import { PARTS_SQL, readKey } from './install';
import { MISSING_SQL } from './functions-sql';
import { EVENT_TRIGGERS, TRUNCATE_TRIGGER } from './names';

/** How many lost tables are named. */
const SHOWN = 10;

/** Who a database says it is. */
export interface Identity {
  readonly environment: string;
  readonly name: string;
  readonly sealedAt: string;
  readonly sealed: boolean;
  /** The row came along with a dump or a clone: this is not the database that it was written for. */
  readonly isCopy: boolean;
}

/** Reads who the database is; undefined where it was never told. */
export async function readIdentity(session: Session): Promise<Identity | undefined> {
  const [there] = await session
    .query<{ there: boolean }>(
      `SELECT pg_catalog.to_regclass('safe_migrate.identity') IS NOT NULL
        AND has_schema_privilege('safe_migrate', 'USAGE') AND has_table_privilege('safe_migrate.identity', 'SELECT') AS there`,
    )
    .catch(() => []);
  if (!there?.there) return undefined;
  const [row] = await session.query<{
    environment: string;
    name: string;
    sealed_at: Date;
    sealed: boolean;
    oid: string;
    identifier: string | null;
  }>(
    'SELECT environment, name, sealed_at, sealed, database_oid AS oid, system_identifier AS identifier FROM safe_migrate.identity',
  );
  if (!row) return undefined;
  const { key } = await readKey(session);
  const { environment, name, sealed } = row;
  const isOther = (mine: string | null, theirs: string | null): boolean =>
    mine !== null && theirs !== null && mine !== theirs;
  return {
    ...{ environment, name, sealed },
    sealedAt: row.sealed_at.toISOString(),
    isCopy: row.oid !== key.oid || isOther(key.systemIdentifier, row.identifier),
  };
}

/** What is wrong with a seal, in words: parts that are missing, switched off or were changed since, tables and columns that went past it. Nothing where it is whole. */
export async function readSealProblems(session: Session): Promise<readonly string[]> {
  const [row] = await session.query<{
    remembered: Record<string, string> | null;
    now: Record<string, string>;
    off: string[];
    open: string[];
    template: boolean;
  }>(`
    SELECT (SELECT details -> 'parts' FROM safe_migrate.seal_event WHERE what = 'sealed' ORDER BY id DESC LIMIT 1) AS remembered,
           (${PARTS_SQL}) AS now,
           ARRAY(SELECT evtname::text FROM pg_catalog.pg_event_trigger WHERE evtname LIKE 'safe\\_migrate\\_%' AND evtenabled <> 'A' ORDER BY 1) AS off,
           ARRAY(SELECT c.oid::regclass::text FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
             WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname NOT IN ('information_schema', 'safe_migrate')
               AND NOT EXISTS (SELECT FROM pg_catalog.pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = '${TRUNCATE_TRIGGER}' AND t.tgenabled = 'A') ORDER BY 1) AS open,
           (SELECT datistemplate FROM pg_catalog.pg_database WHERE datname = current_database()) AS template`);
  if (!row) return [];
  const remembered = row.remembered ?? {};
  const missing = EVENT_TRIGGERS.map(({ name }) => name).filter(
    (name) => !(`event trigger ${name}` in row.now),
  );
  const changed = Object.entries(remembered).filter(
    ([part, mark]) => part in row.now && row.now[part] !== mark,
  );
  const [known] = await session.query<{ there: boolean }>(
    `SELECT pg_catalog.to_regclass('safe_migrate.seal_inventory') IS NOT NULL AS there`,
  );
  const lost = known?.there
    ? (await session.query<{ problem: string }>(MISSING_SQL)).map(({ problem }) => problem)
    : ['it was made by an older safe-migrate: seal the database again'];
  return [
    ...lost.slice(0, SHOWN),
    ...(lost.length > SHOWN ? [`${lost.length - SHOWN} more of that kind`] : []),
    ...missing.map((name) => `the event trigger ${name} is not there`),
    ...row.off.map((name) => `the event trigger ${name} is switched off`),
    ...changed.map(
      ([part]) => `the ${part} was changed or switched off and on since the database was sealed`,
    ),
    ...(row.open.length > 0
      ? [
          `TRUNCATE is not refused on ${row.open.slice(0, 5).join(', ')}${row.open.length > 5 ? ` and ${row.open.length - 5} more` : ''}`,
        ]
      : []),
    ...(row.template ? [] : ['DROP DATABASE is not refused (the template flag is off)']),
  ];
}
