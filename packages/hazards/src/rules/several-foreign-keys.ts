import { qualified } from '../catalog/model';
import { earlierInTransaction, parentsOf } from './blocking-locks';
import type { Rule } from './rule';
import { advice, quiet } from './rule';

/** One transaction makes foreign keys to several tables. */
export const severalForeignKeys: Rule = {
  id: 'several-foreign-keys',
  title: 'One transaction makes foreign keys to several tables',
  axis: 'operation',
  on: ['add-column', 'add-constraint', 'create-table'],
  why: 'Each locks its parent against writers until the transaction ends; two parents that the application writes in the other order are a deadlock.',
  safeWay: 'One foreign key per migration, where its parent is a table that is written to.',
  check(subject) {
    const now = parentsOf(subject, subject.catalog);
    if (now.size === 0) return quiet;
    const all = new Set([...now, ...earlierInTransaction(subject).parents]);
    if (all.size < 2) return quiet;
    return advice(`foreign keys of one transaction lock ${[...all].map(qualified).sort().join(' and ')}`);
  },
};
