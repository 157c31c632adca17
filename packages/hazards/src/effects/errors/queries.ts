import type { Node } from 'libpg-query';
import type { Catalog } from '../../catalog/catalog';
import { statementProblems } from '../../catalog/typing/query';
import type { Problem } from '../../catalog/typing/typed';
import type { Conditions, PredictedError } from '../effect';
import { missingFunction, missingTable } from './absent';
import { missingType } from './types';
import { textError } from './values';

/** What is wrong with the names and the types in a whole statement: 42P01, 42702, 42703, 42804, 42883 and their like. */
export function queryError(
  query: Node | undefined,
  catalog: Catalog,
  conditions: Conditions,
): PredictedError | null {
  if (query === undefined || !catalog.operatorsSeen) return null;
  const { serverMajor } = conditions;
  const problems = statementProblems(query, catalog, serverMajor, {
    noType: (type) => missingType(type, catalog, serverMajor),
    noTable: (name) => missingTable(name, catalog),
    noFunction: (name) => missingFunction(name, catalog, serverMajor),
  });
  return firstOf(problems, catalog, conditions);
}

/** The first problem that is one: a text may well be a value of its type. */
export function firstOf(
  problems: readonly Problem[],
  catalog: Catalog,
  conditions: Conditions,
): PredictedError | null {
  for (const each of problems) {
    const error = 'text' in each ? textError(each.text, each.type, catalog, conditions) : each;
    if (error !== null) return error;
  }
  return null;
}
