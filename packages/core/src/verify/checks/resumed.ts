import { isDeepStrictEqual } from 'node:util';
import type { GraphqlProbe, VerifyCheck } from '../../settings/hooks';
import type { Checks, Samples } from './check';

/** The checks of an interrupted run, to be made by whoever finishes it. */
export interface ResumedChecks {
  readonly checks: Checks;
  readonly samples: Samples;
  /** Checks that compare with before and that nobody asked before: they cannot be made any more. */
  readonly left: readonly (GraphqlProbe | VerifyCheck)[];
}

/**
 * Those that are configured now, else those that the run began with; each with what it returned before. Somebody who corrects a check that
 * failed must be able to finish the run with it.
 */
export function resumedChecks(
  now: Checks,
  then: Partial<Checks> & { readonly samples?: Samples },
): ResumedChecks {
  const { graphql: probes = [], verify: others = [], samples = [] } = then;
  const asked = [...probes, ...others];
  const graphql = withSamples(now.graphql.length > 0 ? now.graphql : probes, asked, samples);
  const verify = withSamples(now.verify.length > 0 ? now.verify : others, asked, samples);
  return {
    checks: { graphql: graphql.kept.map(([check]) => check), verify: verify.kept.map(([check]) => check) },
    samples: [...graphql.kept, ...verify.kept].map(([, sample]) => sample),
    left: [...graphql.left, ...verify.left],
  };
}

function withSamples<T extends GraphqlProbe | VerifyCheck>(
  wanted: readonly T[],
  asked: readonly (GraphqlProbe | VerifyCheck)[],
  samples: Samples,
): { readonly kept: readonly (readonly [T, string])[]; readonly left: readonly T[] } {
  const all = wanted.map(
    (check) => [check, samples[asked.findIndex((each) => isDeepStrictEqual(each, check))]] as const,
  );
  const kept = all.flatMap(([check, sample]) =>
    sample !== undefined || !compares(check) ? [[check, sample ?? 'null'] as const] : [],
  );
  return {
    kept,
    left: all.flatMap(([check, sample]) => (sample === undefined && compares(check) ? [check] : [])),
  };
}

/** Whether a check says something about what was there before. */
export function compares(check: GraphqlProbe | VerifyCheck): boolean {
  return 'query' in check || ('expect' in check && (check.expect === 'same' || check.expect === 'kept'));
}
