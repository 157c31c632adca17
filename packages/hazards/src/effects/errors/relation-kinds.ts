import type { Relation } from '../../catalog/model';
import type { PredictedError } from '../effect';
import { raise } from './raise';

/** What relations are that a statement calls by this word. */
export const kindsOf: Readonly<Partial<Record<string, readonly Relation['kind'][]>>> = {
  table: ['table', 'partitioned'],
  view: ['view'],
  matview: ['matview'],
  'foreign-table': ['foreign'],
  sequence: ['sequence'],
};

/** SQLSTATE 42809: the statement calls it by another word. */
export function wrongKind(relation: Relation, object: string): PredictedError | null {
  const fits = !relation.known || kindsOf[object]?.includes(relation.kind) !== false;
  return fits ? null : raise('42809', `"${relation.name}" is not a ${object}`);
}

/** Whether a word of a statement means a relation, indexes left aside. */
export const isRelationWord = (object: string): boolean => object in kindsOf;
