import type { ColumnRef, IndexElem } from 'libpg-query';
import { textOf, walk } from '../nodes';

/** The columns that an expression, an index, a partition key or an exclusion constraint mentions, each once and without its qualifier. */
export function columnsIn(root: unknown): readonly string[] {
  const found = new Set<string>();
  for (const { kind, value } of walk(root)) {
    if (kind === 'ColumnRef') found.add(textOf((value as ColumnRef).fields?.at(-1)));
    if ((kind === 'IndexElem' || kind === 'PartitionElem') && (value as IndexElem).name)
      found.add((value as IndexElem).name ?? '');
  }
  return [...found];
}
