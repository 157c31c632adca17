import type { Catalog } from '../catalog';
import type { NamedType, Relation } from '../model';
import { qualified } from '../model';

/** Who uses a thing may name those who once did: it is no part of what must come back. */
const left: ReadonlySet<string> = new Set(['usedBy', 'users', 'refersTo', 'defaultExpression']);

const isNamed = (value: object): value is { readonly schema: string; readonly name: string } =>
  'schema' in value && ('columns' in value || 'users' in value);

/** Everything that the model holds, as text; other relations and types by their names. */
export function shown(catalog: Catalog): string {
  const fields = (value: object): unknown =>
    Object.fromEntries(
      Object.entries(value)
        .filter(([key, each]) => !left.has(key) && each !== undefined)
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([key, each]) => [key, plain(each)]),
    );
  const plain = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (isNamed(value)) return `-> ${qualified(value)}`;
    if (value instanceof Map || value instanceof Set)
      return [...(value as Set<unknown>)].map((each) => JSON.stringify(plain(each))).sort();
    return Array.isArray(value) ? value.map(plain) : fields(value);
  };
  const things: readonly (Relation | NamedType)[] = [
    ...catalog.relations.values(),
    ...catalog.types.values(),
  ];
  const all = things.map((each) => `${qualified(each)} ${JSON.stringify(fields(each))}`);
  const rest = [
    catalog.functions,
    catalog.made,
    catalog.ownedSequences,
    catalog.lostTypes,
    catalog.extensions,
    catalog.collations,
    catalog.empties,
  ];
  return [...all.sort(), [...catalog.relations.schemas].sort().join(), JSON.stringify(rest.map(plain))].join(
    '\n',
  );
}
