/** Columns that every table has without anybody having made them; `oid` until PostgreSQL 11. */
export const systemColumns: ReadonlySet<string> = new Set([
  'tableoid',
  'xmin',
  'cmin',
  'xmax',
  'cmax',
  'ctid',
  'oid',
]);

/** Whether no column can be called so; `oid` may be. */
export const isSystemColumn = (name: string): boolean => name !== 'oid' && systemColumns.has(name);

/** Whether a schema is the server's own. */
export const isSystemSchema = (schema: string): boolean => /^(pg_|information_schema$)/.test(schema);
