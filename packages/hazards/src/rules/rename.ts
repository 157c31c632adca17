import type { Relation } from '../catalog/model';
import type { Action } from '../sql/actions';
import { quoteName, showName } from '../sql/names';
import type { Rule, Subject } from './rule';
import { dangerous, quiet, rewriteOf, risky, shown, touchesOld } from './rule';
import { tableSql, typeSql } from './suggest/sql';

/** Something that stood before is renamed. */
export const rename: Rule = {
  id: 'rename',
  title: 'Something that stood before is renamed',
  axis: 'compatibility',
  on: ['rename'],
  why: 'Code of the previous release still uses the old name and fails from that moment on, on every version of PostgreSQL.',
  safeWay:
    'Add the new column, write to both, copy the values, switch reads, and drop the old one in a later phase.',
  check(subject) {
    const { action, relation } = subject;
    if (action.kind !== 'rename' || harmless.has(action.object) || isOwn(subject)) return quiet;
    const what =
      action.object === 'column'
        ? `column "${action.part ?? ''}" of ${shown(subject)}`
        : action.object === 'enum-value'
          ? `label '${action.part ?? ''}' of ${showName(action.name)}`
          : `${action.object} ${showName(action.name)}`;
    const message = `renames ${what} to "${action.to}"`;
    const safeWay = SAFE_WAYS[action.object];
    if (safeWay !== undefined) return dangerous(message, { safeWay });
    return ['function', 'collation', 'other'].includes(action.object)
      ? risky(message)
      : dangerous(message, rewriteOf(expandStep(action, relation)));
  },
};

/** Where it is not a column. */
const SAFE_WAYS: Readonly<Record<string, string>> = {
  table:
    'Keep the table, or put a view under the old name into the same migration; drop the view in a later phase.',
  'enum-value':
    'Add the new label beside the old one (ALTER TYPE ... ADD VALUE), and write and read both until no release knows the old one.',
  type: 'Leave the name; a type that is swapped for another: see enum-swap.',
  sequence: 'Leave the name, or rename it when no code draws from it by name.',
};

/** Names that no query of an application mentions. */
const harmless = new Set(['index', 'constraint', 'trigger', 'policy', 'rule', 'statistics']);

function isOwn(subject: Subject): boolean {
  const { action, relation, catalog } = subject;
  if (action.kind !== 'rename') return false;
  if (action.object === 'column')
    return !touchesOld(subject) || relation?.columns.get(action.part ?? '')?.origin === 'here';
  if (action.object === 'type' || action.object === 'domain' || action.object === 'enum-value')
    return catalog.findType(action.name)?.origin === 'here';
  if (relation !== null) return relation.origin === 'here';
  return catalog.madeHere(action.object, action.name.name);
}

/** The first step of the safe way: the column under its new name, beside the old one. */
function expandStep(
  action: Extract<Action, { kind: 'rename' }>,
  relation: Relation | null,
): readonly string[] {
  const type = action.object === 'column' ? relation?.columns.get(action.part ?? '')?.type : undefined;
  if (relation === null || relation.kind !== 'table' || type === undefined || type === null) return [];
  return [`ALTER TABLE ${tableSql(relation)} ADD COLUMN ${quoteName(action.to)} ${typeSql(type)}`];
}
