import type { Action } from '../sql/actions';
import type { Index, Relation } from '../catalog/model';

/** Table lock modes as PostgreSQL writes them in `pg_locks`, weakest first. */
export const lockModes = [
  'AccessShareLock',
  'RowShareLock',
  'RowExclusiveLock',
  'ShareUpdateExclusiveLock',
  'ShareLock',
  'ShareRowExclusiveLock',
  'ExclusiveLock',
  'AccessExclusiveLock',
] as const;

export type LockMode = (typeof lockModes)[number];

export interface RelationLock {
  readonly relation: Relation;
  readonly mode: LockMode;
}

/** A lock on an index that stands, and the name that it has just then. */
export interface IndexLock {
  readonly relation: Relation;
  readonly index: Index;
  readonly name: string;
  readonly mode: LockMode;
}

/**
 * Work whose time grows with the table. `rewrite` writes a new file and builds every index again, `scan` reads all rows, `build` reads
 * all rows and builds one index, `update` reads all rows and writes new versions, `empty` puts an empty file in the place of the old
 * one. `read` is what a query reads, on a snapshot: how it does so is the planner's choice, and no time is put on it.
 */
export interface Work {
  readonly kind: 'rewrite' | 'scan' | 'build' | 'update' | 'empty' | 'read';
  readonly relation: Relation;
  /** Why the table is read or written. */
  readonly note: string;
  /** The index that is built. */
  readonly index?: string;
}

export interface PredictedError {
  readonly sqlstate: string;
  readonly message: string;
}

/** What one action would do to the server. */
export interface Effect {
  readonly locks: readonly RelationLock[];
  /** Locks on indexes; what blocks a table is said by `locks` alone. */
  readonly indexLocks: readonly IndexLock[];
  readonly work: readonly Work[];
  readonly error: PredictedError | null;
  /** Something runs that cannot be followed: the effect may be more than this. */
  readonly opaque?: boolean;
  /** It ends with an error that the code around it catches: nothing is changed. */
  readonly caught?: boolean;
}

const none: readonly never[] = [];
export const nothing: Effect = { locks: none, indexLocks: none, work: none, error: null };

/** Locks that stop other sessions from writing (and, for AccessExclusiveLock, from reading). */
export const blocksWriters = (mode: LockMode): boolean => blocking.has(mode);
const blocking: ReadonlySet<LockMode> = new Set(lockModes.slice(lockModes.indexOf('ShareLock')));

/** What the server and the session are like when the statement runs. */
export interface Conditions {
  readonly serverMajor: number;
  /** The statement runs in a transaction block, or in the implicit one of a string with several statements. */
  readonly inTransaction: boolean;
  /** The session's TimeZone, where it is known: between timestamp and timestamptz only UTC is free. */
  readonly timeZone?: string;
  /** All actions of the statement: what DROP a, b and TRUNCATE a, b leave out together is in nobody's way. */
  readonly alongside?: readonly Action[];
  /** What the statement has set off so far: triggers, functions and foreign keys may go in circles. */
  readonly setOff?: Set<string>;
}

/** Puts several effects of one statement together. */
export const together = (...parts: readonly Effect[]): Effect => allOf(parts);

/** The same, however many there are. */
export function allOf(all: readonly Effect[]): Effect {
  const parts = all.filter((part) => part !== nothing);
  if (parts.length < 3) {
    const [first = nothing, second] = parts;
    return second === undefined ? first : both(first, second);
  }
  const effect = {
    locks: parts.flatMap(({ locks }) => locks),
    indexLocks: parts.flatMap(({ indexLocks }) => indexLocks),
    work: parts.flatMap(({ work }) => work),
    error: parts.find(({ error }) => error !== null)?.error ?? null,
  };
  return parts.some(({ opaque }) => opaque === true) ? { ...effect, opaque: true } : effect;
}

function both(one: Effect, other: Effect): Effect {
  const effect = {
    locks: joined(one.locks, other.locks),
    indexLocks: joined(one.indexLocks, other.indexLocks),
    work: joined(one.work, other.work),
    error: one.error ?? other.error,
  };
  return one.opaque === true || other.opaque === true ? { ...effect, opaque: true } : effect;
}

// Most effects have one kind of thing, and most lists are empty: nothing is copied then.
const joined = <T>(one: readonly T[], other: readonly T[]): readonly T[] =>
  one.length === 0 ? other : other.length === 0 ? one : [...one, ...other];

/** The same effect, each lock said once. */
export function onceEach(effect: Effect): Effect {
  const seen = new Map<object, Set<LockMode>>();
  const isFirst = (it: object, mode: LockMode): boolean => {
    const modes = seen.get(it) ?? new Set();
    seen.set(it, modes);
    return modes.size < modes.add(mode).size;
  };
  return {
    ...effect,
    locks: effect.locks.filter(({ relation, mode }) => isFirst(relation, mode)),
    indexLocks: effect.indexLocks.filter(({ index, mode }) => isFirst(index, mode)),
  };
}

function locksOn(relations: Iterable<Relation | undefined>, mode: LockMode): readonly RelationLock[] {
  const locks: RelationLock[] = [];
  for (const relation of relations) if (relation !== undefined) locks.push({ relation, mode });
  return locks;
}

/** The same lock on several relations. */
export const lockAll = (relations: Iterable<Relation | undefined>, mode: LockMode): Effect => ({
  locks: locksOn(relations, mode),
  indexLocks: none,
  work: none,
  error: null,
});

/** The same lock on indexes of several relations: on all of them, or on those that are wanted. */
export const lockIndexes = (
  relations: Iterable<Relation | undefined>,
  mode: LockMode,
  wanted: (index: Index, relation: Relation) => boolean = () => true,
): Effect => ({
  locks: none,
  indexLocks: [...relations].flatMap((relation) =>
    relation === undefined
      ? []
      : [...relation.indexes.values()]
          .filter((index) => wanted(index, relation))
          .map((index) => ({ relation, index, name: `${relation.schema}.${index.name}`, mode })),
  ),
  work: none,
  error: null,
});

export const doing = (...work: readonly Work[]): Effect =>
  work.length === 0 ? nothing : { locks: none, indexLocks: none, work, error: null };

export const failing = (sqlstate: string, message: string): Effect => ({
  ...nothing,
  error: { sqlstate, message },
});

export const scan = (relation: Relation, note: string): Work => ({ kind: 'scan', relation, note });
export const rewrite = (relation: Relation, note: string): Work => ({ kind: 'rewrite', relation, note });
export const build = (relation: Relation, index: string): Work => ({
  kind: 'build',
  relation,
  note: `builds ${index}`,
  index,
});
