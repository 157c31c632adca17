import type { Relation } from '../catalog/model';
import { isNew, qualified } from '../catalog/model';
import { earlierInTransaction } from './blocking-locks';
import { newForeignKeys } from './foreign-keys';
import type { Rule, Step, Subject } from './rule';
import { advice, quiet } from './rule';

/** One transaction makes foreign keys to several tables. */
export const severalForeignKeys: Rule = {
  id: 'several-foreign-keys',
  title: 'One transaction makes foreign keys to several tables',
  axis: 'operation',
  why: 'Each locks its parent against writers until the transaction ends; two parents that the application writes in the other order are a deadlock.',
  safeWay: 'One foreign key per migration, where its parent is a table that is written to.',
  check(subject) {
    const now = parentsOf(subject, subject);
    if (now.size === 0) return quiet;
    const all = new Set(now);
    for (const step of earlierInTransaction(subject)) {
      if (all.size > now.size) break;
      for (const parent of parentsOf(step, subject)) all.add(parent);
    }
    if (all.size < 2) return quiet;
    return advice(`foreign keys of one transaction lock ${[...all].map(qualified).sort().join(' and ')}`);
  },
};

const parentsOf = (step: Step, { catalog }: Subject): ReadonlySet<Relation> =>
  new Set(
    newForeignKeys(step)
      .map(({ foreign }) => catalog.resolve(foreign.parent))
      .filter((parent) => !isNew(parent)),
  );
