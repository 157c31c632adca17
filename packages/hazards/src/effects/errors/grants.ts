import type { Catalog } from '../../catalog/catalog';
import type { Action } from '../../sql/actions';
import type { Conditions, PredictedError } from '../effect';
import { lacks } from './alter-table';
import { raise } from './raise';
import { routineError } from './routines';
import { missingTable } from './absent';
import { isSystemSchema, systemColumns } from './system-names';

const words = (text: string): readonly string[] => text.split(' ');

// Those that there are for each kind of thing (aclcheck_error and string_to_privilege). USAGE on a table may be meant for a sequence.
const privileges: Readonly<Record<string, readonly string[]>> = {
  table: words('select insert update delete truncate references trigger maintain usage rule'),
  column: words('select insert update references'),
  sequence: words('select update usage'),
  schema: words('create usage'),
  database: words('create connect temporary temp'),
  function: ['execute'],
  procedure: ['execute'],
  routine: ['execute'],
  type: ['usage'],
  domain: ['usage'],
  language: ['usage'],
};

const known = new Set([...Object.values(privileges).flat(), 'set', 'alter system']);

/** GRANT and REVOKE: of what is not there, or a privilege that there is none of for it. */
export function grantError(
  {
    tables,
    columns = [],
    schemas = [],
    routines = [],
    on,
    privileges: given,
  }: Extract<Action, { kind: 'grant' }>,
  catalog: Catalog,
  { serverMajor }: Conditions,
): PredictedError | null {
  // Before PostgreSQL 18 the privilege of old for rules was read, and did nothing.
  const strange = given.find(({ what }) => !known.has(what) || (what === 'rule' && serverMajor >= 18));
  if (strange !== undefined) return raise('42601', `unrecognized privilege type "${strange.what}"`);
  const absent = schemas.find(
    (each) => catalog.complete && !isSystemSchema(each) && !catalog.hasSchema(each),
  );
  if (absent !== undefined) return raise('3F000', `schema "${absent}" does not exist`);
  for (const name of tables) {
    const table = catalog.find(name);
    if (table === undefined) {
      const missing = missingTable(name, catalog);
      if (missing !== null) return missing;
      continue;
    }
    if (!table.known) continue;
    if (on === 'sequence' && table.kind !== 'sequence')
      return raise('42809', `"${table.name}" is not a sequence`);
    // USAGE on a table is that of a sequence, named by the wrong word.
    if (on === 'table' && table.kind !== 'sequence' && given.some(({ what }) => what === 'usage'))
      return raise('0LP01', 'invalid privilege type USAGE for table');
    const column = columns.find((each) => lacks(table, each) && !systemColumns.has(each));
    if (column !== undefined)
      return raise('42703', `column "${column}" of relation "${table.name}" does not exist`);
  }
  for (const { name, signature } of routines) {
    const missing = routineError(name, signature, catalog);
    if (missing !== null) return missing;
  }
  for (const { what, ofColumns } of given) {
    const kind = ofColumns ? 'column' : on;
    if (privileges[kind]?.includes(what) === false)
      return raise('0LP01', `invalid privilege type ${what.toUpperCase()} for ${kind}`);
  }
  return null;
}
