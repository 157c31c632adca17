import type { Catalog } from '../../catalog/catalog';
import { knownSignature } from '../../catalog/routine-uses';
import type { Action } from '../../sql/actions';
import type { Name } from '../../sql/names';
import type { Conditions, PredictedError } from '../effect';
import { raise } from './raise';
import { isSystemSchema } from './system-names';
import { missingType } from './types';

const languages = new Set(['sql', 'plpgsql', 'c', 'internal']);

/** DROP FUNCTION: one of the name with these arguments, or the only one of the name. */
export function dropRoutineError(
  { name, ifExists, signature }: Extract<Action, { kind: 'drop' }>,
  catalog: Catalog,
): PredictedError | null {
  return ifExists ? null : routineError(name, signature, catalog);
}

/** SQLSTATE 42883 for a function that nobody made, 42725 where the name alone means several. */
export function routineError(
  name: Name,
  signature: string | undefined,
  catalog: Catalog,
): PredictedError | null {
  if (!catalog.routinesComplete || isSystemSchema(name.schema ?? '')) return null;
  const found = catalog.findFunction(name);
  if (
    found === undefined ||
    (signature !== undefined && knownSignature(found, signature, catalog) === undefined)
  )
    return raise('42883', `function ${name.name}(${signature ?? ''}) does not exist`);
  return signature === undefined && found.signatures.length > 1
    ? raise('42725', `function name "${name.name}" is not unique`)
    : null;
}

/** CREATE FUNCTION over one that stands: only OR REPLACE, and only with the same result. */
export function createRoutineError(
  action: Extract<Action, { kind: 'create-object' }>,
  catalog: Catalog,
  { serverMajor }: Conditions,
): PredictedError | null {
  const { name, replace, signature = '', returns, parameters, types = [], result, language } = action;
  // A language that nobody made: extensions bring theirs under their own name.
  if (language !== undefined && catalog.routinesComplete && !languages.has(language))
    return raise('42704', `language "${language}" does not exist`);
  for (const type of [...types, ...(result === undefined ? [] : [result])]) {
    const missing = catalog.routinesComplete ? missingType(type, catalog, serverMajor) : null;
    if (missing !== null) return missing;
  }

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
