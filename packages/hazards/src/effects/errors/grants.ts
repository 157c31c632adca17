import type { Catalog } from '../../catalog/catalog';
import type { Action } from '../../sql/actions';
import type { PredictedError } from '../effect';
import { lacks } from './alter-table';
import { raise } from './raise';
import { missingTable } from './rows';
import { isSystemSchema, systemColumns } from './system-names';

// Those that there are for each kind of thing (aclcheck_error and string_to_privilege).
const privileges: Readonly<Record<string, RegExp>> = {
  table: /^(select|insert|update|delete|truncate|references|trigger|maintain|usage|rule)$/,
  sequence: /^(select|update|usage)$/,
  schema: /^(create|usage)$/,
  function: /^execute$/,
  procedure: /^execute$/,
  routine: /^execute$/,
  type: /^usage$/,
  domain: /^usage$/,
  language: /^usage$/,
};

/** GRANT and REVOKE: of what is not there, or a privilege that there is none of for it. */
export function grantError(
  { tables, columns = [], schemas = [], on, privileges: given = [] }: Extract<Action, { kind: 'grant' }>,
  catalog: Catalog,
): PredictedError | null {
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
    if (on === 'sequence' && table.known && table.kind !== 'sequence')
      return raise('42809', `"${table.name}" is not a sequence`);
    // USAGE on a table is that of a sequence, named by the wrong word.
    if (on === 'table' && table.known && table.kind !== 'sequence' && given.includes('usage'))
      return raise('0LP01', 'invalid privilege type USAGE for table');
    const column = columns.find((each) => lacks(table, each) && !systemColumns.has(each));
    if (column !== undefined)
      return raise('42703', `column "${column}" of relation "${table.name}" does not exist`);
  }
  const allowed = on === undefined ? undefined : privileges[on];
  const odd = allowed === undefined ? undefined : given.find((each) => !allowed.test(each));
  return odd === undefined
    ? null
    : raise('0LP01', `invalid privilege type ${odd.toUpperCase()} for ${on ?? ''}`);
}
