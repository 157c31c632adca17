import type { Catalog } from '../catalog/catalog';
import { readersOf, referencesTo } from '../catalog/family';
import type { Relation } from '../catalog/model';
import { sequencesIn } from '../sql/read/calls';

/** The other relations that CASCADE would touch when a column goes: views over it and tables whose foreign key refers to it. */
export function dependentsOfColumn(catalog: Catalog, table: Relation, column: string): readonly Relation[] {
  const all = [...catalog.relations.values()];
  const referring = referencesTo(all, table).filter(({ parentColumns }) => parentColumns.includes(column));
  return [...readersOf(all, table, column), ...referring.map(({ child }) => child)].filter(
    (each) => each !== table,
  );
}

/** The other relations that CASCADE would touch when a table or view goes. */
export function dependentsOf(catalog: Catalog, relation: Relation): readonly Relation[] {
  const all = [...catalog.relations.values()];
  const referring = referencesTo(all, relation).map(({ child }) => child);
  return [...readersOf(all, relation), ...referring].filter((each) => each !== relation);
}

/** The tables with a column whose default, or whose serial or identity, draws from a sequence. */
export const drawersOf = (catalog: Catalog, sequence: Relation): readonly Relation[] =>
  [...catalog.relations.values()].filter(
    (table) =>
      (table.sequences.get(sequence) ?? '') !== '' ||
      [...table.columns.values()].some(
        ({ defaultExpression }) =>
          defaultExpression !== undefined &&
          sequencesIn(defaultExpression).some((name) => catalog.find(name) === sequence),
      ),
  );
