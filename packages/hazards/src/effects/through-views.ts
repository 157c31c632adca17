import type { Relation } from '../catalog/model';
import type { RowEvent } from '../sql/actions';

/** A table that a change of rows reaches, and the columns of it that are changed; null: its rows go. */
export type Changed = readonly [table: Relation, columns: readonly string[] | null];

/** A view hands the change on to what is below it, unless a rule or a trigger takes its place. */
export function changedThrough(
  target: Relation,
  event: RowEvent,
  columns: readonly string[] | null,
): readonly Changed[] {
  const replaced = hasInstead(target, event);
  return replaced ? [[target, columns]] : [[target, columns], ...handedOn(target, columns)];
}

/** A trigger or a rule does it in the view's place. */
export const hasInstead = ({ hooks }: Relation, event: RowEvent): boolean =>
  hooks.some(({ fires, off }) => off !== true && fires?.instead === true && fires.events.includes(event));

/** A rule does it in the view's place for some rows: the server gives up on the others (`rewriteTargetView` is not asked). */
export const hasInsteadWhere = ({ hooks }: Relation, event: RowEvent): boolean =>
  hooks.some(
    ({ fires, off }) => off !== true && fires?.insteadWhere === true && fires.events.includes(event),
  );

function handedOn(view: Relation, columns: readonly string[] | null): readonly Changed[] {
  if (view.kind !== 'view') return [];
  const named =
    columns?.map((column) => view.output?.find(({ name }) => name === column)?.from ?? column) ?? null;
  return [...view.reads.keys()].flatMap((each): readonly Changed[] => [
    [each, named],
    ...handedOn(each, named),
  ]);
}
