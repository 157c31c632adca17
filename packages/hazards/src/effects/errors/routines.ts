import type { Catalog } from '../../catalog/catalog';
import type { Action } from '../../sql/actions';
import type { PredictedError } from '../effect';
import { raise } from './raise';

/** DROP FUNCTION: one of the name with these arguments, or the only one of the name. */
export function dropRoutineError(
  { name, ifExists, signature }: Extract<Action, { kind: 'drop' }>,
  catalog: Catalog,
): PredictedError | null {
  if (!catalog.routinesComplete || ifExists) return null;
  const found = catalog.findFunction(name);
  if (found === undefined || (signature !== undefined && !found.signatures.includes(signature)))
    return raise('42883', `function ${name.name}(${signature ?? ''}) does not exist`);
  return signature === undefined && found.signatures.length > 1
    ? raise('42725', `function name "${name.name}" is not unique`)
    : null;
}

/** CREATE FUNCTION over one that stands: only OR REPLACE, and only with the same result. */
export function createRoutineError(
  { name, replace, signature = '', returns, parameters }: Extract<Action, { kind: 'create-object' }>,
  catalog: Catalog,
): PredictedError | null {
  const key = `${catalog.creationSchema(name)}.${name.name}`;
  const found = catalog.functions.get(key);
  if (found?.signatures.includes(signature) !== true) return null;
  if (!replace) return raise('42723', `function "${name.name}" already exists with same argument types`);
  const before = found.results.get(signature);
  if (before !== undefined && returns !== undefined && before !== returns)
    return raise('42P13', 'cannot change return type of existing function');
  const names = found.parameters.get(signature) ?? [];
  const renamed = names.find((each, at) => each !== '' && each !== (parameters?.[at] ?? each));
  return renamed === undefined ? null : raise('42P13', `cannot change name of input parameter "${renamed}"`);
}
