import { pathwayOf } from '../../catalog/casts';
import type { SqlType } from '../../sql/types';

/**
 * Whether a value is cast from one type to another without USING. undefined where one of them is a type whose casts are not known.
 *
 * @param ownText whether a type of the user has no casts but through its text, as enums have
 */
export function hasAssignmentCast(
  from: SqlType,
  to: SqlType,
  major?: number,
  ownText?: (type: SqlType) => boolean,
): boolean | undefined {
  const pathway = pathwayOf(from, to, 'assignment', major, ownText);
  return pathway === undefined ? undefined : pathway !== 'none';
}
