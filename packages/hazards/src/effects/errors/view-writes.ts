import type { Relation } from '../../catalog/model';
import type { RowAction } from '../../sql/actions';
import type { Conditions, PredictedError } from '../effect';
import { hasInstead, hasInsteadWhere } from '../through-views';
import { raise } from './raise';

type Change = Extract<RowAction, { kind: 'insert' | 'update' | 'delete' }>;

/** The errors of a change of rows through a view, which the server turns into one of the table below (`rewriteTargetView`). */
export function viewWriteError(
  action: Change,
  view: Relation,
  { serverMajor }: Conditions,
): PredictedError | null {
  const { kind } = action;
  const places = kind === 'delete' ? [] : written(action, view, serverMajor);
  for (let at: Relation | undefined = view, asked = places; at?.kind === 'view' && !hasInstead(at, kind);) {
    if (hasInsteadWhere(at, kind)) return raise('55000', `cannot ${verbs[kind]} view "${at.name}"`);
    const { writes }: Relation = at;
    if (writes === undefined) return null;
    if (writes === null || (kind !== 'delete' && writes.takes.every((each) => each === false)))
      return raise('55000', `cannot ${verbs[kind]} view "${at.name}"`);
    const taken = asked.map((each) => writes.takes[each] ?? true);
    if (taken.includes(false)) return raise('0A000', `cannot ${verbs[kind]} a column of view "${at.name}"`);
    asked = taken.flatMap((each) => (typeof each === 'number' ? [each] : []));
    at = writes.into;
  }
  return null;
}

const verbs = { insert: 'insert into', update: 'update', delete: 'delete from' } as const;

/** The places of the columns that are named, or get a value. */
function written(
  action: Exclude<Change, { kind: 'delete' }>,
  { output = [] }: Relation,
  serverMajor: number,
): readonly number[] {
  const all = output.map(({ name }) => name ?? '');
  const {
    into,
    width = 0,
    defaults,
  }: Partial<Extract<Change, { kind: 'insert' }>> = action.kind === 'update'
    ? { into: action.columns }
    : action;
  return (into ?? all.slice(0, width))
    .filter((_, at) => serverMajor > 11 || defaults?.some.includes(at) !== true)
    .map((each) => all.indexOf(each))
    .filter((at) => at >= 0);
}
