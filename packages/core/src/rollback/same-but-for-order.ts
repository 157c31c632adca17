/**
 * Whether two schemas, as pg_dump writes them, are the same but for the order of columns: a column that was dropped and is made again is
 * the last one of its table, and PostgreSQL has no way to put it where it was.
 */
export function sameButForColumnOrder(before: string, after: string): boolean {
  return before === after || sorted(before) === sorted(after);
}

function sorted(schema: string): string {
  return schema.replace(
    /^(CREATE (?:UNLOGGED )?TABLE [^\n]* \(\n)([^]*?)(^\))/gm,
    (_, head: string, body: string, end: string) => {
      const lines = body.split('\n').filter(Boolean);
      return `${head}${lines
        .map((line) => line.replace(/,$/, ''))
        .sort()
        .join('\n')}\n${end}`;
    },
  );
}
