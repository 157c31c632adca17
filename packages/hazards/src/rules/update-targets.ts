import { qualified } from '../catalog/model';
import type { Subject } from './rule';

/** The columns that an UPDATE overwrites, that stood before the recording and that the migration does not declare to change. */
export function oldTargets({ action, relation, declared }: Subject): readonly string[] {
  if (action.kind !== 'update') return [];
  const isDeclared = (column: string): boolean =>
    relation !== null &&
    declared.some((target) =>
      [`${relation.name}.${column}`, `${qualified(relation)}.${column}`].includes(target),
    );
  return action.columns.filter(
    (column) => relation?.columns.get(column)?.origin !== 'here' && !isDeclared(column),
  );
}
