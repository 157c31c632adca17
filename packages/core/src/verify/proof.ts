import { qualifiedName } from '../target/identifier';
import type { Session } from '../target/session';
import { counted, countersAreOn, readCounters, type RowCounters } from './counters';
import type { DeclaredChanges } from './declared-changes';
import { comparedColumns, fingerprintTables, seedOf, type TableFingerprint } from './fingerprint';
import { readStructure, tableName, type Structure, type TableState } from './structure';
import { judgeTable, type TableVerdict } from './verdict';

/** The state of a database before a migration, read inside the migrating transaction. */
export interface ProofStart {
  readonly structure: Structure;
  readonly counters: ReadonlyMap<string, RowCounters>;
  /** Fingerprints by table OID: of the tables that the rehearsal saw touched, or of all. */
  readonly prints: ReadonlyMap<string, TableFingerprint>;
}

/** Which tables to compare by content: those with these `schema.table` names, or every table. */
export type TablesToPrint = 'all' | readonly string[];

/** Options of {@link startProof}. */
export interface ProofOptions {
  readonly toPrint: TablesToPrint;
  /** Lock what is compared against everybody; false on a scratch database, where nobody else is. */
  readonly lock: boolean;
  /** Judge only the tables and columns of this earlier structure: a way back may remove what came later. */
  readonly scope?: Structure;
  /** Fingerprints that are known to be those of now, by table OID; not read again. */
  readonly known?: ReadonlyMap<string, TableFingerprint>;
}

/** Tables that hold rows of their own: ordinary tables and partitions. */
export function tablesWithRows(structure: Structure): readonly TableState[] {
  return structure.tables.filter(({ kind }) => kind === 'r');
}

/**
 * Reads the state before. Tables to compare are locked first, in the strongest mode at once (an upgrade from a weaker
 * one deadlocks with a client that reads and then writes), so that no client's change can come between the two prints.
 */
export async function startProof(session: Session, options: ProofOptions): Promise<ProofStart> {
  const toPrint = options.toPrint !== 'all' && !(await countersAreOn(session)) ? 'all' : options.toPrint;
  const read = async () => within(await readStructure(session), options.scope);
  const chosen = (structure: Structure) =>
    tablesWithRows(structure).filter((table) => toPrint === 'all' || toPrint.includes(tableName(table)));
  let structure = await read();
  const tables = chosen(structure);
  if (options.lock && tables.length > 0) {
    // ONLY: partitions and children are listed by themselves where they are touched.
    const names = tables.map(({ schema, name }) => `ONLY ${qualifiedName(schema, name)}`).join(', ');
    await session.query(`LOCK TABLE ${names} IN ACCESS EXCLUSIVE MODE`);
    structure = await read();
  }
  const known = new Map([...(options.known ?? [])].filter(([oid, print]) => covers(print, structure, oid)));
  const unknown = chosen(structure).filter(({ oid }) => !known.has(oid));
  return {
    structure,
    counters: await readCounters(session),
    prints: new Map([...known, ...(await fingerprintTables(session, unknown))]),
  };
}

/** A print of before can stand for one of now where it has every column, hashed with the same key. */
function covers(print: TableFingerprint, structure: Structure, oid: string): boolean {
  const table = structure.tables.find((candidate) => candidate.oid === oid);
  return (
    table !== undefined &&
    print.key === seedOf(table) &&
    comparedColumns(table).every(({ number }) => String(number) in print.columns)
  );
}

/** The part of a structure that an earlier one has too. */
function within(structure: Structure, scope: Structure | undefined): Structure {
  if (!scope) return structure;
  const tables = new Map(scope.tables.map((table) => [table.oid, table]));
  const sequences = new Set(scope.sequences.map(({ oid }) => oid));
  return {
    tables: structure.tables.flatMap((table) => {
      const earlier = tables.get(table.oid);
      if (!earlier) return [];
      const numbers = new Set(earlier.columns.map(({ number }) => number));
      return [
        {
          ...table,
          columns: table.columns.filter(({ number }) => numbers.has(number)),
          parents: table.parents.filter((oid) => earlier.parents.includes(oid)),
        },
      ];
    }),
    enums: commonLists(structure.enums, scope.enums),
    composites: commonLists(structure.composites, scope.composites),
    sequences: structure.sequences.filter(({ oid }) => sequences.has(oid)),
  };
}

type Lists = Readonly<Record<string, readonly string[]>>;

function commonLists(lists: Lists, earlier: Lists): Lists {
  return Object.fromEntries(
    Object.entries(lists).flatMap(([name, items]) => {
      const known = earlier[name];
      return known ? [[name, items.filter((item) => known.includes(item))]] : [];
    }),
  );
}

/** The evidence about every table that existed before. */
export interface Proof {
  readonly verdicts: readonly TableVerdict[];
  /** Losses in enum types and sequences, in words. */
  readonly otherLosses: readonly string[];
  /** `schema.table` of tables that were rewritten, updated, deleted from or changed in shape. */
  readonly touched: readonly string[];
  /** OIDs of tables whose content may not be what it was, inserts included. */
  readonly written: readonly string[];
  readonly holds: boolean;
}

/**
 * Reads the state after, in the same transaction and before its commit, and judges every table that existed before.
 *
 * @param bookkeeping `schema.table` of TypeORM's own list, which a way back deletes from by design.
 */
export async function finishProof(
  session: Session,
  start: ProofStart,
  declared: DeclaredChanges,
  bookkeeping?: string,
): Promise<Proof> {
  const after = await readStructure(session);
  const counters = await readCounters(session);
  const blind = !(await countersAreOn(session));
  const afterByOid = new Map(after.tables.map((table) => [table.oid, table]));

  const judged = tablesWithRows(start.structure).filter((table) => tableName(table) !== bookkeeping);
  const changes = judged.map((before) => {
    const now = afterByOid.get(before.oid);
    return {
      before,
      now,
      rows: counted(start.counters, counters, before.oid),
      touched: isTouched(before, now),
    };
  });
  const toCompare = changes.flatMap(({ before, now, rows, touched }) =>
    now && (touched || changesRows(rows) || blind) && start.prints.has(before.oid)
      ? [columnsOf(before, now)]
      : [],
  );
  const prints = await fingerprintTables(session, toCompare);
  const verdicts = changes.map(({ before, now, rows, touched }) =>
    judgeTable({
      before,
      after: now,
      rows,
      touched: touched || changesRows(rows) || blind,
      printBefore: start.prints.get(before.oid),
      printAfter: prints.get(before.oid),
      declared,
    }),
  );
  const otherLosses = [
    ...lossesBesidesTables(start.structure, after),
    ...largeObjectLosses(start.counters, counters),
  ];
  return {
    verdicts,
    otherLosses,
    touched: changes
      .filter(({ touched, rows }) => touched || changesRows(rows))
      .map(({ before }) => tableName(before)),
    written: changes
      .filter(({ touched, rows }) => touched || changesRows(rows) || rows.inserted > 0)
      .map(({ before }) => before.oid),
    holds: otherLosses.length === 0 && verdicts.every(({ holds }) => holds),
  };
}

/** Whether rows that existed may have changed; inserted rows leave the others alone. */
function changesRows(rows: RowCounters): boolean {
  return rows.updated > 0 || rows.deleted > 0;
}

function isTouched(before: TableState, now: TableState | undefined): boolean {
  return (
    !now ||
    now.fileNode !== before.fileNode ||
    before.columns.some((column) => {
      const same = now.columns.find(({ number }) => number === column.number);
      return !same || same.type !== column.type || same.name !== column.name;
    })
  );
}

/** The table as it is now, limited to the columns and the key that it had before. */
function columnsOf(before: TableState, now: TableState): TableState {
  const numbers = new Set(comparedColumns(before).map(({ number }) => number));
  return { ...now, key: before.key, columns: now.columns.filter(({ number }) => numbers.has(number)) };
}

function lossesBesidesTables(before: Structure, after: Structure): string[] {
  const losses: string[] = [];
  for (const [kind, then, today] of [
    ['enum', before.enums, after.enums],
    ['composite', before.composites, after.composites],
  ] as const) {
    for (const [name, items] of Object.entries(then)) {
      const now = today[name];
      const missing = items.filter((item) => !now?.includes(item));
      if (!now) losses.push(`${kind} type ${name} is gone`);
      else if (missing.length > 0)
        losses.push(`${kind} type ${name} lost ${missing.map((item) => `'${item}'`).join(', ')}`);
    }
  }
  const sequences = new Map(after.sequences.map((sequence) => [sequence.oid, sequence]));
  for (const sequence of before.sequences) {
    const now = sequences.get(sequence.oid);
    if (!now) losses.push(`sequence ${tableName(sequence)} is gone`);
    else if (BigInt(now.lastValue ?? 0) < BigInt(sequence.lastValue ?? 0) && sequence.lastValue !== null)
      losses.push(
        `sequence ${tableName(sequence)} was set back from ${sequence.lastValue} to ${now.lastValue ?? 'its start'}`,
      );
  }
  return losses;
}

/** OIDs of pg_largeobject and pg_largeobject_metadata, which every database has. */
const LARGE_OBJECTS = ['2613', '2995'];

/** Large objects are no table of the user's; the counters see them being changed or removed all the same. */
function largeObjectLosses(
  before: ReadonlyMap<string, RowCounters>,
  after: ReadonlyMap<string, RowCounters>,
): string[] {
  return LARGE_OBJECTS.some((oid) => changesRows(counted(before, after, oid)))
    ? ['large objects were changed or removed']
    : [];
}
