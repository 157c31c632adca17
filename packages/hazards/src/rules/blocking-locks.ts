import type { Relation } from '../catalog/model';
import { isNew } from '../catalog/model';
import type { RelationLock } from '../effects/effect';
import { blocksWriters } from '../effects/effect';
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

/** The earlier steps of the transaction that a step runs in, the latest first; none outside of one. */
export function* earlierInTransaction({ past, conditions }: Subject): Generator<Step> {
  if (!conditions.inTransaction) return;
  for (let at = past.length - 1; at >= 0; at -= 1) {
    const step = past[at];
    if (step === undefined || !step.conditions.inTransaction || step.action.kind === 'transaction') return;
    yield step;
  }
}
