import type { Relation } from '../../catalog/model';
import { makeName } from '../../catalog/default-names';
import { quoteName } from '../../sql/names';
import { tableSql } from './sql';

/**
 * How a column becomes NOT NULL without a scan under AccessExclusiveLock: by a NOT NULL that is validated later (PostgreSQL 18), by a
 * validated CHECK that proves it (12 to 17), or, before that, by the CHECK alone. What stands there NOT VALID already is validated.
 *
 * @param called the name that a NOT NULL shall have; without one, what the server would call it
 */
export function notNullSteps(
  relation: Relation,
  column: string,
  serverMajor: number,
  called?: string,
): readonly string[] {
  const table = `ALTER TABLE ${tableSql(relation)}`;
  const name = quoteName(column);
  const waiting = [...relation.constraints.values()].find(
    ({ valid, provesNotNull }) => !valid && provesNotNull.includes(column),
  );
  if (waiting?.kind === 'not-null') return [`${table} VALIDATE CONSTRAINT ${quoteName(waiting.name)}`];
  const proof = quoteName(waiting?.name ?? called ?? makeName(relation.name, [column], 'not_null'));
  const validate = `${table} VALIDATE CONSTRAINT ${proof}`;
  if (waiting === undefined && serverMajor >= 18)
    return [`${table} ADD CONSTRAINT ${proof} NOT NULL ${name} NOT VALID`, validate];
  const add =
    waiting === undefined ? [`${table} ADD CONSTRAINT ${proof} CHECK (${name} IS NOT NULL) NOT VALID`] : [];
  if (serverMajor < 12) return [...add, validate];
  const settle = [`${table} ALTER COLUMN ${name} SET NOT NULL`, `${table} DROP CONSTRAINT ${proof}`];
  return [...add, validate, ...settle];
}
