import type { Catalog } from '../../catalog/catalog';
import { makeName } from '../../catalog/default-names';
import type { Relation } from '../../catalog/model';
import type { ColumnSpec } from '../../sql/actions';
import { quoteName } from '../../sql/names';
import { isSerial, storedType } from '../../sql/types';
import type { StatementText } from '../rule';
import { commandText } from './alter-command';
import { columnParts } from './column-parts';
import { keyLater, validatedLater, withoutName } from './constraint-steps';
import { tableSql, typeSql } from './sql';

const add = (relation: Relation, definition: string): string =>
  `ALTER TABLE ${tableSql(relation)} ADD COLUMN ${definition}`;

/** The column as nullable and without anything that asks for a value in old rows. */
export const bareColumn = (relation: Relation, { name, type }: ColumnSpec, catalog: Catalog): string =>
  add(relation, `${quoteName(name)} ${typeSql(storedType(catalog.baseType(type)))}`);

/** A column whose default is computed row by row: added without it, so that only new rows get one, and the old ones can follow in batches. */
export function defaultLater(
  relation: Relation,
  column: ColumnSpec,
  text: StatementText,
  catalog: Catalog,
): readonly string[] | undefined {
  const bare = bareColumn(relation, column, catalog);
  const name = quoteName(column.name);
  if (column.constraints.length > 0) return undefined;
  if (column.identity || column.generated !== null) return [bare];
  if (isSerial(column.type)) {
    const sequence = tableSql({
      schema: relation.schema,
      name: makeName(relation.name, [column.name], 'seq'),
    });
    return [
      bare,
      `CREATE SEQUENCE ${sequence} OWNED BY ${tableSql(relation)}.${name}`,
      `ALTER TABLE ${tableSql(relation)} ALTER COLUMN ${name} SET DEFAULT nextval('${sequence.replaceAll("'", "''")}')`,
    ];
  }
  if (column.defaultExpression === undefined)
    return catalog.mayBeConstrained(catalog.baseType(column.type)) ? undefined : [bare];
  const command = commandText(text);
  const parts = command === null ? null : columnParts(text, command);
  const written = parts?.constraints.find(({ node }) => node.contype === 'CONSTR_DEFAULT')?.text;
  if (written === undefined) return undefined;
  return [bare, `ALTER TABLE ${tableSql(relation)} ALTER COLUMN ${name} SET ${written}`];
}

/** A column whose constraints come after it, each in the way that does not block. */
export function constraintsLater(
  relation: Relation,
  column: ColumnSpec,
  text: StatementText,
  serverMajor: number,
): readonly string[] | undefined {
  const command = commandText(text);
  const parts = command === null ? null : columnParts(text, command);
  if (parts === null || column.identity || column.generated !== null) return undefined;
  // Old rows have NULL, which no primary key takes: the rows have to be filled before.
  const isKey = column.constraints.some(({ kind }) => kind === 'primary');
  if (isKey && column.defaultExpression === undefined) return undefined;
  const kept: string[] = [parts.head];
  const later: (readonly string[] | undefined)[] = [];
  let next = 0;
  for (const { node, text: written } of parts.constraints) {
    if (['CONSTR_NULL', 'CONSTR_NOTNULL', 'CONSTR_DEFAULT'].includes(node.contype ?? '')) {
      kept.push(written);
      continue;
    }
    const spec = column.constraints[next];
    next += 1;
    // DEFERRABLE and the like stand apart from the constraint that they are about.
    if (spec === undefined || (node.contype ?? '').startsWith('CONSTR_ATTR')) return undefined;
    const definition = withoutName(written);
    if (spec.kind === 'check') later.push(validatedLater(relation, spec, definition, serverMajor));
    else if (spec.kind === 'foreign')
      later.push(
        validatedLater(relation, spec, `FOREIGN KEY (${quoteName(column.name)}) ${definition}`, serverMajor),
      );
    else later.push(keyLater(relation, spec, node, serverMajor));
  }
  if (later.includes(undefined)) return undefined;
  return [`ALTER TABLE ${tableSql(relation)} ${kept.join(' ')}`, ...later.flatMap((steps) => steps ?? [])];
}
