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

const hasInstead = ({ hooks }: Relation, event: RowEvent): boolean =>
  hooks.some(({ fires, off }) => off !== true && fires?.instead === true && fires.events.includes(event));

function handedOn(view: Relation, columns: readonly string[] | null): readonly Changed[] {
  if (view.kind !== 'view') return [];
  const named =
    columns?.map((column) => view.output?.find(({ name }) => name === column)?.from ?? column) ?? null;
  return [...view.reads.keys()].flatMap((each): readonly Changed[] => [
    [each, named],
    ...handedOn(each, named),
  ]);
}

/** A view that rows cannot be changed through, on the way down from this one; undefined: there is none, or it is not known. */
export function unchangeable(view: Relation, event: RowEvent): Relation | undefined {
  if (view.kind !== 'view' || hasInstead(view, event)) return undefined;
  if (view.plain === false) return view;
  if (view.plain === undefined) return undefined;
  const [below] = view.reads.keys();
  if (below?.known !== true) return undefined;
  return ['matview', 'sequence'].includes(below.kind) ? view : unchangeable(below, event);
}
