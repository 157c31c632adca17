import { usageError } from '../errors';

/** One moment, written the two ways a migration needs it. */
export interface MigrationStamp {
  /** Milliseconds since 1970, 13 digits, a whole second: the end of the class name, by which TypeORM orders. */
  readonly epochMs: number;
  /** `YYYYMMDDHHMMSS` in UTC: the start of the file name, by which people order. */
  readonly filePrefix: string;
}

/** The greatest whole second whose epoch milliseconds have 13 digits (year 2286). */
export const LAST_STAMP_MS = 9_999_999_999_000;

/** Before this (2015-01-01) a clock is not set; TypeORM itself is younger. */
const FIRST_PLAUSIBLE_MS = Date.UTC(2015, 0, 1);
const DAY_MS = 86_400_000;

/** What a folder already holds, reduced to what ordering needs. */
export interface LatestStamp {
  readonly file: string;
  /** Milliseconds since 1970. */
  readonly epochMs: number;
}

export function stampAt(epochMs: number): MigrationStamp {
  const filePrefix = new Date(epochMs).toISOString().slice(0, 19).replace(/\D/g, '');
  return { epochMs, filePrefix };
}

/** The moment that a `YYYYMMDDHHMMSS` prefix names (UTC), or undefined where it is not a date. */
export function parseFilePrefix(digits: string): number | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(digits);
  if (!parts) return undefined;
  const [year, month, day, hour, minute, second] = parts.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const epochMs = Date.UTC(year, month - 1, day, hour, minute, second);
  return stampAt(epochMs).filePrefix === digits ? epochMs : undefined;
}

/**
 * The stamp of a new migration: the current second, or one second after the latest existing migration when the clock is
 * not beyond it.
 *
 * @throws SafeMigrateError `STAMP_EXHAUSTED` when nothing of 13 digits can follow, `CLOCK_NOT_SET` when the clock is
 *   before 2015 and no existing migration says otherwise.
 */
export function nextStamp(
  now: Date,
  latest: LatestStamp | undefined,
): { readonly stamp: MigrationStamp; readonly warnings: readonly string[] } {
  const clock = wholeSecond(now.getTime());
  const follows = latest !== undefined && latest.epochMs >= clock;
  const epochMs = follows ? wholeSecond(latest.epochMs) + 1000 : clock;

  if (epochMs > LAST_STAMP_MS) {
    throw usageError({
      code: 'STAMP_EXHAUSTED',
      what: `No migration can come after ${latest?.file ?? 'the current time'}.`,
      why: `TypeORM orders by the last 13 digits of the class name, and this one stands for ${describe(latest?.epochMs ?? epochMs)}.`,
      next: `correct the stamp of ${latest?.file ?? 'the system clock'} (13 digits, milliseconds since 1970), then run this again`,
    });
  }
  if (epochMs < FIRST_PLAUSIBLE_MS) {
    throw usageError({
      code: 'CLOCK_NOT_SET',
      what: `The clock of this machine says ${now.toISOString()}.`,
      why: 'A migration is stamped with the current time, and this one would sort before every real migration.',
      next: 'set the clock, then run this again',
    });
  }
  const farAhead = latest !== undefined && latest.epochMs > now.getTime() + DAY_MS;
  return {
    stamp: stampAt(epochMs),
    warnings: farAhead
      ? [
          `${latest.file} is stamped ${describe(latest.epochMs)}, more than a day ahead of the clock; the new migration follows it`,
        ]
      : [],
  };
}

function wholeSecond(epochMs: number): number {
  return Math.floor(epochMs / 1000) * 1000;
}

function describe(epochMs: number): string {
  const date = new Date(epochMs);
  return Number.isNaN(date.getTime()) ? String(epochMs) : date.toISOString();
}
