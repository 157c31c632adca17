import { qualifiedName, quoteIdentifier } from '../target/identifier';
import type { Session } from '../target/session';
import { readCounters } from '../verify/counters';
import { tableName, type TableState } from '../verify/structure';
import { depositTable, sameKey } from './deposit';
import { notGiven, type GiveBackOptions, type GivenBack, type Withheld } from './given-back';
import { orphaned, orphansOf } from './orphans';
import { inEscrow } from './schema';
import type { StoredDeposit } from './stored-deposits';
import { backAs, countOf, difference, notMadeAgain, pairs, setSequences, type Pair } from './values';
import { withoutTriggers } from './without-triggers';

/** Columns that `down()` made again: their values, by the rows' keys. */
export async function giveColumns(
  session: Session,
  table: TableState,
  deposit: StoredDeposit,
  options: GiveBackOptions,
): Promise<GivenBack> {
  const label = tableName(table);
  const all = pairs(table, deposit.columns);
  const withheld: Withheld[] = notMadeAgain(table, deposit.columns).map(({ name }) => ({
    what: `${label}.${name}`,
    why: 'down() does not make the column again; its values stay in escrow',
  }));
  const keyIsThere = deposit.key.every(({ name }) => table.columns.some((column) => column.name === name));
  if (deposit.key.length === 0 || !keyIsThere) {
    const why =
      deposit.key.length === 0
        ? 'the table has no primary key to find the rows by; the values stay in escrow'
        : 'the columns of the key are gone; the values stay in escrow';
    return {
      sent: [],
      returned: [],
      withheld: [...withheld, ...all.map(({ column }) => ({ what: `${label}.${column.name}`, why }))],
    };
  }
  const target = `ONLY ${qualifiedName(table.schema, table.name)}`;
  const copy = inEscrow(depositTable(deposit.id));
  const joined = `${target} AS t JOIN ${copy} AS e ON ${sameKey(deposit.key)}`;
  const own = options.leaveOrphans ? await writtenByDown(session, table, all, joined) : [];
  withheld.push(...own.map(({ column, why }) => ({ what: `${label}.${column.name}`, why })));
  const matched = all.filter(({ column }) => !own.some((each) => each.column === column));
  if (matched.length === 0) return { sent: [], returned: [], withheld };
  const orphans = await orphansOf(session, table, matched, joined, options);
  const assigned = matched.map(({ column, kept }) => {
    const name = quoteIdentifier(column.name);
    const refers = orphans.filter(({ key }) => key.columns.some(([child]) => child === column.name));
    const value = backAs(column, kept, 'e');
    return refers.length === 0
      ? `${name} = ${value}`
      : `${name} = CASE WHEN ${refers.map(({ condition }) => condition).join(' OR ')} THEN t.${name} ELSE ${value} END`;
  });
  const anyOrphan = orphans.map(({ condition }) => condition).join(' OR ') || 'false';
  const orphanRows = orphans.length === 0 ? 0 : await countOf(session, `${joined} WHERE ${anyOrphan}`);
  const statement = `UPDATE ${target} AS t SET ${assigned.join(', ')} FROM ${copy} AS e WHERE ${sameKey(deposit.key)}`;
  await withoutTriggers(session, table, async () => void (await session.query(statement)));
  await setSequences(session, table, deposit.columns);
  const unlike = await difference(session, table, deposit, matched, anyOrphan);
  if (unlike !== 0) throw notGiven(label, `${unlike} rows show another value after they were written.`);
  const gone = await countOf(
    session,
    `${copy} AS e WHERE NOT EXISTS (SELECT FROM ${target} AS t WHERE ${sameKey(deposit.key)})`,
  );
  const fresh = await countOf(
    session,
    `${target} AS t WHERE NOT EXISTS (SELECT FROM ${copy} AS e WHERE ${sameKey(deposit.key)})`,
  );
  const since = [
    ...(gone === 0 ? [] : [`${gone} rows were deleted since`]),
    ...(fresh === 0 ? [] : [`${fresh} rows came since and have no value there`]),
    ...(orphanRows === 0 ? [] : [`${orphanRows} rows refer to what is gone since`]),
  ];
  const back = `${label}, ${matched.map(({ column }) => `"${column.name}"`).join(', ')}: ${deposit.values} values`;
  return {
    sent: [statement],
    returned: [[back, ...since].join('; ')],
    withheld: [
      ...withheld,
      ...orphans.flatMap(({ key, rows }) =>
        key.columns
          .filter(([child]) => matched.some(({ column }) => column.name === child))
          .map(([child]) => ({ what: `${label}.${child}`, why: orphaned(key, rows) })),
      ),
    ],
  };
}

/**
 * Columns that `down()` fills itself, row by row, from where `up()` had put the values: those may have been changed since, and stay. One value
 * for all rows only makes room for what comes out of escrow.
 */
async function writtenByDown(
  session: Session,
  table: TableState,
  matched: readonly Pair[],
  joined: string,
): Promise<readonly (Pair & { readonly why: string })[]> {
  if (((await readCounters(session)).get(table.oid)?.updated ?? 0) === 0) return [];
  const found: (Pair & { readonly why: string })[] = [];
  for (const pair of matched) {
    const [there, kept] = [`t.${quoteIdentifier(pair.column.name)}`, `e.${quoteIdentifier(pair.kept.name)}`];
    const [row] = await session.query<{ other: string; values: string }>(
      `SELECT count(*) FILTER (WHERE ${there}::text COLLATE "C" IS DISTINCT FROM ${kept}::text COLLATE "C")::text AS other,
              count(DISTINCT ${there}::text COLLATE "C")::text AS values FROM ${joined}`,
    );
    if (row && Number(row.other) > 0 && Number(row.values) > 1) {
      const why = `down() writes it itself, in ${row.other} rows otherwise than it is in escrow; what down() writes stays`;
      found.push({ ...pair, why });
    }
  }
  return found;
}
