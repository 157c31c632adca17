import type { Relation } from '../catalog/model';
import { qualified } from '../catalog/model';
import type { Subject } from './rule';

/** The columns that an UPDATE overwrites, that stood before the recording and that the migration does not declare to change. */
export function oldTargets({ action, relation, declared }: Subject): readonly string[] {
  if (action.kind !== 'update') return [];
  const isDeclared = (column: string): boolean =>
    relation !== null &&
    declared.some((target) =>
      [`${relation.name}.${column}`, `${qualified(relation)}.${column}`].includes(target),
    );
  return action.columns.filter(
    (column) => relation?.columns.get(column)?.origin !== 'here' && !isDeclared(column),
  );
}

/** The columns that the UPDATE only writes where they are NULL: by its own WHERE, or by the query that picked its rows. */
export function onlyEmpty({ action, relation }: Subject): readonly string[] {
  if (action.kind !== 'update') return [];
  const { nullTests, batch } = action.where;
  if (batch === undefined || relation === null || !batch.by.some((column) => isKey(relation, column)))
    return nullTests;
  return [...nullTests, ...batch.nullTests];
}

/** The columns of every unique index; those of constraints are among them. */
const uniqueColumns = (relation: Relation): readonly (readonly string[])[] =>
  [...relation.indexes.values()]
    .filter((index) => index.unique && !index.partial && index.valid)
    .map(({ columns }) => columns);

/** Whether a column finds exactly the row that it was read from. Where keys are not known, `id` counts as one. */
function isKey(relation: Relation, column: string): boolean {
  if (column === 'ctid') return true;
  if (uniqueColumns(relation).some((columns) => columns.length === 1 && columns[0] === column)) return true;
  return !relation.constraintsKnown && column === 'id';
}

/** Whether the WHERE names its rows by key. */
function isByKey({ action, relation }: Subject): boolean {
  // Beside other tables a column may be one of theirs.
  if (action.kind !== 'update' || relation === null || action.where.condition === undefined) return false;
  const { equals, listed = [] } = action.where;
  const named = [...equals, ...listed];
  return (
    uniqueColumns(relation).some(
      (columns) => columns.length > 0 && columns.every((column) => named.includes(column)),
    ) || named.some((column) => isKey(relation, column))
  );
}

/** Rows of a batch that are written in less time than anybody notices. */
const SMALL_BATCH = 10_000;

/** So many batches in one transaction are no longer small together. */
const MANY_BATCHES = 10;

/** Whether the UPDATE takes a small batch of rows, and is not one of many in the same transaction. */
export function isSmallBatch(subject: Subject): boolean {
  const { action, relation, conditions, past, transaction, inCode, text } = subject;
  if (action.kind !== 'update') return false;
  if (isByKey(subject)) return true;
  const limit = action.where.batch?.limit ?? null;
  if (limit === null || limit > SMALL_BATCH) return false;
  if (!conditions.inTransaction) return true;
  // Nobody cuts a batch out of a block of code but to come round again.
  if (inCode && /\bloop\b/i.test(text.sql)) return false;
  let earlier = 0;
  for (let at = past.length - 1; at >= 0 && earlier < MANY_BATCHES; at -= 1) {
    const step = past[at];
    if (step?.transaction !== transaction) break;
    if (step.action.kind === 'update' && step.relation === relation && step.conditions.inTransaction)
      earlier += 1;
  }
  return earlier < MANY_BATCHES;
}
