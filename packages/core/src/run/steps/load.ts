import { ApplyFailed, applyUnits } from '../../apply/apply';
import { underLoad, type TableUnderLoad } from '../../rehearsal/load';
import type { Rehearsal } from '../../rehearsal/rehearse';
import type { ReviewedMigration } from '../../review/judge-trial';
import { withSession } from '../../target/session';
import { readStructure, tableName, type TableState } from '../../verify/structure';
import type { RunContext } from '../context';
import type { LoadRecord } from '../record';
import type { RehearsalSource } from './back-up';
import type { Preflight } from './preflight';
import type { Trials } from './review';

/** More tables than this are not put under load, the largest first: two connections each. */
const MOST_TABLES = 8;

/**
 * Applies the migrations to the restored copy once more, exactly as a run would apply them to the live database, while clients read and
 * write the tables that they touch, and tells how long anybody had to wait.
 */
export function rehearseUnderLoad(
  context: RunContext,
  { loaded, facts, units, declared, bookkeeping }: Preflight,
  { host }: Trials,
  { restored: copy }: RehearsalSource,
  rehearsal: Rehearsal,
): Promise<LoadRecord> {
  const { settings, record, steps, emit, signal } = context;
  return steps.run('load', async () => {
    const { lockTimeout, lockRetries, lockBudget } = settings;
    const structure = await withSession(copy, { readOnly: true }, readStructure);
    const names = touchedNames(rehearsal, record.reviews);
    const tables = structure.tables
      .filter(({ kind }) => kind === 'r' || kind === 'p')
      .filter((table) => names.has(tableName(table)) && tableName(table) !== bookkeeping)
      .sort((a, b) => b.bytes - a.bytes);
    await host.connect('safe-migrate rehearsal under load', facts.sessionSettings, copy);
    try {
      await host.prepare();
      const started = performance.now();
      const { seen } = await underLoad(copy, tables.slice(0, MOST_TABLES), () =>
        applyUnits({
          ...{ host, connection: copy, units, rehearsal, declared, bookkeeping },
          ...{ lockTimeout, lockRetries, lockBudget, emit, signal },
        }),
      );
      const durationMs = Math.round(performance.now() - started);
      const live = await withSession(loaded.connection, { readOnly: true }, readStructure);
      const scaled = seen.map((each) => ({ ...each, scale: scaleOf(each, tables, live.tables) }));
      const result = { durationMs, tables: scaled, leftOut: tables.slice(MOST_TABLES).map(tableName) };
      record.load = result;
      return { result, summary: summaryOf(result) };
    } catch (error) {
      throw error instanceof ApplyFailed ? error.failure : error;
    } finally {
      await host.disconnect().catch(() => undefined);
    }
  });
}

/**
 * What the statements of `up()` were seen to lock or to change. Outside a transaction nothing is held that could be seen: there it is what
 * they were predicted to lock.
 */
function touchedNames(
  { statements, units }: Rehearsal,
  reviews: readonly ReviewedMigration[],
): ReadonlySet<string> {
  const seen = [...statements.values()].flat().flatMap(({ trace }) => trace?.locks ?? []);
  const predicted = reviews
    .flatMap((review) => review.statements.filter(({ direction }) => direction === 'up'))
    .flatMap(({ effect }) => effect?.locks ?? []);
  const locked = [...seen, ...predicted].filter(({ mode }) => mode !== 'AccessShareLock');
  return new Set([...locked.map(({ relation }) => relation), ...units.flatMap(({ proof }) => proof.touched)]);
}

/** How many times the size of the copy the live table is. A restored table has no dead rows in it: the live one may be larger with as many. */
function scaleOf(
  { table }: TableUnderLoad,
  copies: readonly TableState[],
  live: readonly TableState[],
): number {
  const [copy, now] = [copies, live].map((all) => all.find((each) => tableName(each) === table)?.bytes ?? 0);
  return copy ? Math.max(1, Math.round(((now ?? 0) / copy) * 10) / 10) : 1;
}

/** The longest wait of anybody on a table, at the size of the live one, in ms. */
export const longestWait = ({ reader, writer, scale }: LoadRecord['tables'][number]): number =>
  Math.round(Math.max(reader.longestMs, writer?.longestMs ?? 0) * scale);

function summaryOf({ tables, leftOut }: LoadRecord): string {
  if (tables.length === 0) return 'no table that stood before is touched';
  const [worst] = [...tables].sort((a, b) => longestWait(b) - longestWait(a));
  const more = leftOut.length > 0 ? `; ${leftOut.length} smaller tables were left out` : '';
  return worst === undefined
    ? ''
    : `nobody waited longer than ${longestWait(worst)} ms (${worst.table}), ${tables.length} tables under load${more}`;
}
