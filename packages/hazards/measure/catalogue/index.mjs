import { addColumn } from './add-column.mjs';
import { columns } from './columns.mjs';
import { combos } from './combos.mjs';
import { constraints } from './constraints.mjs';
import { indexes } from './indexes.mjs';
import { objects } from './objects.mjs';
import { others, rows } from './others.mjs';
import { queries } from './queries.mjs';
import { tables } from './tables.mjs';
import { types } from './types.mjs';

/** Every statement that is measured. */
export const catalogue = [
  ...addColumn,
  ...columns,
  ...types,
  ...constraints,
  ...indexes,
  ...tables,
  ...others,
  ...rows,
  ...queries,
  ...combos,
  ...objects,
];
