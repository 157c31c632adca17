import type { BackupManifest } from '../backup/manifest';
import { fingerprintDatabase } from '../backup/database-content';
import { contentDifferences } from '../backup/named-fingerprint';
import type { ConnectionParameters } from '../target/connection';
import { qualifiedName } from '../target/identifier';
import { compareText } from '../target/name-order';
import { withSession, type Session } from '../target/session';
import { tablesWithRows } from '../verify/proof';
import { readStructure, tableName, type TableState } from '../verify/structure';
import { referredFirst } from '../target/referred-first';
import {
  beginReading,
  PARTS,
  readIdentities,
  readParts,
  readRows,
  sharedTable,
  type KeyedRow,
  type SharedTable,
} from './row-reader';

/** Rows by their keys; the first of them only. */
export interface SomeRows {
  readonly count: number;
  readonly keys: readonly string[];
}

/** What came to one table after the backup was taken. */
export interface LaterRows {
  readonly table: string;
  /** Where not rows but the table itself is the difference. */
  readonly words?: string;
  /** Names of the key's columns; empty where whole rows were counted. */
  readonly key: readonly string[];
  readonly added: SomeRows;
  readonly changed: SomeRows;
  /** In the backup and not in the live database any more. */
  readonly gone: SomeRows;
}

/** Told of every row that the live database has and the restored one has not, or has otherwise. */
export interface LaterRowsSink {
  readonly row: (table: SharedTable, row: KeyedRow) => void | Promise<void>;
  readonly gone: (table: SharedTable, row: KeyedRow) => void | Promise<void>;
}

/** Keys that are listed per table and kind. */
const LISTED = 20;

/**
 * What the live database holds that a restored backup does not: per table, by key. Tables whose fingerprint is still that of the backup are
 * not read row by row, and of the others only the parts that differ.
 */
export async function laterRows(
  live: ConnectionParameters,
  restored: ConnectionParameters,
  content: BackupManifest['content'],
  sink?: LaterRowsSink,
): Promise<readonly LaterRows[]> {
  const now = await fingerprintDatabase(live);
  const differing = new Set(contentDifferences(content.tables, now.named).map(({ table }) => table));
  if (differing.size === 0) return [];
  return withSession(live, { readOnly: true }, (a) =>
    withSession(restored, { readOnly: true }, async (b) => {
      await beginReading(a);
      await beginReading(b);
      const [liveTables, restoredTables] = [await tables(a), await tables(b)];
      const identities = await readIdentities(a);
      const found: LaterRows[] = [];
      for (const name of [...differing].sort(await referredFirst(a))) {
        const [here, there] = [liveTables.get(name), restoredTables.get(name)];
        if (here && there)
          found.push(await compare(a, b, sharedTable(here, there, identities.get(here.oid) ?? []), sink));
        else if (here)
          found.push({
            ...nothing(name),
            words: 'is not in the backup',
            added: { count: await count(a, here), keys: [] },
          });
        else if (there)
          found.push({
            ...nothing(name),
            words: 'is not there any more',
            gone: { count: await count(b, there), keys: [] },
          });
      }
      return found.filter(
        ({ words, added, changed, gone }) => words || added.count + changed.count + gone.count > 0,
      );
    }),
  );
}

const nothing = (table: string): LaterRows => {
  const none = { count: 0, keys: [] };
  return { table, key: [], added: none, changed: none, gone: none };
};

async function tables(session: Session): Promise<ReadonlyMap<string, TableState>> {
  return new Map(tablesWithRows(await readStructure(session)).map((table) => [tableName(table), table]));
}

async function count(session: Session, { schema, name }: TableState): Promise<number> {
  const [row] = await session.query<{ n: string }>(
    `SELECT count(*)::text AS n FROM ONLY ${qualifiedName(schema, name)}`,
  );
  return Number(row?.n ?? 0);
}

async function compare(
  live: Session,
  restored: Session,
  table: SharedTable,
  sink: LaterRowsSink | undefined,
): Promise<LaterRows> {
  const [here, there] = await Promise.all([readParts(live, table), readParts(restored, table)]);
  const parts = Array.from({ length: PARTS }, (_, part) => part).filter(
    (part) => here.get(part) !== there.get(part),
  );
  const counted = { added: tally(), changed: tally(), gone: tally() };
  if (parts.length > 0) {
    const left = readRows(live, table, parts, sink !== undefined);
    const right = readRows(restored, table, parts, false);
    try {
      let [a, b] = [await left.next(), await right.next()];
      while (!a.done || !b.done) {
        const order = a.done ? 1 : b.done ? -1 : compareText(a.value.id, b.value.id);
        if (order < 0 && !a.done) {
          counted.added.add(a.value.key);
          await sink?.row(table, a.value);
        } else if (order > 0 && !b.done) {
          counted.gone.add(b.value.key);
          await sink?.gone(table, b.value);
        } else if (!a.done && !b.done && a.value.digest !== b.value.digest) {
          counted.changed.add(a.value.key);
          await sink?.row(table, a.value);
        }
        if (order <= 0) a = await left.next();
        if (order >= 0) b = await right.next();
      }
    } finally {
      await left.return(undefined);
      await right.return(undefined);
    }
  }
  const { added, changed, gone } = counted;
  return {
    ...{ table: `${table.schema}.${table.name}`, key: table.key },
    ...{ added: added.rows, changed: changed.rows, gone: gone.rows },
  };
}

function tally(): { readonly add: (key: string) => void; readonly rows: SomeRows } {
  const rows = { count: 0, keys: [] as string[] };
  return {
    rows,
    add: (key) => {
      rows.count++;
      if (rows.keys.length < LISTED) rows.keys.push(key);
    },
  };
}

/** One line per table and kind. */
export function laterRowsInWords(later: readonly LaterRows[]): readonly string[] {
  return later.flatMap(({ table, words, key, added, changed, gone }) => {
    const line = (kind: string, { count: n, keys }: SomeRows) => {
      if (n === 0) return [];
      const ordered = [...keys].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
      const shown = ordered.map((each) => JSON.stringify(each)).join(', ');
      const by =
        keys.length === 0
          ? ''
          : `; ${key.length > 0 ? `by ${key.join(', ')}` : 'whole rows'}: ${shown}${n > keys.length ? ', ...' : ''}`;
      return [`${table}: ${n} ${n === 1 ? 'row' : 'rows'} ${kind}${by}`];
    };
    return [
      ...(words ? [`${table} ${words}`] : []),
      ...line('added since', added),
      ...line('changed since', changed),
      ...line('deleted since', gone),
    ];
  });
}
