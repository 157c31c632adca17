import { inAttempts } from '../../hooks/attempts';
import type { HookPlace } from '../../hooks/command';
import { SafeMigrateError } from '../../errors';
import { serverError } from '../../target/server-error';
import type { Emit } from '../../events';
import type { GraphqlProbe, Patience, VerifyCheck } from '../../settings/hooks';
import type { ConnectionParameters } from '../../target/connection';
import { commandCheck } from './command';
import { graphqlCheck } from './graphql';
import { httpCheck } from './http';
import { sqlCheck } from './sql';

/** What checks need. */
export interface CheckPlace extends HookPlace {
  readonly connection: ConnectionParameters;
  readonly emit?: Emit;
}

/** One kind of check. Both methods may throw, too: then the thing could not be asked. */
export interface Check {
  /** What is shown of it. */
  readonly name: string;
  /** Code of the error where it does not hold. */
  readonly code: string;
  /** What to do then. */
  readonly next: string;
  /** Throws where it is known to be unanswerable, without asking anybody: a variable that is not set. */
  readonly assertAnswerable?: () => void;
  /** What it returns before the migrations; undefined where nothing is compared. */
  readonly sample?: (timeout: number, signal?: AbortSignal) => Promise<unknown>;
  /** What is wrong now, one line each; empty where it holds. */
  readonly differences: (
    sample: unknown,
    timeout: number,
    signal?: AbortSignal,
  ) => Promise<readonly string[]>;
}

/** How one check went. */
export interface CheckRecord {
  readonly name: string;
  readonly holds: boolean;
  readonly attempts: number;
  readonly durationMs: number;
  readonly differences: readonly string[];
}

/** Samples as text, one per check; what a journal keeps must not depend on which characters JSON in the database may hold. */
export type Samples = readonly string[];

/** All checks of a run: those of `verify`, and the probes of `graphql`. */
export interface Checks {
  readonly verify: readonly VerifyCheck[];
  readonly graphql: readonly GraphqlProbe[];
}

/** Milliseconds that one attempt takes at most, where the check does not say. */
const TIMEOUT_MS = 30_000;
const SHOWN = 10;

function opened({ verify, graphql }: Checks, place: CheckPlace): readonly (readonly [Check, Patience])[] {
  return [
    ...graphql.map((probe) => [graphqlCheck(probe), probe] as const),
    ...verify.map((check) => [openCheck(check, place), check] as const),
  ];
}

function openCheck(check: VerifyCheck, place: CheckPlace): Check {
  if ('sql' in check) return sqlCheck(check, place.connection);
  if ('http' in check) return httpCheck(check);
  return commandCheck(check, place);
}

/**
 * Asks before the migrations what is to be compared after them.
 *
 * @throws SafeMigrateError of the check that cannot be asked now: nothing could be said of it afterwards
 */
export async function takeSamples(checks: Checks, place: CheckPlace): Promise<Samples> {
  const all = opened(checks, place);
  for (const [check] of all) check.assertAnswerable?.();
  return Promise.all(
    all.map(async ([{ name, code, sample }, patience]) => {
      if (!sample) return 'null';
      const taken = await inAttempts(
        patience,
        () => attempt(() => sample(patience.timeout ?? TIMEOUT_MS, place.signal), place.signal),
        { ...retrying(name, place), failed: ({ error }) => error?.what },
      );
      if (taken.error) throw taken.error;
      const text = JSON.stringify(taken.result ?? null);
      if (text.length > LARGEST_SAMPLE) throw tooLarge(name, code, text.length);
      return text;
    }),
  );
}

/** A sample is kept in the journal until the run is settled. */
const LARGEST_SAMPLE = 4_000_000;

function tooLarge(name: string, code: string, characters: number): SafeMigrateError {
  return new SafeMigrateError(
    {
      code,
      what: `${name} returns too much to be kept for a comparison: ${(characters / 1e6).toFixed(1)} million characters.`,
      why: `At most ${LARGEST_SAMPLE / 1e6} million are kept.`,
      next: 'Ask for less: some records, or counts and sums.',
    },
    'usage',
  );
}

/**
 * Asks again after the migrations, every check, whatever became of the one before it.
 *
 * @throws SafeMigrateError with every difference, under the code of the first check that does not hold
 */
export async function runChecks(
  checks: Checks,
  samples: Samples,
  place: CheckPlace,
  onCheck: (record: CheckRecord) => void = () => undefined,
): Promise<number> {
  const all = opened(checks, place);
  const failed: {
    readonly check: Check;
    readonly lines: readonly string[];
    readonly error?: SafeMigrateError;
  }[] = [];
  for (const [index, [check, patience]] of all.entries()) {
    const since = performance.now();
    let attempts = 0;
    const sample: unknown = JSON.parse(samples[index] ?? 'null');
    const { result, error } = await inAttempts(
      patience,
      (number) => {
        attempts = number;
        return attempt(
          () => check.differences(sample, patience.timeout ?? TIMEOUT_MS, place.signal),
          place.signal,
        );
      },
      { ...retrying(check.name, place), failed: (looked) => looked.error?.what ?? looked.result?.[0] },
    );
    const lines = error ? [error.what, error.why] : (result ?? []);
    onCheck({
      ...{ name: check.name, holds: lines.length === 0, attempts },
      durationMs: Math.round(performance.now() - since),
      differences: lines.slice(0, SHOWN),
    });
    if (lines.length > 0) failed.push({ check, lines, error });
  }
  const [first] = failed;
  if (!first) return all.length;
  if (first.error && failed.length === 1) throw first.error;
  throw new SafeMigrateError({
    code: first.error?.code ?? first.check.code,
    what:
      failed.length === 1
        ? `What is checked after the migrations does not hold: ${first.check.name}`
        : `${failed.length} of ${all.length} checks do not hold after the migrations.`,
    why: failed
      .flatMap(({ check, lines }) => [...(failed.length > 1 ? [`${check.name}:`] : []), ...shortened(lines)])
      .join('\n'),
    next: first.error?.next ?? first.check.next,
  });
}

const shortened = (lines: readonly string[]): readonly string[] =>
  lines.length <= SHOWN ? lines : [...lines.slice(0, SHOWN), `and ${lines.length - SHOWN} more`];

const retrying = (name: string, { emit, signal }: CheckPlace) => ({
  onRetry: (words: string) => emit?.({ kind: 'warning', message: `${name}: ${words}` }),
  signal,
});

/** A failure to ask is a result too: it is tried again as any other. */
async function attempt<T>(
  act: () => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<{ readonly result?: T; readonly error?: SafeMigrateError }> {
  try {
    return { result: await act() };
  } catch (error) {
    if (signal?.aborted) throw error;
    if (error instanceof SafeMigrateError) return { error };
    const known = serverError(error);
    if (known) return { error: known };
    throw error;
  }
}
