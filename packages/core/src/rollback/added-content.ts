import { SafeMigrateError } from '../errors';
import { qualifiedName, quoteIdentifier } from '../target/identifier';
import type { Session } from '../target/session';
import {
  comparedColumns,
  compareFingerprints,
  fingerprintTables,
  type TableFingerprint,
} from '../verify/fingerprint';
import { tablesWithRows, within } from '../verify/proof';
import { readStructure, tableName, type Structure, type TableState } from '../verify/structure';

/** What a unit put into the tables and columns that it added, by table OID, read in its own transaction. */
export type AddedContent = ReadonlyMap<string, TableFingerprint>;

/**
 * Reads it before COMMIT: new tables, which nobody else can see yet, and new columns of tables that the unit wrote to, which it
 * has locked. A column that was added without touching a row needs no reading: every row shows its default.
 *
 * @param written OIDs of the existing tables whose rows the unit changed.
 */
export async function readAddedContent(
  session: Session,
  { before, after }: { readonly before: Structure; readonly after: Structure },
  written: readonly string[],
): Promise<AddedContent> {
  const added = addedParts(before, after);
  return fingerprintTables(
    session,
    added.filter(({ isNew, table }) => isNew || written.includes(table.oid)).map(({ table }) => table),
  );
}

/**
 * Before `down()` drops what a unit added: nobody may have written there since, for those rows and values are in no backup.
 * Takes the locks that `down()` needs anyway, so that nobody can write between the look and the drop.
 *
 * @param after the structure behind the unit, where others came after it: what their `down()` has made again is not what this one added.
 * @throws SafeMigrateError WRITTEN_SINCE
 */
export async function assertNothingWrittenSince(
  session: Session,
  before: Structure,
  content: AddedContent,
  after?: Structure,
): Promise<void> {
  const added = addedParts(before, within(await readStructure(session), after));
  if (added.length === 0) return;
  const names = added.map(({ table: { schema, name } }) => `ONLY ${qualifiedName(schema, name)}`);
  await session.query(`LOCK TABLE ${names.join(', ')} IN ACCESS EXCLUSIVE MODE`);
  const now = await fingerprintTables(
    session,
    added.filter(({ isNew, table }) => isNew || content.has(table.oid)).map(({ table }) => table),
  );
  const found: string[] = [];
  for (const { isNew, table } of added) {
    const [then, print] = [content.get(table.oid), now.get(table.oid)];
    if (then && print) {
      if (compareFingerprints(then, print)) found.push(`${tableName(table)}${isNew ? '' : columnsOf(table)}`);
    } else if (isNew) {
      if (print?.rows !== '0') found.push(tableName(table));
    } else if (await differsFromDefault(session, table)) {
      found.push(`${tableName(table)}${columnsOf(table)}`);
    }
  }
  if (found.length === 0) return;
  throw new SafeMigrateError({
    code: 'WRITTEN_SINCE',
    what: 'Somebody has written to what the migration added; going back would destroy it.',
    why: `Written since the commit, and in no backup: ${found.join('; ')}`,
    next: 'The migrations stay applied. Correct what failed and run the sync commands by themselves; or save those values first and take the migration back then.',
  });
}

interface AddedPart {
  readonly isNew: boolean;
  readonly table: TableState;
}

/** New tables, and existing ones limited to their new columns. */
function addedParts(before: Structure, now: Structure): AddedPart[] {
  const earlier = new Map(before.tables.map((table) => [table.oid, table]));
  return tablesWithRows(now).flatMap((table): AddedPart[] => {
    const old = earlier.get(table.oid);
    if (!old) return [{ isNew: true, table }];
    const numbers = new Set(old.columns.map(({ number }) => number));
    const columns = comparedColumns(table).filter(({ number }) => !numbers.has(number));
    // Without the key: it is not among the new columns, and rows that come and go beside them are not the question.
    return columns.length > 0 ? [{ isNew: false, table: { ...table, columns, key: [] } }] : [];
  });
}

/** Whether any row shows another value than the one that the column got when it was added (`pg_attribute.attmissingval`). */
async function differsFromDefault(
  session: Session,
  { oid, schema, name, columns }: TableState,
): Promise<boolean> {
  const conditions = columns.map(
    (column) =>
      `${quoteIdentifier(column.name)}::text COLLATE "C" IS DISTINCT FROM (SELECT (a.attmissingval::text::text[])[1] FROM pg_catalog.pg_attribute a WHERE a.attrelid = ${oid} AND a.attnum = ${column.number})`,
  );
  const [row] = await session.query<{ written: boolean }>(
    `SELECT EXISTS (SELECT FROM ONLY ${qualifiedName(schema, name)} WHERE ${conditions.join(' OR ')}) AS written`,
  );
  return row?.written === true;
}

function columnsOf({ columns }: TableState): string {
  return `, column ${columns.map(({ name }) => `"${name}"`).join(', ')}`;
}
