import type { GraphqlProbe } from '../../settings/hooks';
import { askGraphql, missingRecords } from '../graphql';
import type { Check } from './check';

/** A GraphQL query: every record that it returned before must be returned after. */
export function graphqlCheck(probe: GraphqlProbe): Check {
  return {
    name: probe.name ?? `the GraphQL endpoint ${probe.url} returns every record that it returned before`,
    code: 'RECORDS_NOT_RETURNED',
    next: 'Look at the migration and the sync command: an existing field or record is no longer served.',
    sample: (timeout, signal) => askGraphql(probe, signal, timeout),
    differences: async (sample, timeout, signal) =>
      missingRecords(sample, await askGraphql(probe, signal, timeout)),
  };
}
