/** Whatever the locale: the order of the bytes, as the server has it for names, wherever these are ASCII. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

interface Named {
  readonly schema: string;
  readonly name: string;
}

/** By schema, then by name. */
export const bySchemaAndName = (a: Named, b: Named): number =>
  compareText(a.schema, b.schema) || compareText(a.name, b.name);
