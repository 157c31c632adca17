import { milliseconds } from '../sql/durations';
import type { Rule } from './rule';
import { quiet, rewriteOf, risky } from './rule';

/** Longer than this, and those who wait behind the statement give up first (milliseconds). */
const SANE = 10_000;

/** A lock_timeout that protects nobody. */
export const lockTimeoutTooLong: Rule = {
  id: 'lock-timeout-too-long',
  title: 'A lock_timeout that protects nobody',
  axis: 'operation',
  on: ['setting'],
  why: 'For so long everybody who wants the table waits behind the statement; requests time out before it does.',
  safeWay: "SET lock_timeout = '2s', and try again where it runs out.",
  check({ action, text }) {
    if (action.kind !== 'setting' || action.name !== 'lock_timeout' || action.value === null) return quiet;
    const time = milliseconds(action.value);
    if (time === null || time <= SANE) return quiet;
    const scope = action.local ? 'SET LOCAL' : 'SET';
    return risky(
      `lets statements wait ${time / 1000} s for a lock`,
      rewriteOf(/^set\s/i.test(text.sql) ? [`${scope} lock_timeout = '2s'`] : undefined),
    );
  },
};
