import type { Finding } from '../contract';
import { isTooLong, LOCK_BUDGET_SECONDS } from '../effects/cost';
import type { Verdict } from '../rules/rule';

/** Every step is short enough by itself, but the transaction holds its locks until the end: the times add up. */
export const longTransaction = {
  id: 'long-transaction',
  title: 'The steps of one transaction together block for too long',
  why: 'A lock is held until the transaction ends, so that the time of every later statement counts.',
  safeWay: 'Split the migration: DDL first, the long steps in migrations of their own.',
  /** The verdict on the step that takes the sum over the budget, unless a finding about time was made for it already. */
  verdict(before: number | null, after: number | null, found: readonly Finding[]): Verdict | null {
    if (isTooLong(before) || !isTooLong(after) || found.some(({ level }) => level !== 'safe')) return null;
    return {
      level: 'risky',
      message: `the statements of this transaction block others for more than ${LOCK_BUDGET_SECONDS} s together`,
    };
  },
};
