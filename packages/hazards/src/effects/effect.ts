import type { Relation } from '../catalog/model';

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

/** Work whose time grows with the table. `update` writes new row versions; the others read or write whole files. */
export interface Work {
  readonly kind: 'rewrite' | 'scan' | 'build' | 'update';
  readonly relation: Relation;
  /** What is built, or why the table is read. */
  readonly note: string;
}

export interface PredictedError {
  readonly sqlstate: string;
  readonly message: string;
}

/** What one action would do to the server. */
export interface Effect {
  readonly locks: readonly RelationLock[];
  readonly work: readonly Work[];
  readonly error: PredictedError | null;
}

export const nothing: Effect = { locks: [], work: [], error: null };

/** Locks that stop other sessions from writing (and, for AccessExclusiveLock, from reading). */
export const blocksWriters = (mode: LockMode): boolean =>
  lockModes.indexOf(mode) >= lockModes.indexOf('ShareLock');

/** What the server and the session are like when the statement runs. */
export interface Conditions {
  readonly serverMajor: number;
  /** The statement runs in a transaction block, or in the implicit one of a string with several statements. */
  readonly inTransaction: boolean;
}

/** Puts several effects of one statement together. */
export function together(effects: readonly Effect[]): Effect {
  return {
    locks: effects.flatMap(({ locks }) => locks),
    work: effects.flatMap(({ work }) => work),
    error: effects.find(({ error }) => error !== null)?.error ?? null,
  };
}
