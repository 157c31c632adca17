import type { Catalog } from '../catalog/catalog';
import type { Relation } from '../catalog/model';
import { isNew } from '../catalog/model';
import { isOwn } from '../effects/create-table';
import type { RelationLock } from '../effects/effect';
import { blocksWriters } from '../effects/effect';
import { newForeignKeys } from './foreign-keys';
import type { Step, Subject } from './rule';

/** The locks on tables from before that stop others from writing. A statement that fails at once keeps none. */
export const blockingLocks = ({ effect }: Step): readonly RelationLock[] =>
  effect.error !== null
    ? []
    : effect.locks.filter(({ relation, mode }) => blocksWriters(mode) && !isNew(relation));

/** Whether the step locks a table from before against everybody. */
export const locksOut = (step: Step, relation: Relation | null = step.relation): boolean =>
  relation !== null &&
  step.effect.locks.some(
    (lock) => lock.relation === relation && lock.mode === 'AccessExclusiveLock' && !isNew(relation),
  );

/** What a transaction has done so far to tables that stood before. */
export interface TransactionSoFar {
  /** Tables that everybody is locked out of. */
  readonly lockedOut: Set<Relation>;
  /** Tables that a subcommand of ALTER TABLE went over from end to end, with the last statement that did. */
  readonly passed: Map<Relation, string>;
  /** Parents of foreign keys that were made. */
  readonly parents: Set<Relation>;
  transaction: number;
}

const known = new WeakMap<readonly Step[], { looked: number; readonly soFar: TransactionSoFar }>();

/**
 * What the transaction of a step did before it; nothing outside of one. A recording only grows, so that each of its steps is looked at
 * once, however often this is asked.
 */
export function earlierInTransaction({ past, conditions, catalog, transaction }: Subject): TransactionSoFar {
  const found = known.get(past) ?? { looked: 0, soFar: fresh() };
  known.set(past, found);
  for (; found.looked < past.length; found.looked += 1) {
    const step = past[found.looked];
    if (step !== undefined) note(step, found.soFar, catalog);
  }
  return conditions.inTransaction && found.soFar.transaction === transaction ? found.soFar : fresh();
}

const fresh = (): TransactionSoFar => ({
  lockedOut: new Set(),
  passed: new Map(),
  parents: new Set(),
  transaction: -1,
});

function note(step: Step, soFar: TransactionSoFar, catalog: Catalog): void {
  const { lockedOut, passed, parents } = soFar;
  const outside = !step.conditions.inTransaction || step.action.kind === 'transaction';
  if (outside || step.transaction !== soFar.transaction)
    for (const each of [lockedOut, passed, parents]) each.clear();
  soFar.transaction = step.transaction;
  if (outside) return;
  const { relation } = step;
  if (relation !== null && locksOut(step)) lockedOut.add(relation);
  if (relation !== null && passes(step)) passed.set(relation, step.text.sql);
  for (const parent of parentsOf(step, catalog)) parents.add(parent);
}

/** Whether the step is a subcommand of ALTER TABLE that goes over the rows of its table. */
export const passes = ({ action, effect, relation }: Step): boolean =>
  'ifExists' in action &&
  'table' in action &&
  effect.work.some((work) => work.relation === relation && (work.kind === 'scan' || work.kind === 'rewrite'));

/** The tables from before that foreign keys of this step point to. */
export const parentsOf = (step: Step, catalog: Catalog): ReadonlySet<Relation> =>
  new Set(
    newForeignKeys(step)
      .filter(({ foreign }) => step.action.kind !== 'create-table' || !isOwn(foreign.parent, step.action))
      .map(({ foreign }) => catalog.spokenOf(foreign.parent))
      // Nobody else sees a table of this recording, also once an old one points to it.
      .filter(({ origin }) => origin === 'before'),
  );
