import type { Catalog } from '../../catalog/catalog';
import type { NamedType, Relation } from '../../catalog/model';
import type { ConstraintSpec } from '../../sql/actions';
import type { Name } from '../../sql/names';

/** Whether a column was added by this recording and is NULL in every row so far. */
export function isFresh(relation: Relation, name: string): boolean {
  const column = relation.columns.get(name);
  return column?.origin === 'here' && !column.filled;
}

/** Whether rows from before can break the constraint: a column that is NULL everywhere breaks no UNIQUE, no foreign key and hardly a CHECK. */
export function columnsToTest(relation: Relation, { kind, columns, expression }: ConstraintSpec): boolean {
  if (kind === 'primary' || kind === 'not-null') return true;
  const fresh = columns.length > 0 && columns.every((column) => isFresh(relation, column));
  if (kind !== 'check') return !columns.some((column) => isFresh(relation, column));
  return !fresh || JSON.stringify(expression).includes('NullTest');
}

/** Where a domain, or one over it, is used: the columns of tables that stood before. */
export function domainUses(
  catalog: Catalog,
  domain: Name,
): readonly { readonly relation: Relation; readonly column: string }[] {
  const types = withDomainsOver(catalog.findType(domain));
  return [...catalog.relations.values()].flatMap((relation) =>
    relation.kind !== 'table' && relation.kind !== 'partitioned'
      ? []
      : [...relation.columns.values()]
          .filter(({ type }) => {
            // The values of an array are others than those of its elements.
            const own = type === null || type.array ? undefined : catalog.findType(type);
            return own !== undefined && types.has(own);
          })
          .map(({ name }) => ({ relation, column: name })),
  );
}

function withDomainsOver(type: NamedType | undefined, found = new Set<NamedType>()): ReadonlySet<NamedType> {
  if (type === undefined || found.has(type)) return found;
  found.add(type);
  for (const over of type.domains) withDomainsOver(over, found);
  return found;
}
