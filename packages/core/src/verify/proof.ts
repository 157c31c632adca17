import { qualifiedName } from '../target/identifier';
import type { Session } from '../target/session';
import { counted, countersAreOn, readCounters, type RowCounters } from './counters';
import { isDeclared, type DeclaredChanges } from './declared-changes';
import { labelLosses, relabelledColumns, renamedLabels } from './enum-labels';
import { comparedColumns, fingerprintTables, seedOf, type TableFingerprint } from './fingerprint';
import { readStructure, tableName, type SequenceState, type Structure, type TableState } from './structure';
import { StructureMemory } from './table-states';
import {
  keepOnlyDeleted,
  putInEscrow,
  type Deposit,
  type DroppedPart,
  type EscrowOrder,
} from '../escrow/deposit';
import { onlyNewColumnsWritten } from './backfill';
import { LOCK_BUDGET_MS, overBudget, type PlannedTable } from './plan';
import { lookAgain, takeSample, type Sample } from './sample';
import { deletedRows, isOnlyDeleted, judgeTable, otherCollation, type TableVerdict } from './verdict';

/** The state of a database before a migration, read inside the migrating transaction. */
export interface ProofStart {
  readonly structure: Structure;
  readonly memory: StructureMemory;
  readonly counters: ReadonlyMap<string, RowCounters>;
  /** Fingerprints by table OID: of the tables that the rehearsal saw touched, or of all. */
  readonly prints: ReadonlyMap<string, TableFingerprint>;
  /** Of tables that are too large to be compared under lock, by OID. */
  readonly samples: ReadonlyMap<string, StartedSample>;
  /** What was put aside because it will be dropped, by table OID. */
  readonly deposits: ReadonlyMap<string, Deposit>;
}

interface StartedSample {
  readonly sample: Sample;
  /** What two comparisons would take, in ms. */
  readonly estimateMs: number;
  readonly budgetMs: number;
}

/** Which tables to compare by content: those that the rehearsal planned, or every table. */
export type TablesToPrint = 'all' | readonly PlannedTable[];

/** Options of {@link startProof}. */
export interface ProofOptions {
  readonly toPrint: TablesToPrint;
  /** Lock what is compared; false on a scratch database, where nobody else is. */
  readonly lock: boolean;
  /** The longest time in ms that comparisons may add to the locks; 2000 by default. What is too large for it is sampled. */
  readonly lockBudget?: number;
  /** Put aside first what the plan says is dropped (or these parts, where all is printed): somebody answers for it. */
  readonly escrow?: Omit<EscrowOrder, 'parts'> & { readonly parts?: EscrowOrder['parts'] };
  /** Judge only the tables and columns of this earlier structure: a way back may remove what came later. */
  readonly scope?: Structure;
  /** Fingerprints that are known to be those of now, by table OID; not read again. */
  readonly known?: ReadonlyMap<string, TableFingerprint>;
  /** On the way back, on a copy: fingerprints from before `up()`. Rows that it inserted may go, where the table is as it was then. */
  readonly beforeUp?: ReadonlyMap<string, TableFingerprint>;
  /** A rollback that somebody asks for: what cannot be given back is told, and accepted by name. */
  readonly isAskedFor?: boolean;
}

/** Tables that hold rows of their own: ordinary tables and partitions. */
export function tablesWithRows(structure: Structure): readonly TableState[] {
  return structure.tables.filter(({ kind }) => kind === 'r');
}

/**
 * Reads the state before. Tables to compare are locked first, in the mode that the migration will need at once (an upgrade from a weaker
 * one deadlocks with a client that reads and then writes), so that no client's change can come between the two looks.
 */
export async function startProof(session: Session, options: ProofOptions): Promise<ProofStart> {
  const { lockBudget: budgetMs = LOCK_BUDGET_MS } = options;
  const toPrint = options.toPrint !== 'all' && !(await countersAreOn(session)) ? 'all' : options.toPrint;
  const memory = new StructureMemory();
  const read = async () =>
    within(
      await withSizes(session, await readStructure(session, { sizes: toPrint === 'all', memory }), toPrint),
      options.scope,
    );
  const planOf = (table: TableState): PlannedTable | undefined =>
    toPrint === 'all' ? ALL(table) : toPrint.find((planned) => planned.table === tableName(table));
  const chosen = (structure: Structure) =>
    tablesWithRows(structure).filter(
      (table) => (planOf(table)?.compare ?? planOf(table) !== undefined) === true,
    );
  const { escrow } = options;
  const parts = toPrint === 'all' ? (escrow?.parts ?? []) : toPrint.flatMap(({ dropped }) => dropped ?? []);
  const toDrop = (structure: Structure) =>
    tablesWithRows(structure).filter(
      (table) => escrow && parts.some((part) => part.table === tableName(table)),
    );
  let structure = await read();
  const large = overBudget(toPrint === 'all' ? [] : toPrint, structure, budgetMs);
  const lockedAs = (table: TableState): PlannedTable | undefined => {
    const part = parts.find((each) => each.table === tableName(table));
    return escrow && part && !part.deletes ? ALL(table) : planOf(table);
  };
  const toLock = [...new Set([...chosen(structure), ...toDrop(structure)])];
  if (options.lock && (await lockTables(session, toLock, lockedAs, large))) structure = await read();
  const deposits = escrow
    ? await putInEscrow(session, structure, { ...escrow, parts })
    : new Map<string, Deposit>();
  const known = new Map(
    [...(options.known ?? [])].filter(([oid, print]) => {
      const table = structure.tables.find((candidate) => candidate.oid === oid);
      return table !== undefined && covers(print, staying(table, deposits));
    }),
  );
  const unknown = chosen(structure).filter((table) => !known.has(table.oid) && !large.has(tableName(table)));
  const samples = new Map<string, StartedSample>();
  for (const table of chosen(structure)) {
    const estimateMs = large.get(tableName(table));
    if (estimateMs === undefined) continue;
    const sample = await takeSample(session, staying(table, deposits), planOf(table)?.rewritten ?? true);
    samples.set(table.oid, { sample, estimateMs, budgetMs });
  }
  return {
    ...{ structure, memory },
    counters: await readCounters(session),
    prints: new Map([
      ...known,
      ...(await fingerprintTables(
        session,
        unknown.map((table) => staying(table, deposits)),
      )),
    ]),
    ...{ samples, deposits },
  };
}

/** Sizes are asked for where they decide something: of tables that are planned to be compared. */
async function withSizes(session: Session, structure: Structure, toPrint: TablesToPrint): Promise<Structure> {
  if (toPrint === 'all' || toPrint.length === 0) return structure;
  const names = new Set(toPrint.map(({ table }) => table));
  const oids = structure.tables.filter((table) => names.has(tableName(table))).map(({ oid }) => oid);
  const rows = await session.query<{ oid: string; bytes: string }>(
    `SELECT c.oid::text, pg_catalog.pg_table_size(c.oid)::text AS bytes FROM pg_catalog.pg_class c WHERE c.oid = ANY ($1::oid[])`,
    [oids],
  );
  const bytes = new Map(rows.map((row) => [row.oid, Number(row.bytes)]));
  return {
    ...structure,
    tables: structure.tables.map((table) => ({ ...table, bytes: bytes.get(table.oid) ?? 0 })),
  };
}

const ALL = (table: TableState): PlannedTable => ({
  ...{ table: tableName(table), lock: 'ACCESS EXCLUSIVE', bytes: table.bytes, rewritten: true },
});

/** The strongest first. A large table that is only updated is not locked as a whole: its sampled rows are. */
async function lockTables(
  session: Session,
  tables: readonly TableState[],
  planOf: (table: TableState) => PlannedTable | undefined,
  large: ReadonlyMap<string, number>,
): Promise<boolean> {
  let locked = false;
  for (const mode of ['ACCESS EXCLUSIVE', 'SHARE ROW EXCLUSIVE'] as const) {
    const those = tables.filter((table) => {
      const isSample = large.has(tableName(table)) && mode === 'SHARE ROW EXCLUSIVE';
      return planOf(table)?.lock === mode && !isSample;
    });
    if (those.length === 0) continue;
    // ONLY: partitions and children are listed by themselves where they are touched.
    const names = those.map(({ schema, name }) => `ONLY ${qualifiedName(schema, name)}`).join(', ');
    await session.query(`LOCK TABLE ${names} IN ${mode} MODE`);
    locked = true;
  }
  return locked;
}

/** What is put aside goes: where the key goes with it, no hash may be seeded with it. */
function staying(table: TableState, deposits: ReadonlyMap<string, Deposit>): TableState {
  const deposit = deposits.get(table.oid);
  const gone = deposit?.wholeTable === false ? deposit.columns : [];
  const columns = table.columns.filter(({ name }) => !gone.includes(name));
  const hasKey = table.key.every((number) => columns.some((column) => column.number === number));
  return gone.length === 0 || hasKey ? table : { ...table, columns, key: [] };
}

/** A print of before can stand for one of now where it has every column, hashed with the same key. */
function covers(print: TableFingerprint, table: TableState): boolean {
  return (
    print.key === seedOf(table) &&
    comparedColumns(table).every(({ number }) => String(number) in print.columns)
  );
}

/** The part of a structure that another one has too; all of it where there is no other. */
export function within(structure: Structure, scope: Structure | undefined): Structure {
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
    enums: structure.enums,
    labels: Object.fromEntries(Object.entries(structure.labels).filter(([oid]) => oid in scope.labels)),
    composites: Object.fromEntries(
      Object.entries(structure.composites).flatMap(([oid, [name, attributes]]) => {
        const earlier = scope.composites[oid]?.[1];
        return earlier ? [[oid, [name, attributes.filter((each) => earlier.includes(each))] as const]] : [];
      }),
    ),
    sequences: structure.sequences.filter(({ oid }) => sequences.has(oid)),
  };
}

/** The evidence about every table that existed before. */
export interface Proof {
  readonly verdicts: readonly TableVerdict[];
  /** Losses in enum types and sequences, in words. */
  readonly otherLosses: readonly string[];
  /** `schema.table.column` that a declaration would have to name; undefined where none could cover what is lost. */
  readonly toDeclare?: readonly string[];
  /** `schema.table` of tables that were rewritten, updated, deleted from or changed in shape. */
  readonly touched: readonly string[];
  /** Those of them that only a comparison can show to be unharmed. */
  readonly toCompare: readonly string[];
  /** Those of them that got another storage. */
  readonly rewritten: readonly string[];
  /** Milliseconds that the comparison took, by `schema.table`; before and after are about the same. */
  readonly printMs: ReadonlyMap<string, number>;
  /** OIDs of tables whose content may not be what it was, inserts included. */
  readonly written: readonly string[];
  /** What is gone, in escrow or not. */
  readonly dropped: readonly DroppedPart[];
  /** Tables of which rows were deleted, and nothing else was done to them. */
  readonly deleted: readonly { readonly table: string; readonly rows: number }[];
  readonly deposits: readonly Deposit[];
  /** Sequences that are gone and that no column drew its values from: their numbers may stand anywhere. */
  readonly goneSequences: readonly SequenceState[];
  readonly holds: boolean;
}

/** What {@link finishProof} must know of what happened. */
export interface ProofEnd {
  readonly declared: DeclaredChanges;
  /** `schema.table` of TypeORM's own list of executed migrations. */
  readonly bookkeeping?: string;
  /** Rows of that list are taken out by design. */
  readonly goesBack?: boolean;
  /** Every statement of the migrations, in order. */
  readonly sent?: readonly string[];
  readonly beforeUp?: ProofOptions['beforeUp'];
  readonly isAskedFor?: boolean;
}

/** The evidence, and the state that it was judged by. */
export interface FinishedProof {
  readonly proof: Proof;
  readonly after: Structure;
}

/** Reads the state after, in the same transaction and before its commit, and judges every table that existed before. */
export async function finishProof(
  session: Session,
  start: ProofStart,
  end: ProofEnd,
): Promise<FinishedProof> {
  const { declared, bookkeeping, goesBack = false, sent = [], beforeUp, isAskedFor = false } = end;
  const after = await readStructure(session, { sizes: false, memory: start.memory });
  const counters = await readCounters(session);
  const blind = !(await countersAreOn(session));
  const afterByOid = new Map(after.tables.map((table) => [table.oid, table]));
  const deposits = new Map<string, Deposit>();
  for (const [oid, deposit] of start.deposits) {
    const [before, now] = [start.structure.tables.find((table) => table.oid === oid), afterByOid.get(oid)];
    const isCut = deposit.deletes && before && now && !isReshaped(before, now);
    deposits.set(oid, isCut ? await keepOnlyDeleted(session, deposit, now) : deposit);
  }

  const judged = tablesWithRows(start.structure).filter(
    (table) => !goesBack || tableName(table) !== bookkeeping,
  );
  const changes = judged.map((whole) => {
    const now = afterByOid.get(whole.oid);
    const deposit = deposits.get(whole.oid);
    // What is in escrow may go; the rest is judged as ever.
    const before = now && deposit ? without(whole, now, deposit) : whole;
    const rows = counted(start.counters, counters, before.oid);
    const reshaped = isReshaped(before, now);
    return { before, now, rows, reshaped, deposit, touched: reshaped || changesRows(rows) || blind };
  });
  const onlyUpdated = changes.filter(
    ({ reshaped, rows }) =>
      !blind && !reshaped && rows.updated > 0 && rows.deleted === 0 && rows.inserted === 0,
  );
  const backfilled = await onlyNewColumnsWritten(
    session,
    start.structure,
    after,
    onlyUpdated.map(({ before }) => before),
    sent,
    bookkeeping,
  );
  const toCompare = changes.flatMap(({ before, now, touched }) =>
    now && touched && start.prints.has(before.oid) ? [columnsOf(before, now)] : [],
  );
  const printMs = new Map<string, number>();
  const prints = await fingerprintTables(session, toCompare, (table, ms) => printMs.set(table.oid, ms));
  const verdicts: TableVerdict[] = [];
  const relabelled = relabelledColumns(start.structure, after).filter(({ table }) => judged.includes(table));
  for (const { before, now, rows, touched, reshaped, deposit } of changes) {
    const started = start.samples.get(before.oid);
    const sampled =
      started && now && touched
        ? { ...started, after: await lookAgain(session, columnsOf(before, now), started.sample) }
        : undefined;
    verdicts.push(
      judgeTable({
        before,
        after: now,
        rows,
        touched,
        reshaped,
        declared,
        sampled,
        deposit,
        onlyNewColumns: backfilled.has(before.oid),
        printBefore: start.prints.get(before.oid),
        printAfter: prints.get(before.oid),
        printBeforeUp: beforeUp?.get(before.oid),
        relabelled: relabelled
          .filter(({ table, name }) => table.oid === before.oid && isDeclared(declared, table, name))
          .map(({ name }) => name),
      }),
    );
  }
  const undeclared = relabelled.filter(({ table, name }) => !isDeclared(declared, table, name));
  const renamed = renamedLabels(start.structure, after);
  const lost = [
    ...lossesBesidesTables(start.structure, after, deposits, isAskedFor),
    ...largeObjectLosses(start.counters, counters),
    // What no column of a table shows cannot be declared.
    ...renamed.filter(({ type }) => !relabelled.some((each) => each.type === type)).map(({ words }) => words),
  ];
  const otherLosses = [
    ...lost,
    ...renamed.filter(({ type }) => undeclared.some((each) => each.type === type)).map(({ words }) => words),
  ];
  const failed = verdicts.filter(({ holds }) => !holds);
  const canBeDeclared = lost.length === 0 && failed.every(({ toDeclare }) => toDeclare !== undefined);
  const toDeclare = [
    ...failed.flatMap(({ table, toDeclare: names = [] }) => names.map((name) => `${table}.${name}`)),
    ...undeclared.map(({ table, name }) => `${tableName(table)}.${name}`),
  ];
  const touched = changes.filter((change) => change.touched);
  const sequencesAfter = new Set(after.sequences.map(({ oid }) => oid));
  const proof: Proof = {
    verdicts,
    otherLosses,
    ...(canBeDeclared && toDeclare.length > 0 ? { toDeclare: [...new Set(toDeclare)] } : {}),
    touched: touched.map(({ before }) => tableName(before)),
    toCompare: touched
      .filter(({ before }) => !backfilled.has(before.oid))
      .map(({ before }) => tableName(before)),
    rewritten: changes
      .filter(({ before, now }) => now?.fileNode !== before.fileNode)
      .map(({ before }) => tableName(before)),
    printMs: new Map(
      changes.flatMap(({ before }) => {
        const ms = printMs.get(before.oid);
        return ms === undefined ? [] : [[tableName(before), ms] as const];
      }),
    ),
    written: changes
      .filter((change) => change.touched || change.rows.inserted > 0)
      .map(({ before }) => before.oid),
    dropped: judged.flatMap((before) => droppedOf(before, afterByOid.get(before.oid))),
    deleted: changes.flatMap(({ before, reshaped, rows, deposit }) => {
      if (blind || reshaped || !isOnlyDeleted(rows)) return [];
      const gone = deposit?.deletes
        ? deletedRows(deposit, rows)
        : fewerRows(start.prints.get(before.oid), prints.get(before.oid));
      return gone > 0 ? [{ table: tableName(before), rows: gone }] : [];
    }),
    deposits: [...deposits.values()],
    goneSequences: start.structure.sequences.filter(
      ({ oid, owner }) => owner === undefined && !sequencesAfter.has(oid),
    ),
    holds: otherLosses.length === 0 && verdicts.every(({ holds }) => holds),
  };
  return { proof, after };
}

/** The counters count what a subtransaction deleted that was rolled back, too: what is gone is told by what is left. */
function fewerRows(before: TableFingerprint | undefined, after: TableFingerprint | undefined): number {
  return before && after ? Number(BigInt(before.rows) - BigInt(after.rows)) : 0;
}

/** Whether rows that existed may have changed; inserted rows leave the others alone. */
function changesRows(rows: RowCounters): boolean {
  return rows.updated > 0 || rows.deleted > 0;
}

/** Another storage, or a column that is gone or is something else. */
function isReshaped(before: TableState, now: TableState | undefined): boolean {
  return (
    !now ||
    now.fileNode !== before.fileNode ||
    // Nobody has written to them since.
    (now.columns !== before.columns &&
      before.columns.some((column) => {
        const same = now.columns.find(({ number }) => number === column.number);
        return (
          !same ||
          same.type !== column.type ||
          same.name !== column.name ||
          otherCollation(column, same) !== undefined
        );
      }))
  );
}

/** The table as it is now, limited to the columns and the key that it had before. */
function columnsOf(before: TableState, now: TableState): TableState {
  const numbers = new Set(comparedColumns(before).map(({ number }) => number));
  return { ...now, key: before.key, columns: now.columns.filter(({ number }) => numbers.has(number)) };
}

/** A table without the columns that are gone and in escrow. */
function without(before: TableState, now: TableState, deposit: Deposit): TableState {
  const isThere = ({ number }: { readonly number: number }) =>
    now.columns.some((column) => column.number === number);
  const columns = before.columns.filter(
    (column) => isThere(column) || !deposit.columns.includes(column.name),
  );
  const hasKey = before.key.every((number) => columns.some((column) => column.number === number));
  return { ...before, columns, key: hasKey ? before.key : [] };
}

function droppedOf(before: TableState, now: TableState | undefined): readonly DroppedPart[] {
  const table = tableName(before);
  if (!now) return [{ table }];
  const gone = before.columns.filter(({ number }) => !now.columns.some((column) => column.number === number));
  return gone.length === 0 ? [] : [{ table, columns: gone.map(({ name }) => name) }];
}

function lossesBesidesTables(
  before: Structure,
  after: Structure,
  deposits: ReadonlyMap<string, Deposit>,
  isAskedFor: boolean,
): string[] {
  // Types go with the columns that had them, sequences with those that drew from them.
  const isKept = (owner: SequenceState['owner']): boolean => {
    const table = before.tables.find(({ oid }) => oid === owner?.table);
    const column = table?.columns.find(({ number }) => number === owner?.column);
    return column !== undefined && deposits.get(owner?.table ?? '')?.columns.includes(column.name) === true;
  };
  const losses = labelLosses(before, after);
  for (const [oid, [name, items]] of Object.entries(before.composites)) {
    const now = after.composites[oid]?.[1];
    const missing = items.filter((item) => now?.includes(item) === false);
    if (missing.length > 0)
      losses.push(`composite type ${name} lost ${missing.map((item) => `'${item}'`).join(', ')}`);
  }
  const sequences = new Map(after.sequences.map((sequence) => [sequence.oid, sequence]));
  for (const sequence of before.sequences) {
    const now = sequences.get(sequence.oid);
    if (!now && (isKept(sequence.owner) || isAskedFor || isFollowed(sequence, after))) continue;
    if (!now) losses.push(`sequence ${tableName(sequence)} is gone`);
    else if (isSetBack(sequence, now))
      losses.push(
        `sequence ${tableName(sequence)} was set back from ${sequence.lastValue} to ${now.lastValue ?? 'its start'}`,
      );
  }
  return losses;
}

/** Its column draws from another one by now, which goes on where it stood: serial to identity. */
function isFollowed(then: SequenceState, after: Structure): boolean {
  return after.sequences.some(
    ({ owner, ...next }) =>
      owner !== undefined &&
      owner.table === then.owner?.table &&
      owner.column === then.owner.column &&
      !isSetBack(then, next),
  );
}

/** A sequence that has moved away from its start goes on in its direction only. */
function isSetBack(then: SequenceState, now: SequenceState): boolean {
  if (then.lastValue === null) return false;
  if (now.lastValue === null) return true;
  const [from, to] = [BigInt(then.lastValue), BigInt(now.lastValue)];
  return then.descends ? to > from : to < from;
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
