import type { Fall, Thing } from '../catalog/falls';
import { touchedByKey } from '../catalog/key-trees';
import type { Relation } from '../catalog/model';
import type { Effect, PredictedError } from './effect';
import { lockAll, lockIndexes, nothing, together } from './effect';
import { depended } from './errors/raise';

/** Whatever falls is taken out under AccessExclusiveLock on the relation that it is a part of; a foreign key also on its parent. */
export const falling = ({ things }: Fall): Effect => {
  const relations = things.flatMap(relationsOf);
  const gone = things.flatMap((thing) => (thing.kind === 'relation' ? [thing.it] : []));
  const indexes = new Set<object>(things.flatMap((thing) => (thing.kind === 'index' ? [thing.it] : [])));
  return things.length === 0
    ? nothing
    : together(
        lockAll(new Set(relations), 'AccessExclusiveLock'),
        lockIndexes(gone, 'AccessExclusiveLock'),
        lockIndexes(new Set(relations), 'AccessExclusiveLock', (index) => indexes.has(index)),
      );
};

function relationsOf(thing: Thing): readonly (Relation | undefined)[] {
  switch (thing.kind) {
    case 'relation':
      return [thing.it];
    case 'constraint':
      // What a partition has of its parent's key is no key of its own.
      return touchedByKey(thing.of, thing.it.inherited ? undefined : thing.it.parent);
    case 'column':
    case 'default':
    case 'index':
    case 'hook':
      return [thing.of];
    case 'published':
      return [thing.it.table];
    case 'type':
    case 'routine':
      return [];
  }
}

/** SQLSTATE 2BP01, where something rests on what is dropped without CASCADE. */
export const heldError = ({ held }: Fall, what: string): PredictedError | null =>
  held === null ? null : depended(what);
