import type { ObjectKind } from '../sql/actions';
import type { Name } from '../sql/names';

/** The key of an object in `Catalog.made`: a trigger, policy or rule is unique on its table only. */
export const objectKey = (action: {
  readonly object: ObjectKind;
  readonly name: Name;
  readonly onTable?: Name;
}): string =>
  action.onTable === undefined || action.object === 'statistics'
    ? action.name.name
    : `${action.onTable.name}.${action.name.name}`;
