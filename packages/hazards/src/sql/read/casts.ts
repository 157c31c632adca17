import type { TypeCast } from 'libpg-query';
import { walk } from '../nodes';
import type { SqlType } from '../types';
import { isPlainType, typeOf } from '../types';

/** The types that an expression or a query casts to, those of PostgreSQL's own left out. */
export const castsIn = (root: unknown): readonly SqlType[] =>
  [...walk(root)].flatMap(({ kind, value }) => {
    const type = kind === 'TypeCast' ? typeOf((value as TypeCast).typeName) : undefined;
    return type === undefined || isPlainType(type) ? [] : [type];
  });
