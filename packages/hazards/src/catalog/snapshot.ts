import type { Relation } from './model';

/** Syntax trees are never changed once they are read. */
const frozen: ReadonlySet<string> = new Set(['defaultExpression', 'base', 'type', 'fires']);

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/**
 * Remembers the state of everything that can be reached from a value through maps, sets and plain objects. The function that comes back
 * puts it into the very same objects again, so that whoever holds one of them sees the old state too.
 */
export function remember(...roots: readonly unknown[]): () => void {
  const undo: (() => void)[] = [];
  const seen = new Set<object>();
  const pending: unknown[] = [...roots];
  for (let value = pending.pop(); value !== undefined || pending.length > 0; value = pending.pop()) {
    if (!isObject(value) || seen.has(value)) continue;
    seen.add(value);
    undo.push(rememberOne(value, pending));
  }
  return () => {
    for (const each of undo) each();
  };
}

function rememberOne(value: object, pending: unknown[]): () => void {
  if (value instanceof Map) {
    const entries = [...(value as Map<unknown, unknown>)];
    pending.push(...entries.flat());
    return () => {
      value.clear();
      for (const [key, each] of entries) (value as Map<unknown, unknown>).set(key, each);
    };
  }
  if (value instanceof Set) {
    const entries = [...(value as Set<unknown>)];
    pending.push(...entries);
    return () => {
      value.clear();
      for (const each of entries) (value as Set<unknown>).add(each);
    };
  }
  if (Array.isArray(value)) {
    const entries: readonly unknown[] = [...(value as readonly unknown[])];
    pending.push(...entries);
    return () => void value.splice(0, value.length, ...entries);
  }
  const fields = { ...value } as Record<string, unknown>;
  for (const key of Object.keys(fields)) if (!frozen.has(key)) pending.push(fields[key]);
  return () => {
    for (const key of Object.keys(value)) if (!(key in fields)) Reflect.deleteProperty(value, key);
    Object.assign(value, fields);
  };
}

/** Remembers one relation with its parts; what it refers to (parents, partitions, the tables of foreign keys) is left as it is. */
export function rememberRelation(relation: Relation): () => void {
  const { columns, constraints, indexes, hooks, sequences, ties, lostColumns } = relation;
  const fields = { ...relation };
  const parts = [columns, constraints, indexes].map((part) => {
    const entries = [...part].map(([key, each]) => ({ key, each, fields: { ...each } }));
    return (): void => {
      part.clear();
      for (const { key, each, fields: own } of entries)
        (part as Map<string, unknown>).set(key, Object.assign(each, own));
    };
  });
  const lists = [sequences, ties, lostColumns, relation.children, relation.parents].map((part) =>
    shallow(part),
  );
  const hooked = [...hooks];
  return () => {
    Object.assign(relation, fields);
    hooks.splice(0, hooks.length, ...hooked);
    for (const restore of [...parts, ...lists]) restore();
  };
}

function shallow(part: Map<unknown, unknown> | Set<unknown>): () => void {
  const entries: readonly unknown[] = [...part];
  return () => {
    part.clear();
    for (const entry of entries) {
      if (part instanceof Map) part.set(...(entry as [unknown, unknown]));
      else part.add(entry);
    }
  };
}
