import type { Catalog } from '../../catalog/catalog';
import type { Relation } from '../../catalog/model';
import type { Conditions, PredictedError } from '../effect';
import { raise } from './raise';

/**
 * A table that becomes a child or partition has all that its parent hands on: the columns with their types and NOT NULL, and the CHECKs
 * (`MergeAttributesIntoExisting`, `MergeConstraintsIntoExisting` in tablecmds.c). SQLSTATE 42804 where it has not.
 */
export function mergeError(
  parent: Relation,
  child: Relation,
  isPartition: boolean,
  catalog: Catalog,
  { serverMajor }: Conditions,
): PredictedError | null {
  if (!child.known || child.columns.size === 0 || parent.columns.size === 0) return null;
  const unfit = isPartition ? unfitColumn(parent, child, serverMajor) : null;
  if (unfit !== null) return unfit;
  for (const { name, type, notNull, generated } of parent.columns.values()) {
    const own = child.columns.get(name);
    if (own === undefined) return raise('42804', `child table is missing column "${name}"`);
    if (own.type !== null && type !== null && !catalog.sameType(own.type, type))
      return raise('42804', `child table "${child.name}" has different type for column "${name}"`);
    if (notNull === true && own.notNull === false) return notMarked(name, child);
    // Until PostgreSQL 15 a child might compute what its parent does not.
    if (generated !== own.generated && (generated || serverMajor >= 16))
      return raise(
        '42804',
        `column "${name}" in child table must ${generated ? '' : 'not '}be a generated column`,
      );
  }
  if (!child.constraintsKnown) return null;
  const missing = [...parent.constraints.values()].find(
    ({ kind, name, noInherit }) =>
      kind === 'check' && !noInherit && child.constraints.get(name)?.kind !== 'check',
  );
  if (missing !== undefined) return raise('42804', `child table is missing constraint "${missing.name}"`);
  const looser = [...parent.constraints.values()].find(
    ({ kind, name, noInherit, enforced }) =>
      kind === 'check' && !noInherit && enforced !== false && child.constraints.get(name)?.enforced === false,
  );
  return looser === undefined
    ? null
    : raise(
        '42P17',
        `constraint "${looser.name}" conflicts with NOT ENFORCED constraint on child table "${child.name}"`,
      );
}

/** A column that no partition of the table may have. */
function unfitColumn(parent: Relation, child: Relation, serverMajor: number): PredictedError | null {
  for (const { name, identity } of child.columns.values()) {
    if (identity === true && serverMajor >= 17)
      return raise('55000', `table "${child.name}" being attached contains an identity column "${name}"`);
    if (!parent.columns.has(name))
      return raise(
        '42804',
        `table "${child.name}" contains column "${name}" not found in parent "${parent.name}"`,
      );
  }
  return null;
}

// Since PostgreSQL 18 a column may be marked and not yet tested.
function notMarked(column: string, child: Relation): PredictedError {
  const untested = [...child.constraints.values()].find(
    ({ kind, columns, valid }) => kind === 'not-null' && valid === false && columns.includes(column),
  );
  return untested === undefined
    ? raise('42804', `column "${column}" in child table "${child.name}" must be marked NOT NULL`)
    : raise(
        '42P17',
        `constraint "${untested.name}" conflicts with NOT VALID constraint on child table "${child.name}"`,
      );
}
