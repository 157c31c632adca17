import { builtinVolatility } from '../catalog/builtin-functions';
import type { Catalog } from '../catalog/catalog';
import { familyOf } from '../catalog/family';
import type { Relation, Routine } from '../catalog/model';
import { qualified } from '../catalog/model';
import type { Action, RowAction, RowEvent } from '../sql/actions';
import type { Name } from '../sql/names';
import type { Conditions, Effect } from './effect';
import { nothing, together } from './effect';
import { bodyOf } from './routine-body';
import { actionOn, searchedIn, searchesChildren } from './rows';
import { changedThrough } from './through-views';

type Predict = (action: Action, catalog: Catalog, conditions: Conditions) => Effect;

/** What a change of rows sets off beyond the table itself: rules, triggers, and what foreign keys do to the tables below, at any depth. */
export function setsOff(
  action: Exclude<RowAction, { kind: 'truncate' }>,
  catalog: Catalog,
  conditions: Conditions,
  predict: Predict,
): Effect {
  const table = catalog.find(action.table);
  if (table === undefined) return nothing;
  const events: readonly RowEvent[] =
    action.kind === 'insert' && action.onConflict === 'update' ? ['insert', 'update'] : [action.kind];
  const columns = action.kind === 'delete' ? null : action.columns;
  const within = { ...conditions, setOff: conditions.setOff ?? new Set<string>() };
  return together(
    ...events.flatMap((event) =>
      changedThrough(table, event, columns).map(([each, own]) =>
        changed(each, event, own, catalog, within, predict),
      ),
    ),
  );
}

type Within = Conditions & { readonly setOff: Set<string> };

/** Whether this is the first time; what goes in circles is followed once. */
function isFirst(key: string, { setOff }: Within): boolean {
  const first = !setOff.has(key);
  setOff.add(key);
  return first;
}

function changed(
  table: Relation,
  event: RowEvent,
  columns: readonly string[] | null,
  catalog: Catalog,
  within: Within,
  predict: Predict,
): Effect {
  if (!isFirst(`${event} ${qualified(table)} ${columns?.join() ?? ''}`, within)) return nothing;
  const fired = familyOf(table)
    .flatMap(({ hooks }) => hooks)
    .filter(({ fires, off }) => {
      if (off === true) return false;
      if (fires?.events.includes(event) !== true) return false;
      return (
        event !== 'update' ||
        fires.updateOf.length === 0 ||
        fires.updateOf.some((each) => columns?.includes(each))
      );
    });
  const own = fired.map(({ kind, calls, fires }) =>
    kind === 'trigger' && calls[0] === undefined
      ? { ...nothing, opaque: true }
      : together(
          ...calls.map((each) => running(each, catalog, within, predict)),
          ...(fires?.does ?? []).map((each) => follow(each, catalog, within, predict)),
        ),
  );
  if (event === 'insert') return together(...own);
  const keys = event === 'delete' ? null : (columns ?? []);
  const below = searchedIn(table, catalog, keys).flatMap((reference): readonly Effect[] => {
    const does = actionOn(reference, keys);
    if (does === null) return [];
    const set = does === 'delete' ? null : reference.columns;
    return [
      searchesChildren(reference.child, catalog, set, within),
      changed(reference.child, does, set, catalog, within, predict),
    ];
  });
  return together(...own, ...below);
}

/** What calling functions does, so far as their bodies were seen. */
export function calling(
  functions: readonly Name[],
  catalog: Catalog,
  conditions: Conditions,
  predict: Predict,
): Effect {
  const within = { ...conditions, setOff: conditions.setOff ?? new Set<string>() };
  return together(
    ...functions.map((name) => {
      const routine = catalog.findFunction(name);
      if (routine !== undefined) return running(routine, catalog, within, predict);
      return builtinVolatility(name) === 'unknown' ? { ...nothing, opaque: true } : nothing;
    }),
  );
}

function running(routine: Routine, catalog: Catalog, within: Within, predict: Predict): Effect {
  if (!isFirst(`call ${qualified(routine)}`, within)) return nothing;
  const body = bodyOf(routine);
  // A function that is declared to write nothing does not.
  if (body === null) return routine.volatility === 'settled' ? nothing : { ...nothing, opaque: true };
  return together(...body.map((each) => follow(each, catalog, within, predict)));
}

// Of these the effect is what they lock and touch: the schema stays as it is.
const followed: ReadonlySet<Action['kind']> = new Set([
  'insert',
  'update',
  'delete',
  'read-tables',
  'query',
  'calls',
  'draw',
  'alter-sequence',
  'lock-table',
  'truncate',
  'copy',
]);

/** One statement of code that may or may not come to it: its locks count, its error does not. */
function follow(action: Action, catalog: Catalog, within: Within, predict: Predict): Effect {
  const named = 'table' in action ? action.table : undefined;
  // What is not declared may be a variable, a temporary or a transition table.
  const unseen = named !== undefined && 'name' in named && catalog.find(named) === undefined;
  if (unseen || (action.kind === 'read-tables' && !catalog.complete)) return { ...nothing, opaque: unseen };
  if (action.kind === 'setting') return nothing;
  const changes = !followed.has(action.kind);
  const { locks, indexLocks, work, error, opaque } = predict(action, catalog, within);
  const effect = { ...nothing, locks, indexLocks, work };
  return changes || error !== null || opaque === true ? { ...effect, opaque: true } : effect;
}
