import { addColumn } from './add-column.mjs';
import { columns } from './columns.mjs';
import { constraints } from './constraints.mjs';
import { indexes } from './indexes.mjs';
import { others, rows } from './others.mjs';
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
];
