import { loadParser, rowWrites, type RowWrites } from '@safe-migrate/hazards';
import { OWN_SCHEMA } from '../target/own-schemas';
import type { Session } from '../target/session';
import { tableName, type Structure, type TableState } from './structure';

/** Objects of the user's own: PostgreSQL's have smaller OIDs, and those of extensions are marked. FirstNormalObjectId in transam.h. */
const OWN = (oid: string, catalog: string) =>
  `${oid} >= 16384 AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend x WHERE x.classid = 'pg_catalog.${catalog}'::regclass AND x.objid = ${oid} AND x.deptype = 'e')`;

/** The triggers of the seal refuse; they write nothing. */
const NOT_SEAL = (oid: string) =>
  `(SELECT f.pronamespace FROM pg_catalog.pg_proc f WHERE f.oid = ${oid}) IS DISTINCT FROM pg_catalog.to_regnamespace('${OWN_SCHEMA}')`;

/** Objects of a table (of catalog and condition) that call a function of the user's. */
const CALLS = (catalog: string, condition: string) =>
  `EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.refclassid = 'pg_catalog.pg_proc'::regclass AND ${OWN('d.refobjid', 'pg_proc')}
     AND d.classid = 'pg_catalog.${catalog}'::regclass AND d.objid IN (${condition}))`;

/**
 * Which of the tables only had columns written that came with this transaction: the columns that stood before cannot have changed then,
 * and no row needs to be read. Everything that could write elsewhere must be ruled out: the statements are known to the last
 * assignment (`rowWrites`), and no trigger, rule, cascade, constraint, index, view, operator or event trigger runs code of the user's.
 *
 * @param sent every statement of the transaction's migrations, in order.
 * @param bookkeeping TypeORM's list, which the runner writes to.
 * @returns OIDs of tables of `before`.
 */
export async function onlyNewColumnsWritten(
  session: Session,
  before: Structure,
  after: Structure,
  updated: readonly TableState[],
  sent: readonly string[],
  bookkeeping: string | undefined,
): Promise<ReadonlySet<string>> {
  const none: ReadonlySet<string> = new Set();
  if (updated.length === 0 || sent.length === 0) return none;
  await loadParser();
  const writes = rowWrites(sent);
  if (!writes) return none;
  const targets = targetsOf(writes, before, after, bookkeeping);
  if (!targets) return none;
  if (!(await noCodeOfTheUsers(session, writes))) return none;
  const clean = await withoutHooks(session, [
    ...new Set([...targets.written, ...updated].map(({ oid }) => oid)),
  ]);
  if (!targets.written.every(({ oid }) => clean.has(oid))) return none;
  const proven = updated.filter(({ oid }) => clean.has(oid) && targets.updated.has(oid));
  return new Set(proven.map(({ oid }) => oid));
}

/** The tables that are written to, where every UPDATE assigns new columns only; undefined where one does not, or is aimed at something else. */
function targetsOf(
  { writes }: RowWrites,
  before: Structure,
  after: Structure,
  bookkeeping: string | undefined,
): { readonly written: readonly TableState[]; readonly updated: ReadonlySet<string> } | undefined {
  const earlier = new Map(before.tables.map((table) => [table.oid, table]));
  const written = after.tables.filter((table) => tableName(table) === bookkeeping);
  const updated = new Set<string>();
  for (const { kind, schema, table: name, columns } of writes) {
    // Which schema an unqualified name is in is not asked: it must hold for all of them.
    const found = after.tables.filter(
      (table) => table.name === name && (schema === undefined || table.schema === schema),
    );
    if (found.length === 0) return undefined;
    for (const table of found) {
      if (table.kind !== 'r') return undefined;
      written.push(table);
      if (kind === 'insert') continue;
      const old = earlier.get(table.oid);
      if (old && columns.some((column) => old.columns.some((each) => each.name === column))) return undefined;
      if (columns.some((column) => !table.columns.some((each) => each.name === column))) return undefined;
      updated.add(table.oid);
    }
  }
  return { written, updated };
}

/** Whether no code of the user's can run in an expression of these statements, whatever they are aimed at. */
async function noCodeOfTheUsers(session: Session, { functions, reads }: RowWrites): Promise<boolean> {
  const [row] = await session.query<{ found: boolean }>(
    `SELECT EXISTS (SELECT FROM pg_catalog.pg_event_trigger v WHERE v.evtenabled <> 'D' AND ${NOT_SEAL('v.evtfoid')})
         OR EXISTS (SELECT FROM pg_catalog.pg_operator o WHERE ${OWN('o.oid', 'pg_operator')})
         OR EXISTS (SELECT FROM pg_catalog.pg_cast k WHERE k.castfunc <> 0 AND ${OWN('k.oid', 'pg_cast')})
         OR EXISTS (SELECT FROM pg_catalog.pg_proc p WHERE ${OWN('p.oid', 'pg_proc')} AND p.proname = ANY ($1::text[]))
         OR EXISTS (SELECT FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_type t ON t.oid = p.proargtypes[0]
                     WHERE p.pronargs = 1 AND t.typtype IN ('c', 'p') AND ${OWN('p.oid', 'pg_proc')} AND t.typname NOT IN ('trigger', 'event_trigger', 'internal', 'cstring'))
         OR ${CALLS('pg_constraint', 'SELECT k.oid FROM pg_catalog.pg_constraint k WHERE k.contypid <> 0')}
         OR EXISTS (SELECT FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                     WHERE c.relname = ANY ($2::text[]) AND c.relkind NOT IN ('r', 'p', 'S') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')) AS found`,
    [functions, reads],
  );
  return row?.found === false;
}

/** Of these tables, those where a write sets off nothing that the user wrote, now or when the migration began. */
async function withoutHooks(session: Session, oids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await session.query<{ oid: string }>(
    `SELECT c.oid::text AS oid FROM pg_catalog.pg_class c WHERE c.oid = ANY ($1::oid[]) AND c.relkind = 'r' AND NOT c.relrowsecurity
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_inherits h WHERE c.oid IN (h.inhrelid, h.inhparent))
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal AND ${NOT_SEAL('t.tgfoid')})
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_rewrite r WHERE r.ev_class = c.oid)
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND a.attgenerated <> '' AND NOT a.attisdropped)
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE c.oid IN (k.conrelid, k.confrelid) AND k.contype = 'f' AND k.confupdtype IN ('c', 'n', 'd'))
        AND NOT ${CALLS('pg_constraint', 'SELECT k.oid FROM pg_catalog.pg_constraint k WHERE k.conrelid = c.oid')}
        AND NOT ${CALLS('pg_class', 'SELECT i.indexrelid FROM pg_catalog.pg_index i WHERE i.indrelid = c.oid')}
        AND NOT ${CALLS('pg_attrdef', 'SELECT d.oid FROM pg_catalog.pg_attrdef d WHERE d.adrelid = c.oid')}`,
    [oids],
  );
  return new Set(rows.map(({ oid }) => oid));
}
