import { qualifiedName, quoteIdentifier } from '../target/identifier';
import type { Session } from '../target/session';
import { tableName, type TableState } from '../verify/structure';
import { depositTable } from './deposit';
import { notGiven, type GiveBackOptions, type GivenBack } from './given-back';
import { orphaned, orphansOf } from './orphans';
import { inEscrow } from './schema';
import type { StoredDeposit } from './stored-deposits';
import { backAs, countOf, difference, notMadeAgain, pairs, setSequences, type Pair } from './values';
import { withoutTriggers } from './without-triggers';

/** A table that `down()` made again: its rows, all of them. */
export async function giveTable(
  session: Session,
  table: TableState,
  deposit: StoredDeposit,
  options: GiveBackOptions,
): Promise<GivenBack> {
  const label = tableName(table);
  const target = qualifiedName(table.schema, table.name);
  const matched = pairs(table, deposit.columns);
  const withheld = notMadeAgain(table, deposit.columns).map(({ name }) => ({
    what: `${label}.${name}`,
    why: 'down() does not make the column again',
  }));
  const filled = await countOf(session, `ONLY ${target}`);
  if (filled > 0) return filledByDown(session, table, deposit, matched, options);
  const copy = inEscrow(depositTable(deposit.id));
  const orphans = await orphansOf(session, table, matched, `${copy} AS e`, options);
  const names = matched.map(({ column }) => quoteIdentifier(column.name)).join(', ');
  const values = matched.map(({ column, kept }) => backAs(column, kept, 'e')).join(', ');
  const anyOrphan = orphans.map(({ condition }) => condition).join(' OR ');
  const left = orphans.length === 0 ? 0 : await countOf(session, `${copy} AS e WHERE ${anyOrphan}`);
  const statement = `INSERT INTO ${target} (${names}) OVERRIDING SYSTEM VALUE SELECT ${values} FROM ${copy} AS e${orphans.length > 0 ? ` WHERE NOT (${anyOrphan})` : ''}`;
  await withoutTriggers(session, table, async () => void (await session.query(statement)));
  await setSequences(session, table, deposit.columns);
  const count = await countOf(session, `ONLY ${target}`);
  const unlike = await difference(session, table, deposit, matched, 'false');
  const expected = Number(deposit.rows) - left;
  if (count !== expected || unlike !== left)
    throw notGiven(label, `${count} rows of ${expected} came back, ${unlike - left} values are missing.`);
  return {
    sent: [statement],
    returned: [`${label}: ${count} rows`],
    withheld: [...withheld, ...orphans.map(({ key, rows }) => ({ what: label, why: orphaned(key, rows) }))],
  };
}

/** `down()` copies the rows back itself, from where `up()` had put them: what it writes may be newer than what is in escrow. */
async function filledByDown(
  session: Session,
  table: TableState,
  deposit: StoredDeposit,
  matched: readonly Pair[],
  { leaveOrphans = false }: GiveBackOptions,
): Promise<GivenBack> {
  const label = tableName(table);
  const unlike = await difference(session, table, deposit, matched, 'false');
  if (unlike > 0 && !leaveOrphans)
    throw notGiven(
      label,
      `down() fills the table that it made again, and ${unlike} of ${deposit.rows} rows are not as they were.`,
    );
  await setSequences(session, table, deposit.columns);
  if (unlike === 0)
    return { sent: [], returned: [`${label}: ${deposit.rows} rows, by down() itself`], withheld: [] };
  const why = `down() fills the table itself, and ${unlike} of the ${deposit.rows} rows in escrow are not among them as they are there; what down() writes stays`;
  return { sent: [], returned: [], withheld: [{ what: label, why }] };
}
