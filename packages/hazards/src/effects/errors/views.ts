import type { Catalog } from '../../catalog/catalog';
import type { Relation } from '../../catalog/model';
import { viewColumns } from '../../catalog/view-output';
import type { Action } from '../../sql/actions';
import type { Output } from '../../sql/read/view-output';
import { showType } from '../../sql/types';
import type { PredictedError } from '../effect';
import { raise } from './raise';

/** What a view gives: no name twice, and after OR REPLACE everything that it gave before (checkViewColumns in view.c). */
export function viewColumnsError(
  action: Extract<Action, { kind: 'create-view' }>,
  old: Relation | undefined,
  catalog: Catalog,
): PredictedError | null {
  const now = viewColumns(action.output, catalog);
  if (now === null) return null;
  if ((action.output?.aliases ?? 0) > now.length)
    return raise('42601', 'more column names than columns are specified');
  const names = now.map(({ name }) => name);
  const twice = names.find((name, at) => name !== null && names.indexOf(name) !== at);
  const before = old?.kind === 'view' ? old.output : undefined;
  if (before === undefined)
    return twice === undefined ? null : raise('42701', `column "${twice ?? ''}" specified more than once`);
  if (now.length < before.length) return raise('42P16', 'cannot drop columns from view');
  for (const [at, was] of before.entries()) {
    const is = now[at];
    if (is === undefined) continue;
    if (was.name !== null && is.name !== null && was.name !== is.name)
      return raise('42P16', `cannot change name of view column "${was.name}" to "${is.name}"`);
    if (was.type !== null && is.type !== null && !catalog.sameType(was.type, is.type))
      return raise(
        '42P16',
        `cannot change data type of view column "${was.name ?? ''}" from ${showType(was.type)} to ${showType(is.type)}`,
      );
  }
  return twice === undefined ? null : raise('42701', `column "${twice ?? ''}" specified more than once`);
}

/** What CREATE TABLE AS and SELECT INTO give: no name twice, and no more names than columns. */
export function queryColumnsError(output: Output | undefined, catalog: Catalog): PredictedError | null {
  const columns = viewColumns(output, catalog);
  if (columns === null) return null;
  if ((output?.aliases ?? 0) > columns.length) return raise('42601', 'too many column names were specified');
  const names = columns.map(({ name }) => name);
  const twice = names.find((name, at) => name !== null && names.indexOf(name) !== at);
  return twice === undefined ? null : raise('42701', `column "${twice ?? ''}" specified more than once`);
}
