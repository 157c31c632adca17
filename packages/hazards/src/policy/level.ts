import type { Level } from '../contract';

const order: readonly Level[] = ['safe', 'risky', 'dangerous'];

/** Whether a level is as bad as a limit, or worse. */
export const reaches = (level: Level, limit: Level): boolean => order.indexOf(level) >= order.indexOf(limit);

/** The worst of some levels; `safe` where there are none. */
export const worst = (levels: readonly Level[]): Level =>
  levels.reduce<Level>(
    (found, level) => (order.indexOf(level) > order.indexOf(found) ? level : found),
    'safe',
  );
