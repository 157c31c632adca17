import type { Subject } from './rule';

/** The columns that an UPDATE overwrites and that stood before the recording, quoted for a message. */
export function oldTargets({ action, relation }: Subject): readonly string[] {
  if (action.kind !== 'update') return [];
  return action.columns.filter((column) => relation?.columns.get(column)?.origin !== 'here');
}
