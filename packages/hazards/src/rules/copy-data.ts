import type { Rule } from './rule';
import { dangerous, risky, quiet } from './rule';

/** COPY moves rows in or out. */
export const copyData: Rule = {
  id: 'copy-data',
  title: 'COPY moves rows in or out',
  axis: 'data',
  on: ['copy'],
  why: 'What COPY reads is not part of the migration, so nobody can review it; with PROGRAM it runs a command on the server.',
  safeWay: 'INSERT the rows in the migration, or load them with a reviewed tool outside of it.',
  check(subject) {
    const { action } = subject;
    if (action.kind !== 'copy') return quiet;
    return action.program
      ? dangerous('COPY runs a program on the database server')
      : risky(`COPY ${action.from ? 'reads rows into a table' : 'writes rows to a file'}`);
  },
};
