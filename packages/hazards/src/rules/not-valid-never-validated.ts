import { defaultName } from '../catalog/default-names';
import { qualified } from '../catalog/model';
import { quoteName } from '../sql/names';
import type { Rule } from './rule';
import { advice, quiet, shown, touchesOld } from './rule';
import { tableSql } from './suggest/sql';

/** A constraint is added NOT VALID, and nothing in the review validates it. */
export const notValidNeverValidated: Rule = {
  id: 'not-valid-never-validated',
  title: 'A constraint is added NOT VALID, and nothing in the review validates it',
  axis: 'data',
  on: ['add-constraint'],
  why: 'It holds for new rows only: old rows may break it for years, the planner cannot use it, and a later dump may not restore.',
  safeWay: 'VALIDATE CONSTRAINT in the next migration, when this one is through.',
  check(subject) {
    const { action, relation } = subject;
    if (action.kind !== 'add-constraint' || relation === null || !touchesOld(subject)) return quiet;
    const { constraint } = action;
    if (!constraint.notValid || !constraint.enforced) return quiet;
    const name = constraint.name ?? defaultName(relation.name, constraint);
    return advice(`"${name}" of ${shown(subject)} is added NOT VALID and never validated`, {
      safeWay: `In the next migration: ALTER TABLE ${tableSql(relation)} VALIDATE CONSTRAINT ${quoteName(name)}`,
      holds: ({ catalog }) =>
        catalog.relations.get(qualified(relation)) === relation &&
        relation.constraints.get(name)?.valid === false,
    });
  },
};
