import type { Rule } from './rule';
import { quiet, risky, shown, touchesOld } from './rule';

/** Rows of a table can no longer be told apart by logical replication. */
export const replicaIdentity: Rule = {
  id: 'replica-identity',
  title: 'Rows of a table can no longer be told apart by logical replication',
  axis: 'operation',
  on: ['replica-identity'],
  why: 'Without a replica identity every UPDATE and DELETE on a published table fails.',
  safeWay: 'ALTER TABLE ... REPLICA IDENTITY DEFAULT (the primary key) or USING INDEX.',
  check(subject) {
    const { action } = subject;
    const off = action.kind === 'replica-identity' && action.nothing;
    return off && touchesOld(subject) ? risky(`takes the replica identity from ${shown(subject)}`) : quiet;
  },
};
