import type { SafeMigrateError } from '../errors';
import { referredFirst } from '../target/referred-first';
import type { Session } from '../target/session';
import { pinSettings } from '../verify/fingerprint';
import { readStructure, type Structure, type TableState } from '../verify/structure';
import { giveColumns } from './give-columns';
import { giveTable } from './give-table';
import { notGiven, type GiveBackOptions, type GivenBack, type Withheld } from './given-back';
import { inEscrow } from './schema';
import { listDeposits, type StoredDeposit } from './stored-deposits';

/**
 * After `down()` made dropped columns and tables again, and in its transaction: puts the values in escrow back by the rows' keys and
 * compares. What `down()` did not make again stays in escrow. Tables that others refer to come first, and no trigger of the user's fires.
 *
 * @throws SafeMigrateError ESCROW_NOT_GIVEN_BACK
 */
export async function giveBack(
  session: Session,
  migrations: readonly string[],
  options: GiveBackOptions = {},
): Promise<GivenBack> {
  const [sent, returned, withheld]: [string[], string[], Withheld[]] = [[], [], []];
  const ofThese = (await listDeposits(session)).filter(
    ({ direction, migrations: names }) =>
      direction === 'up' && names.some((name) => migrations.includes(name)),
  );
  const deposits = ofThese.filter((deposit) => !deposit.givenBack && !isSuperseded(deposit, ofThese));
  if (deposits.length === 0) return { sent, returned, withheld };
  const { tables } = await readStructure(session);
  const order = await referredFirst(session);
  const restore = await pinSettings(session);
  for (const deposit of [...deposits].reverse().sort((a, b) => order(labelOf(a), labelOf(b)))) {
    // By name: a restored copy has other OIDs and numbers, and what was renamed since has its old name again by now.
    const table = tables.find(({ schema, name }) => schema === deposit.schema && name === deposit.name);
    if (options.madeSince && !isMadeSince(options.madeSince, table, deposit)) continue;
    if (!table) {
      const why = deposit.wholeTable
        ? 'down() does not make the table again; its rows stay in escrow'
        : 'the table is gone';
      withheld.push({ what: labelOf(deposit), why });
      continue;
    }
    const give = deposit.wholeTable ? giveTable : giveColumns;
    const outcome = await give(session, table, deposit, options).catch((error: unknown) => {
      throw constraintError(error, labelOf(deposit)) ?? error;
    });
    sent.push(...outcome.sent);
    returned.push(...outcome.returned);
    withheld.push(...outcome.withheld);
    if (outcome.returned.length > 0)
      await session.query(`UPDATE ${inEscrow('deposits')} SET given_back_at = now() WHERE id = $1::bigint`, [
        deposit.id,
      ]);
  }
  await restore();
  return { sent, returned, withheld };
}

const labelOf = ({ schema, name }: StoredDeposit): string => `${schema}.${name}`;

/** The migration was run again since, and what it dropped then is in a later deposit. */
function isSuperseded(deposit: StoredDeposit, all: readonly StoredDeposit[]): boolean {
  return all.some(
    (later) =>
      Number(later.id) > Number(deposit.id) &&
      later.run !== deposit.run &&
      labelOf(later) === labelOf(deposit) &&
      later.wholeTable === deposit.wholeTable &&
      deposit.columns.every(({ name }) => later.columns.some((column) => column.name === name)),
  );
}

/** All of it is there again, and none of it was there before. */
function isMadeSince(
  before: Structure,
  table: TableState | undefined,
  { wholeTable, columns }: StoredDeposit,
): boolean {
  const earlier = before.tables.find(({ oid }) => oid === table?.oid);
  if (!table || (wholeTable && earlier)) return false;
  const made = table.columns.filter(
    ({ number }) => !earlier?.columns.some((column) => column.number === number),
  );
  return columns.every(({ name }) => made.some((column) => column.name === name));
}

/** A constraint that what comes back does not meet any more (class 23), and not a bug of ours. */
function constraintError(error: unknown, label: string): SafeMigrateError | undefined {
  const { code, message } = error as { code?: string; message?: string };
  return code?.startsWith('23') ? notGiven(label, `${message} (SQLSTATE ${code})`) : undefined;
}
