import { quoteIdentifier } from '../target/identifier';
import type { Session } from '../target/session';
import type { TableState } from '../verify/structure';
import { foreignKeysOf, parentName, refersToNothing, type ForeignKey } from './foreign-keys';
import type { GiveBackOptions } from './given-back';
import { backAs, countOf, type Pair } from './values';

/** Rows that refer to one that is not there any more, by one foreign key. */
export interface Orphans {
  readonly key: ForeignKey;
  readonly condition: string;
  readonly rows: number;
}

/**
 * Those that would come back.
 *
 * @param source where the rows to be given back are read, with escrow as `e` and the table as `t`
 */
export async function orphansOf(
  session: Session,
  table: TableState,
  matched: readonly Pair[],
  source: string,
  { leaveOrphans = false }: GiveBackOptions,
): Promise<readonly Orphans[]> {
  if (!leaveOrphans) return [];
  const found: Orphans[] = [];
  for (const key of await foreignKeysOf(session, table)) {
    const pairOf = (name: string) => matched.find(({ column }) => column.name === name);
    if (!key.columns.some(([child]) => pairOf(child))) continue;
    const condition = refersToNothing(key, (name) => {
      const pair = pairOf(name);
      return pair ? backAs(pair.column, pair.kept, 'e') : `t.${quoteIdentifier(name)}`;
    });
    const isWhole = !source.includes(' AS t ');
    if (isWhole && !key.columns.every(([child]) => pairOf(child))) continue;
    const rows = await countOf(session, `${source} WHERE ${condition}`);
    if (rows > 0) found.push({ key, condition, rows });
  }
  return found;
}

/** Why they stay. */
export const orphaned = (key: ForeignKey, rows: number): string =>
  `${rows} rows refer to rows of ${parentName(key)} that are gone since; they stay in escrow`;
