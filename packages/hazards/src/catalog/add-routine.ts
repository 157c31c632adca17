import type { Action } from '../sql/actions';
import type { Volatility } from './builtin-functions';
import type { Catalog } from './catalog';
import type { DeclaredRoutine } from './model';
import { knownSignature, noteRoutineUses } from './routine-uses';

type CreateFunction = Extract<Action, { kind: 'create-object' }>;
type Declares = NonNullable<Extract<Action, { kind: 'unknown' }>['declares']>;

/** CREATE FUNCTION, in the place of one with the same arguments. */
export function addRoutine(catalog: Catalog, action: CreateFunction, volatility: Volatility): void {
  const schema = catalog.creationSchema(action.name);
  const key = `${schema}.${action.name.name}`;
  const old = catalog.functions.get(key);
  const written = action.signature ?? '';
  const signature = old === undefined ? written : (knownSignature(old, written, catalog) ?? written);
  const signatures = [...new Set([...(old?.signatures ?? []), signature])];
  const results = new Map(old?.results ?? []);
  if (action.returns !== undefined) results.set(signature, action.returns);
  const parameters = new Map(old?.parameters ?? []);
  if (action.parameters !== undefined) parameters.set(signature, action.parameters);
  const declared = new Map(old?.declared ?? []).set(signature, declaredBy(action));
  const known = {
    volatility,
    signatures,
    results,
    parameters,
    declared,
    text: signatures.length > 1 ? null : (action.text ?? null),
  };
  // The same object, for those who call it already.
  const routine = old ?? { schema, name: action.name.name, users: new Set(), ...known };
  if (old === undefined) catalog.functions.set(key, routine);
  else Object.assign(old, known);
  noteRoutineUses(catalog, routine, { ...action, signature });
}

const declaredBy = ({ immutable, language, givesRows, procedure }: CreateFunction): DeclaredRoutine => ({
  immutable: immutable ?? null,
  language: language ?? null,
  givesRows: givesRows === true,
  procedure: procedure === true,
});

/** ALTER FUNCTION ... IMMUTABLE, STABLE or VOLATILE; without arguments the name means the only one. */
export function declareRoutine(catalog: Catalog, { name, signature, volatility }: Declares): void {
  const routine = catalog.findFunction(name);
  if (routine === undefined) return;
  const [only, ...others] = routine.signatures;
  const found =
    signature === undefined
      ? others.length === 0
        ? only
        : undefined
      : knownSignature(routine, signature, catalog);
  const before = found === undefined ? undefined : routine.declared.get(found);
  if (found === undefined || before === undefined) return;
  const declared = new Map(routine.declared).set(found, {
    ...before,
    immutable: volatility === 'immutable',
  });
  Object.assign(
    routine,
    { declared },
    others.length > 0 ? {} : { volatility: volatility === 'volatile' ? 'volatile' : 'settled' },
  );
}
