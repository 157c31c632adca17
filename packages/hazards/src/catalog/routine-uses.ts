import type { Action } from '../sql/actions';
import type { SqlType } from '../sql/types';
import { isPlainType } from '../sql/types';
import type { Catalog } from './catalog';
import type { NamedType, Relation, Routine } from './model';
import { qualified } from './model';
import { isOf } from './uses';

type CreateFunction = Extract<Action, { kind: 'create-object' }>;

/** What a function rests on: the types of its parameters and its result, and what BEGIN ATOMIC ... END speaks of. Never changed in place. */
export interface RoutineUses {
  readonly types: readonly SqlType[];
  readonly columns: ReadonlyMap<Relation, ReadonlySet<string>>;
  readonly calls: readonly Routine[];
}

/** Notes what a function rests on, in the place of what one with the same arguments rested on. */
export function noteRoutineUses(catalog: Catalog, routine: Routine, action: CreateFunction): void {
  const { types = [], result, atomic, signature = '', functions = [] } = action;
  const own = [...types, ...(result === undefined ? [] : [result]), ...(atomic?.casts ?? [])].filter(
    (type) => !isPlainType(type),
  );
  const columns = new Map<Relation, ReadonlySet<string>>();
  for (const { table, columns: named } of atomic?.reads ?? []) {
    const relation = catalog.find(table);
    if (relation === undefined) continue;
    const spoken = named ?? [...relation.columns.keys()];
    columns.set(relation, new Set([...(columns.get(relation) ?? []), ...spoken]));
  }
  for (const name of atomic?.sequences ?? []) {
    const sequence = catalog.find(name);
    if (sequence !== undefined) columns.set(sequence, new Set());
  }
  const calls = atomic === undefined ? [] : functions.flatMap((name) => catalog.findFunction(name) ?? []);
  const before = catalog.routineUses.get(routine);
  if (before === undefined && own.length === 0 && columns.size === 0 && calls.length === 0) return;
  catalog.routineUses.set(routine, new Map([...(before ?? []), [signature, { types: own, columns, calls }]]));
}

/** The types of arguments as written, wherever they were looked up: `plan` and `core.plan` may be one. */
export function knownSignature(routine: Routine, written: string, catalog: Catalog): string | undefined {
  if (routine.signatures.includes(written)) return written;
  const wanted = written.split(',').map((each) => spelledOut(each, catalog));
  return routine.signatures.find(
    (each) =>
      each
        .split(',')
        .map((one) => spelledOut(one, catalog))
        .join() === wanted.join(),
  );
}

function spelledOut(token: string, catalog: Catalog): string {
  const [, schema, name = '', array = ''] = /^(?:([^.]+)\.)?([^.[\]]+)((?:\[\])*)$/.exec(token) ?? [];
  const written = schema === undefined ? { name } : { schema, name };
  const found = name === '' ? undefined : (catalog.findType(written) ?? catalog.find(written));
  return found === undefined ? token : `${qualified(found)}${array}`;
}

/** Before a type gets another name: what makes the functions of it follow, once it has it. */
export function followRename(catalog: Catalog, type: NamedType): () => void {
  const old = qualified(type);
  const of = [...catalog.routineUses].map(([routine, uses]) => {
    const renamed = (signature: string): string =>
      signature
        .split(',')
        .map((token) => {
          const spelled = spelledOut(token, catalog);
          return spelled.replace(/(\[\])*$/, '') === old ? spelled : token;
        })
        .join();
    const own = new Set(
      [...uses.values()].flatMap(({ types }) => types.filter((one) => isOf(catalog, one, type))),
    );
    const marked = new Map(routine.signatures.map((each) => [each, renamed(each)]));
    return { routine, uses, own, marked };
  });
  return () => {
    const { schema, name } = type;
    for (const { routine, uses, own, marked } of of) {
      const after = (signature: string): string =>
        (marked.get(signature) ?? signature)
          .split(',')
          .map((token) =>
            token.replace(/(\[\])*$/, '') === old ? `${qualified(type)}${token.slice(old.length)}` : token,
          )
          .join();
      catalog.routineUses.set(
        routine,
        new Map(
          [...uses].map(([signature, each]) => [
            after(signature),
            { ...each, types: each.types.map((one) => (own.has(one) ? { ...one, schema, name } : one)) },
          ]),
        ),
      );
      // It is looked up so that it can be put back.
      const standing = catalog.functions.get(qualified(routine));
      if (standing === routine) Object.assign(routine, { signatures: routine.signatures.map(after) });
    }
  };
}

/** A function with these arguments is gone. */
export function forgetRoutineUses(catalog: Catalog, routine: Routine, signature: string | undefined): void {
  const uses = catalog.routineUses.get(routine);
  if (uses === undefined) return;
  const left = signature === undefined ? [] : [...uses].filter(([each]) => each !== signature);
  if (left.length === 0) catalog.routineUses.delete(routine);
  else catalog.routineUses.set(routine, new Map(left));
}

const restingWhere = (catalog: Catalog, holds: (uses: RoutineUses) => boolean): readonly Routine[] =>
  catalog.routineUses.size === 0
    ? []
    : [...catalog.routineUses]
        .filter(
          ([routine, uses]) =>
            catalog.functions.get(qualified(routine)) === routine && [...uses.values()].some(holds),
        )
        .map(([routine]) => routine);

export const routinesOnRelation = (relation: Relation, catalog: Catalog): readonly Routine[] =>
  restingWhere(
    catalog,
    ({ columns, types }) =>
      columns.has(relation) ||
      types.some(
        (type) =>
          type.name === relation.name &&
          catalog.findType(type) === undefined &&
          catalog.find(type) === relation,
      ),
  );

export const routinesOnColumn = (relation: Relation, column: string, catalog: Catalog): readonly Routine[] =>
  restingWhere(catalog, ({ columns }) => columns.get(relation)?.has(column) === true);

export const routinesOnType = (type: NamedType, catalog: Catalog): readonly Routine[] =>
  restingWhere(catalog, ({ types }) => types.some((each) => isOf(catalog, each, type)));

export const routinesOnRoutine = (called: Routine, catalog: Catalog): readonly Routine[] =>
  restingWhere(catalog, ({ calls }) => calls.includes(called)).filter((each) => each !== called);

/** Functions speak of a column by its new name. */
export function renameInRoutines(table: Relation, from: string, to: string, catalog: Catalog): void {
  for (const routine of routinesOnColumn(table, from, catalog)) {
    const uses = [...(catalog.routineUses.get(routine) ?? [])].map(([signature, each]) => {
      const named = each.columns.get(table);
      if (named?.has(from) !== true) return [signature, each] as const;
      const renamed = new Set([...named].map((column) => (column === from ? to : column)));
      return [signature, { ...each, columns: new Map([...each.columns, [table, renamed]]) }] as const;
    });
    catalog.routineUses.set(routine, new Map(uses));
  }
}
