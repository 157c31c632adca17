import type { Constraint, Relation } from '../catalog/model';
import { isTooLong } from '../effects/cost';
import type { ConstraintSpec } from '../sql/actions';
import type { Rule, Subject } from './rule';
import { advice, blockedSeconds, quiet, risky, shown, touchesOld } from './rule';
import { columnsToTest, domainUses, isFresh } from './suggest/tested-columns';
import { commandText } from './suggest/alter-command';
import { constraintNode } from './suggest/constraint-steps';
import { wordsOf } from './suggest/tokens';
import {
  checkCondition,
  conflicts,
  duplicates,
  indexParts,
  nulls,
  orphans,
  orphansOf,
  violators,
} from './suggest/precheck';
import { quoteName } from '../sql/names';

/** Rows that are there already may break a new constraint. */
export const existingRowsMayViolate: Rule = {
  id: 'existing-rows-may-violate',
  title: 'Rows that are there already may break a new constraint',
  axis: 'error',
  on: ['add-column', 'add-constraint', 'alter-domain', 'create-index', 'set-not-null', 'validate-constraint'],
  why: 'One row that breaks it stops the migration in the middle of the deployment; an index that is built CONCURRENTLY stays behind as INVALID.',
  safeWay: 'Look for such rows first, with a query that finds them, and put them right in a step of its own.',
  check(subject) {
    if (subject.direction === 'down') return quiet;
    const found = tested(subject);
    if (found === null) return quiet;
    const query =
      found.query === null ? {} : { safeWay: `Look first; this must find nothing: ${found.query}` };
    const message = `${found.what}; a row that is there already may break it`;
    // What keeps nobody waiting fails by itself; where it runs for long under a lock, everybody has waited for nothing.
    return isTooLong(blockedSeconds(subject)) ? risky(message, query) : advice(message, query);
  },
};

interface Tested {
  readonly what: string;
  readonly query: string | null;
}

function tested(subject: Subject): Tested | null {
  const { action, relation, catalog } = subject;
  if (action.kind === 'alter-domain') return ofDomain(subject);
  if (relation === null || !touchesOld(subject)) return null;
  switch (action.kind) {
    case 'add-constraint':
      return action.constraint.notValid || !action.constraint.enforced
        ? null
        : ofConstraint(subject, relation, action.constraint);
    case 'create-index':
      return action.unique ? ofIndex(subject, relation) : null;
    case 'set-not-null':
      return ofNotNull(subject, relation, action.column);
    case 'validate-constraint': {
      const constraint = relation.constraints.get(action.name);
      if (constraint?.valid === true) return null;
      return {
        what: `tests "${action.name}" on the rows of ${shown(subject)}`,
        query: constraint === undefined ? null : ofStanding(subject, relation, constraint),
      };
    }
    case 'add-column': {
      const unique = action.column.constraints.some(({ kind }) => kind === 'unique' || kind === 'primary');
      const same = action.column.defaultExpression !== undefined;
      const known = catalog.find(action.table)?.columns.has(action.column.name) === true;
      if (!unique || !same || known) return null;
      return {
        what: `gives every row of ${shown(subject)} a default under a UNIQUE constraint`,
        query: null,
      };
    }
    default:
      return null;
  }
}

function ofConstraint(subject: Subject, relation: Relation, spec: ConstraintSpec): Tested | null {
  const name = spec.name === undefined ? '' : ` "${spec.name}"`;
  const what = `adds ${spec.kind} constraint${name} to ${shown(subject)}`;
  if (spec.usingIndex !== undefined || !columnsToTest(relation, spec)) return null;
  const node = constraintNode(subject.text);
  switch (spec.kind) {
    case 'unique':
      return {
        what,
        query: duplicates(relation, spec.columns.map(quoteName), node?.nulls_not_distinct === true),
      };
    case 'primary':
      return { what, query: duplicates(relation, spec.columns.map(quoteName), true) };
    case 'foreign':
      return { what, query: orphans(relation, spec, subject.catalog) };
    case 'exclude':
      return { what, query: node === null ? null : conflicts(relation, node.exclusions ?? []) };
    case 'not-null':
      return ofNotNull(subject, relation, spec.columns[0] ?? '');
    case 'check': {
      const condition = checkCondition(commandText(subject.text) ?? '');
      return { what, query: condition === null ? null : violators(relation, condition) };
    }
  }
}

/** What a constraint that was added NOT VALID asks of the rows; of a CHECK, where this recording added it. */
function ofStanding({ past }: Subject, relation: Relation, constraint: Constraint): string | null {
  const { kind, name, columns, parent, parentColumns } = constraint;
  if (kind === 'foreign' && parent !== undefined) return orphansOf(relation, columns, parent, parentColumns);
  if (kind === 'not-null' && columns[0] !== undefined) return nulls(relation, columns[0]);
  if (kind !== 'check') return null;
  const added = past.find(
    ({ action, relation: of }) =>
      action.kind === 'add-constraint' && action.constraint.name === name && of === relation,
  );
  const condition = added === undefined ? null : checkCondition(commandText(added.text) ?? '');
  return condition === null ? null : violators(relation, condition);
}

function ofNotNull(subject: Subject, relation: Relation, name: string): Tested | null {
  const column = relation.columns.get(name);
  const proven = [...relation.constraints.values()].some(
    ({ valid, provesNotNull }) => valid && provesNotNull.includes(name),
  );
  if (column?.notNull === true || proven || (column?.origin === 'here' && column.filled)) return null;
  return { what: `makes "${name}" of ${shown(subject)} NOT NULL`, query: nulls(relation, name) };
}

function ofIndex(subject: Subject, relation: Relation): Tested | null {
  const { action, text } = subject;
  if (action.kind !== 'create-index' || action.columns.every((column) => isFresh(relation, column)))
    return null;
  const parts = indexParts(text);
  const nullsEqual = 'IndexStmt' in text.node && text.node.IndexStmt.nulls_not_distinct === true;
  const name = action.index === undefined ? '' : ` "${action.index}"`;
  return {
    what: `builds unique index${name} on ${shown(subject)}`,
    query: parts === null ? null : duplicates(relation, parts.keys, nullsEqual, parts.where),
  };
}

function ofDomain({ action, catalog, text }: Subject): Tested | null {
  if (action.kind !== 'alter-domain' || action.notValid) return null;
  if (!['constraint', 'not-null', 'validate'].includes(action.change)) return null;
  const type = catalog.findType(action.type);
  if (type?.origin === 'here') return null;
  const what = `tests every value of domain ${action.type.name}`;
  const uses = domainUses(catalog, action.type);
  const condition = checkCondition(text.sql);
  const queries = uses.flatMap(({ relation, column }) => {
    if (action.change === 'not-null') return [nulls(relation, column)];
    if (action.change !== 'constraint' || condition === null) return [];
    return [violators(relation, withValue(condition, quoteName(column)))];
  });
  return { what, query: queries.length === 0 ? null : queries.join('; ') };
}

/** VALUE, the value of a domain, replaced by a column. */
function withValue(condition: string, column: string): string {
  let text = condition;
  for (const { word, at } of [...wordsOf(condition)].reverse())
    if (word === 'value') text = text.slice(0, at) + column + text.slice(at + word.length);
  return text;
}
