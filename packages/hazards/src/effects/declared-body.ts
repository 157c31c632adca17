import type { Catalog } from '../catalog/catalog';
import type { Action } from '../sql/actions';
import type { Effect, LockMode, PredictedError } from './effect';
import { lockAll, nothing, together } from './effect';
import { isNoFunction } from './errors/functions';
import { raise } from './errors/raise';
import { missingTable, noFunction } from './errors/absent';
import { demandError, rowsError } from './errors/rows';
import { bodyProblemOf, sqlBodyOf } from './routine-body';
import { below } from './rows';

type CreateFunction = Extract<Action, { kind: 'create-object' }>;

/** The statements of a function in LANGUAGE sql, which the server looks through when it is made (`fmgr_sql_validator`). */
const bodyOf = ({ text, signature = '', atomic }: CreateFunction, catalog: Catalog): readonly Action[] =>
  text === undefined || (!catalog.checksBodies && atomic === undefined) || /\bany/.test(signature)
    ? []
    : (sqlBodyOf(text) ?? []);

/** What CREATE FUNCTION locks: the tables that its statements name. */
export function declaresBody(action: CreateFunction, catalog: Catalog): Effect {
  return together(
    ...bodyOf(action, catalog).map((each): Effect => {
      if (each.kind === 'read-tables')
        return together(
          ...each.sources.map(({ table, locksRows }) => {
            const found = catalog.find(table);
            const mode: LockMode = locksRows === true ? 'RowShareLock' : 'AccessShareLock';
            return found === undefined ? nothing : lockAll([found, ...below([found])], mode);
          }),
        );
      return each.kind === 'insert' || each.kind === 'update' || each.kind === 'delete'
        ? lockAll([catalog.find(each.table)], 'RowExclusiveLock')
        : nothing;
    }),
  );
}

// Parameters have names, too.
const withoutQuery = <T extends Action>({ query: _, ...rest }: T): T => rest as T;

/** Code that cannot be compiled; a table or a column that its statements name and that is not there. What is no column may be a parameter. */
export function bodyError(
  action: CreateFunction,
  catalog: Catalog,
  conditions: Parameters<typeof rowsError>[2],
): PredictedError | null {
  const { text, atomic } = action;
  const unread =
    text === undefined || atomic !== undefined || !catalog.checksBodies ? null : bodyProblemOf(text);
  if (unread !== null && conditions.serverMajor >= (unread.from ?? 0))
    return raise(unread.sqlstate, unread.message);
  for (const each of bodyOf(action, catalog)) {
    const called = each.kind === 'calls' ? each.functions : [];
    const absent = called.find(
      (name) => name.name !== action.name.name && isNoFunction(name, catalog, conditions.serverMajor),
    );
    if (absent !== undefined) return noFunction(absent, catalog);
    const problem =
      each.kind === 'read-tables'
        ? (each.sources.map(({ table }) => missingTable(table, catalog)).find((found) => found !== null) ??
          demandError(
            (each.demands ?? []).filter(({ column }) => action.parameters?.includes(column) !== true),
            catalog,
          ))
        : each.kind === 'insert'
          ? rowsError(withoutQuery(each), catalog, conditions)
          : each.kind === 'update' || each.kind === 'delete'
            ? rowsError({ ...withoutQuery(each), demands: [] }, catalog, conditions)
            : null;
    if (problem) return problem;
  }
  return null;
}
